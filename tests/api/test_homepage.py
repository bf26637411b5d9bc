"""My homepage as JSON is the page that the site would show."""

import pytest

from recommendations.homepage import pages
from tests.api.conftest import app_of
from tests.recommendations.conftest import artefacts, trained, world  # noqa: F401

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
