"""My homepage as JSON is the page that the site would show."""

import pytest

from courses.models import Course
from recommendations.homepage import pages
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Row
from tests.api.conftest import app_of
from tests.recommendations.conftest import artefacts, did_something, trained, world  # noqa: F401

ADDRESS = "/api/v1/homepage/"


def test_an_app_gets_the_rows_of_the_site(trained, client):  # noqa: F811
    learner = trained.learners[0]
    client.force_login(learner)
    site = client.get("/").context["page"]

    page = app_of(learner).get(ADDRESS).json()

    assert page["list_id"] == str(site.list_id)
    assert [row["key"] for row in page["rows"]] == [row.key for row in site.rows]
    shown = [card["course"]["id"] for row in page["rows"] for card in row["cards"]]
    assert shown == [card.course.pk for row in site.rows for card in row.cards]
    assert all(card["reason"] for row in page["rows"] for card in row["cards"])


def test_reasons_are_in_the_language_of_the_learner(trained):  # noqa: F811
    learner = trained.learners[0]
    learner.language = "zh-hans"
    learner.save()

    page = app_of(learner).get(ADDRESS).json()

    assert "为你挑选" in [row["title"] for row in page["rows"]]


def test_a_visitor_gets_popular_and_new_courses(trained, visitor):  # noqa: F811
    page = visitor.get(ADDRESS).json()

    assert (page["audience"], page["step"], page["hero"]) == ("visitor", "popular", None)
    assert page["rows"]


def test_who_did_not_agree_gets_nothing_personal(trained, cleo):  # noqa: F811
    page = app_of(cleo).get(ADDRESS).json()

    assert page["step"] == "popular"
    assert "picked" not in [row["key"] for row in page["rows"]]


@pytest.mark.django_db
def test_a_site_without_courses_answers(visitor):
    assert visitor.get(ADDRESS).json()["rows"] == []


def test_a_page_that_cannot_be_made_is_a_503(visitor, monkeypatch):
    def broken(*_: object) -> None:
        raise RuntimeError("no database")

    monkeypatch.setattr(pages, "_own_page", broken)
    monkeypatch.setattr(pages, "_plain_page", broken)

    answer = visitor.get(ADDRESS)

    assert answer.status_code == 503
    assert "catalogue" in answer.json()["detail"]


def parts_of(app, count, between=lambda: None):
    """Every part of a page, read one after another, with something happening in between."""
    found, address = [], f"{ADDRESS}?rows={count}"
    while address:
        part = app.get(address).json()
        found.append(part["rows"])
        address = part["next"]
        between()
    return found


def kept(rows):
    return [(row["key"], [card["course"]["id"] for card in row["cards"]]) for row in rows]


def test_a_page_in_parts_never_repeats_or_skips_while_it_is_refreshed(trained):  # noqa: F811
    learner = trained.learners[0]
    Row.objects.update(minimum=1, maximum=3)
    app = app_of(learner)
    whole = kept(app.get(ADDRESS).json()["rows"])
    turns = iter([trained.music[:1], trained.music[1:3], trained.music[3:5]])

    def refresh():
        did_something(learner, next(turns, []), days_ago=-1)
        Row.objects.filter(key="trending").update(order=1)
        refresh_learner(learner.pk)

    parts = parts_of(app, 1, refresh)

    assert len(parts) == len(whole) > 2
    assert kept(row for part in parts for row in part) == whole
    assert kept(app.get(ADDRESS).json()["rows"]) != whole


def test_what_was_taken_down_in_between_is_left_out_and_nothing_else(trained):  # noqa: F811
    learner = trained.learners[0]
    Row.objects.update(minimum=1, maximum=3)
    app = app_of(learner)
    whole = kept(app.get(ADDRESS).json()["rows"])
    gone = whole[-1][1][0]

    parts = parts_of(app, 2, lambda: Course.objects.filter(pk=gone).update(status="archived"))

    shown = [course for part in parts for _key, courses in kept(part) for course in courses]
    assert shown == [one for _key, courses in whole for one in courses if one != gone]


def test_a_cursor_is_good_for_nobody_else_and_nonsense_is_refused(trained):  # noqa: F811
    mine = app_of(trained.learners[0]).get(f"{ADDRESS}?rows=1").json()["next"]
    other = app_of(trained.learners[1])

    assert other.get(mine).status_code == 400
    assert other.get(f"{ADDRESS}?cursor=nonsense").status_code == 400
    assert other.get(f"{ADDRESS}?rows=many").status_code == 400
