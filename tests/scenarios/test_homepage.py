"""The homepage in a browser's eyes, for everybody, whatever is broken (C8)."""

import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Interest, User
from courses.enrolment import enrol
from courses.progress import complete_lesson
from recommendations.homepage import digest, steps
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Row
from tests.conftest import make_course
from tests.recommendations.conftest import did_something, make_learner
from tracking import tallies


@pytest.fixture
def browser(ann):
    client = Client()
    client.force_login(ann)
    return client


def courses_on(response):
    return response.context["page"].courses


def row_keys(response):
    return [row.key for row in response.context["page"].rows]


def draw(client):
    """The homepage, drawn anew."""
    cache.clear()
    return client.get("/")


def test_a_learner_without_any_event_gets_a_full_page(browser, trained):
    """R1."""
    response = browser.get("/")

    assert response.status_code == 200
    assert len(courses_on(response)) == 12
    assert "picked" not in row_keys(response)
    assert {"trending", "new"} & set(row_keys(response))


def test_a_visitor_gets_a_full_page(client, trained):
    response = client.get("/")

    assert response.status_code == 200
    assert len(courses_on(response)) == 12
    assert "sessionid" not in response.cookies


def test_a_learner_without_enrolments_and_one_with_many_see_no_error(browser, ann, world):
    assert browser.get("/").status_code == 200
    for course in world.data:
        enrol(ann, course)

    response = draw(browser)

    assert response.context["page"].hero is not None
    assert "continue" in row_keys(response)


def test_a_course_that_the_learner_enrolled_in_leaves_the_page_at_once(browser, ann, trained):
    """R3."""
    did_something(ann, trained.data[:2])
    first = browser.get("/").context["page"]
    course = next(row for row in first.rows if row.key == "picked").cards[0].course
    enrol(ann, course)

    page = browser.get("/").context["page"]

    assert course not in [
        card.course for row in page.rows if row.key != "continue" for card in row.cards
    ]
    assert page.hero.course == course


def test_a_drawn_page_is_served_again_until_something_on_it_changes(browser, ann, trained):
    did_something(ann, trained.data[:2])
    enrolment = enrol(ann, trained.data[0])
    drawn = browser.get("/")
    kept = browser.get("/")
    lesson = enrolment.course.sections.first().lessons.first()

    complete_lesson(ann, lesson)
    changed = browser.get("/")

    assert drawn.context is not None
    assert kept.context is None
    assert changed.context is not None
    assert changed.context["page"].hero.progress == 50


def test_a_kept_page_carries_a_token_of_its_own(ann, trained):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(ann)
    browser.get("/")

    kept = browser.get("/")

    assert kept.context is None
    assert "csrf-token-of-this-request" not in kept.content.decode()
    assert kept.cookies["csrftoken"].value


def test_a_kept_page_of_one_learner_is_not_shown_to_another(browser, ann, trained):
    other = make_learner("other")
    did_something(ann, trained.data[:2])
    did_something(other, trained.music[:2])
    mine = browser.get("/")
    second = Client()
    second.force_login(other)

    theirs = second.get("/")

    assert theirs.context is not None
    assert courses_on(mine) != courses_on(theirs)


def test_a_kept_page_follows_the_language_of_the_reader(browser, ann, trained):
    did_something(ann, trained.data[:2])
    english = browser.get("/").content.decode()
    User.objects.filter(pk=ann.pk).update(language="zh-hans")
    chinese = browser.get("/").content.decode()

    assert "Picked for you" in english
    assert "为你挑选" in chinese


@pytest.mark.parametrize("count", [0, 10, 300])
def test_the_number_of_queries_does_not_grow_with_enrolments(
    browser, ann, world, count, monkeypatch
):
    monkeypatch.setattr(digest, "KEPT_SECONDS", 60)  # a slow machine draws for longer than 5 s
    courses = [make_course(f"More {n}", lessons=1) for n in range(count)]
    for course in courses:
        enrol(ann, course)
    refresh_learner(ann.pk)
    browser.get("/")

    with CaptureQueriesContext(connection) as queries:
        response = browser.get("/")

    assert response.context is None
    assert len(queries) == 2


def test_the_number_of_queries_of_drawing_does_not_grow_with_enrolments(browser, ann, world):
    def queries_of(count):
        for number in range(count):
            enrol(ann, make_course(f"More {count} {number}", lessons=1))
        refresh_learner(ann.pk)
        browser.get("/")
        cache.delete(f"recs:html:{ann.pk}")
        with CaptureQueriesContext(connection) as queries:
            assert browser.get("/").context is not None
        return len(queries)

    assert queries_of(10) == queries_of(40)


def test_staff_can_read_the_share_of_each_step(browser, ann, trained, monkeypatch):
    monkeypatch.setattr(tallies, "FLUSH_SECONDS", 0.0)
    steps.STEPS._waiting.clear()
    did_something(ann, trained.data[:2])
    for _ in range(3):
        browser.get("/")
    Client().get("/")

    assert steps.read_steps() == {"computed": 1, "cached": 2, "popular": 1, "catalogue": 0}


def test_a_visitor_who_agreed_gets_more_of_what_they_looked_at(client, trained):
    from recommendations.homepage.pages import page_of
    from tracking.ledger import emit

    visitor = uuid.uuid4()
    for course in trained.data[:3]:
        emit("viewed", visitor_id=visitor, target=course)

    page = page_of(None, visitor)

    picked = next(row for row in page.rows if row.key == "picked")
    assert picked.cards[0].course in trained.data
    assert page.audience == "visitor"


def test_a_changed_interest_shapes_the_next_page(
    browser, ann, world, django_capture_on_commit_callbacks
):
    browser.get("/")
    with django_capture_on_commit_callbacks(execute=True):
        Interest.objects.create(learner=ann, topic="music")
    refresh_learner(ann.pk)
    Row.objects.filter(key="interest").update(order=0)

    page = draw(browser).context["page"]

    assert page.rows[0].title == "Top in Music"


def test_rows_are_dated_and_named_for_the_beacon(browser, ann, trained):
    did_something(ann, trained.data[:2])
    page = browser.get("/").context["page"]

    assert page.list_id
    assert page.built_at <= timezone.now()
    for row in page.rows:
        assert [card.position for card in row.cards] == list(range(1, len(row.cards) + 1))
