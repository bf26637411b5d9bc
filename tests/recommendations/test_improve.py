"""A learner sees and edits their own profile, and each change shows on the very next page."""

import pytest

from accounts.personal_data import erase, export_zip
from courses.models import DismissedCourse
from recommendations.homepage.pages import page_of
from recommendations.models import Row, Taste
from recommendations.sources.interactions import read_snapshot
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, enrol, row_of


@pytest.fixture
def own(client, ann, trained, django_capture_on_commit_callbacks):
    """Posts a change as Ann, whose page is stored, and gives her next page."""
    did_something(ann, [*trained.data[:3], *trained.music[:2]])
    client.force_login(ann)
    page_of(ann)

    def change(address, **form):
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(f"/improve/{address}", form).status_code == 302
        ann.refresh_from_db()
        return page_of(ann)

    return change


def test_a_field_left_out_is_gone_from_what_is_picked(own, ann, trained):
    field = trained.data[0].category
    assert set(courses_in(page_of(ann), "picked")) & set(trained.data)

    page = own("weigh/", category=field.pk, weigh="nothing")

    scored = [
        card
        for card in row_of(page, "picked").cards
        if card.reason_kind not in ("popular", "catalogue")
    ]
    assert not {card.course for card in scored} & set(trained.data)
    assert not [card for card in scored if "Data" in card.reason]
    page = own("weigh/", category=field.pk, weigh="")
    assert set(courses_in(page, "picked")) & set(trained.data)
    assert not Taste.objects.exists()


def test_a_course_left_out_is_named_no_more_and_trains_no_model(own, ann, trained):
    Row.objects.update(may_move=False)
    Row.objects.filter(key__in=["picked", "since"]).update(is_on=False)
    enrol(ann, trained.data[0], completed_at="2026-01-01T00:00Z")
    page = own("interest/", topic="music", deed="add")
    assert row_of(page, "because").title.endswith("“Data 0”")

    page = own("weigh/", course=trained.data[0].pk, weigh="nothing")

    assert not [row for row in page.rows if "Data 0" in row.title]
    assert not [card for row in page.rows for card in row.cards if "“Data 0”" in card.reason]
    interactions = read_snapshot().interactions
    place = interactions.learners.tolist().index(ann.pk)
    taken = interactions.indices[interactions.indptr[place] : interactions.indptr[place + 1]]
    assert trained.data[0].pk not in interactions.courses[taken]


def test_interests_and_the_switch_show_at_once(own, ann, trained):
    Row.objects.filter(key="interest").update(order=0, may_move=False)
    assert row_of(own("interest/", topic="music", deed="add"), "interest").title == "Top in Music"
    assert not ann.interests.exists() or ann.interests.count() == 1
    own("interest/", topic="music", deed="remove")
    assert not ann.interests.exists()
    assert own("personalise/", on="no").step == "popular"
    assert own("personalise/", on="yes").step != "popular"


def test_the_page_shows_weights_sources_and_events_and_leaves_with_the_learner(
    own, client, ann, trained
):
    own("interest/", topic="music", deed="add")
    own("weigh/", course=trained.data[0].pk, weigh="less")
    DismissedCourse.objects.create(learner=ann, course=trained.data[5])

    html = client.get("/improve/").content.decode()

    assert "You named it as an interest." in html
    assert "From 3 courses that you did something with." in html
    assert "half as much after 180 days" in html
    assert "Data 0" in html
    assert "Show it again" in html
    assert "What is logged of me" in html
    assert b"recommendations.jsonl" in export_zip(ann)
    assert client.post("/improve/weigh/", {"course": "junk", "weigh": "more"}).status_code == 404
    own("personalise/", on="no")
    assert "Switch personalisation on" in client.get("/improve/").content.decode()
    erase(ann)
    assert not Taste.objects.exists()
