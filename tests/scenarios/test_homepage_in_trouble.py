"""The homepage in trouble: courses gone or broken, models or Redis away (C9, C17, C18, C19)."""

import pytest
from django.test import Client

from courses.enrolment import enrol
from courses.models import Course, DismissedCourse
from recommendations.homepage import cards, pages
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Row
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tests.scenarios.test_homepage import browser, courses_on, draw, row_keys
from tracking.models import Event

__all__ = ["browser"]


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


def test_a_course_unpublished_after_the_page_was_made_is_not_shown_and_replaced(
    browser,
    ann,
    trained,
):
    """R2."""
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
    """R2."""
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


def test_who_refused_has_a_good_page_and_leaves_no_event(cleo, trained):
    client = Client()
    client.force_login(cleo)

    response = client.get("/")

    assert len(courses_on(response)) == 12
    assert Event.objects.count() == 0
    assert response.context["page"].step == "popular"


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


def test_popular_courses_in_place_of_a_failed_recommender_are_none_that_the_learner_has(
    browser, ann, world, monkeypatch
):
    """R3."""
    enrol(ann, world.data[0])
    DismissedCourse.objects.create(learner=ann, course=world.data[1])
    world.data[2].instructors.add(ann)
    monkeypatch.setattr(pages, "_own_page", lambda *_: 1 / 0)

    shown = courses_on(browser.get("/"))

    assert set(shown) == {*world.data[3:], *world.music}
