"""The homepage in a browser's eyes, for everybody, whatever is broken."""

import uuid

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Interest, User
from courses.enrolment import enrol
from courses.models import Course
from courses.progress import complete_lesson
from recommendations.homepage import cards, pages, steps
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Row
from tests.conftest import make_course
from tests.recommendations.conftest import did_something, make_learner
from tracking.models import Event


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


def test_a_visitor_who_refuses_cookies_and_scripts_gets_it_every_time(trained):
    for _ in range(2):
        response = Client().get("/")
        assert len(courses_on(response)) == 12
        for course in courses_on(response):
            assert course.title in response.content.decode()
    assert Event.objects.count() == 0


def test_a_site_without_courses_has_a_homepage(client, db):
    response = client.get("/")

    assert response.status_code == 200
    assert courses_on(response) == []


def test_a_learner_without_enrolments_and_one_with_many_see_no_error(browser, ann, world):
    assert browser.get("/").status_code == 200
    for course in world.data:
        enrol(ann, course)

    response = draw(browser)

    assert response.context["page"].hero is not None
    assert "continue" in row_keys(response)


def test_a_course_unpublished_after_the_page_was_made_is_not_shown_and_replaced(
    browser,
    ann,
    trained,
):
    did_something(ann, trained.data[:2])
    Row.objects.exclude(key="picked").update(is_on=False)
    Row.objects.filter(key="picked").update(maximum=5)
    refresh_learner(ann.pk)
    first = browser.get("/")
    gone = next(row for row in first.context["page"].rows if row.key == "picked").cards[0].course
    Course.objects.filter(pk=gone.pk).update(status="draft")

    response = browser.get("/")

    assert gone.title not in response.content.decode()
    picked = next(row for row in response.context["page"].rows if row.key == "picked")
    assert len(picked.cards) == 5
    assert response.context["page"].step == "cached"


@pytest.mark.parametrize("spares_too", [False, True])
def test_a_deleted_course_is_not_shown_and_the_row_stays_full(browser, ann, trained, spares_too):
    did_something(ann, trained.data[:2])
    Row.objects.filter(key="picked").update(maximum=3)
    refresh_learner(ann.pk)
    shown = courses_on(browser.get("/"))
    gone = shown if spares_too else shown[:1]
    gone = gone[:8]
    titles = [course.title for course in gone]
    Course.objects.filter(pk__in=[course.pk for course in gone]).delete()

    response = browser.get("/")

    body = response.content.decode()
    assert not [title for title in titles if f">{title}<" in body]
    picked = next(row for row in response.context["page"].rows if row.key == "picked")
    assert len(picked.cards) == 3


def test_a_course_that_the_learner_enrolled_in_leaves_the_page_at_once(browser, ann, trained):
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
def test_the_number_of_queries_does_not_grow_with_enrolments(browser, ann, world, count):
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


def test_one_bad_course_hides_and_the_page_stays(browser, ann, trained, monkeypatch):
    did_something(ann, trained.data[:2])
    bad = courses_on(browser.get("/"))[0]
    render = cards.render_to_string

    def break_one(template, context, *args):
        if context["course"].pk == bad.pk:
            raise ValueError("broken data")
        return render(template, context, *args)

    monkeypatch.setattr(cards, "render_to_string", break_one)

    response = draw(browser)

    assert response.status_code == 200
    assert bad not in courses_on(response)
    assert len(courses_on(response)) >= 11


@pytest.mark.parametrize(
    "title", ["🎹🎻", "W" * 255, "课" * 120, "شكرا", "<script>alert(1)</script>"]
)
def test_strange_titles_are_shown_as_they_are(client, world, title):
    make_course(title, category=world.data[0].category)

    response = client.get("/")

    assert title in [course.title for course in courses_on(response)]
    assert "<script>alert" not in response.content.decode()


def test_a_recommender_that_fails_leaves_popular_and_new_courses(
    browser,
    ann,
    trained,
    monkeypatch,
):
    def fail(*_args):
        raise RuntimeError("the model has gone")

    monkeypatch.setattr(pages, "_own_page", fail)

    response = browser.get("/")

    assert response.status_code == 200
    assert response.context["page"].step == "popular"
    assert row_keys(response) == ["popular", "new"]


def test_when_nothing_can_be_shown_the_catalogue_is(browser, trained, monkeypatch):
    def fail(*_args):
        raise RuntimeError("everything has gone")

    monkeypatch.setattr(pages, "_own_page", fail)
    monkeypatch.setattr(pages, "_plain_page", fail)

    assert browser.get("/").headers["location"] == "/catalogue/"


def test_staff_can_read_the_share_of_each_step(browser, ann, trained, monkeypatch):
    monkeypatch.setattr(steps, "FLUSH_SECONDS", 0.0)
    steps._waiting.clear()
    did_something(ann, trained.data[:2])
    for _ in range(3):
        browser.get("/")
    Client().get("/")

    assert steps.read_steps() == {"computed": 1, "cached": 2, "popular": 1, "catalogue": 0}


def test_who_refused_has_a_good_page_and_leaves_no_event(cleo, trained):
    client = Client()
    client.force_login(cleo)

    response = client.get("/")

    assert len(courses_on(response)) == 12
    assert Event.objects.count() == 0
    assert response.context["page"].step == "popular"


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


@pytest.fixture
def no_redis(settings, monkeypatch):
    """Neither cache nor broker answers."""
    from config.cache import ForgivingRedisCache
    from config.celery import app
    from recommendations import requests

    nowhere = "unix:///nowhere/valkey.sock"
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": nowhere}}
    monkeypatch.setattr(app.conf, "broker_url", nowhere.replace("unix", "redis+socket"))
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(ForgivingRedisCache, "_away_until", 0.0)
    monkeypatch.setattr(requests, "_away_until", 0.0)


@pytest.mark.django_db(transaction=True)
def test_without_redis_the_homepage_is_full_and_follows_what_the_learner_does(no_redis, ann):
    courses = [make_course(f"Course {number}") for number in range(8)]
    browser = Client()
    browser.force_login(ann)
    first = browser.get("/")
    enrol(ann, courses[0])

    second = browser.get("/")

    assert len(courses_on(first)) == 8
    assert second.context["page"].hero.course == courses[0]
    assert Event.objects.filter(verb="enrolled").count() == 1
