"""Events ask for fresh pages: once for a burst, and the site goes on without a broker."""

import pytest
from django.core.cache import cache

from accounts.models import Interest
from recommendations import requests
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import CachedPage, Rule
from recommendations.requests import page_key
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in
from tracking.ledger import emit


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the broker."""
    handed = []

    def send_task(name, args=(), **_):
        handed.append((name, tuple(args)))

    monkeypatch.setattr(requests, "is_here", lambda learner_id: True)
    monkeypatch.setattr(requests.current_app, "send_task", send_task)
    return handed


@pytest.fixture
def no_broker(settings):
    """A broker that nobody answers for."""
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nowhere/valkey.sock"
    app.amqp._producer_pool = None
    app._pool = None
    requests._away_until = 0.0
    yield
    requests._away_until = 0.0
    app.conf.broker_url = before
    app.amqp._producer_pool = None
    app._pool = None


@pytest.mark.django_db(transaction=True)
def test_a_burst_of_events_asks_for_one_refresh(ann, sent):
    from tests.conftest import make_course

    course = make_course("One")
    sent.clear()
    for _ in range(20):
        emit("viewed", learner=ann, target=course)

    assert sent == [("recommendations.refresh_page", (ann.pk,))]


def test_events_after_a_worker_began_ask_again(ann, sent):
    requests.ask_for_page(ann.pk)
    requests.begin_page(ann.pk)

    requests.ask_for_page(ann.pk)

    assert len(sent) == 2


def test_a_page_is_asked_for_at_most_once_in_some_seconds(ann, monkeypatch):
    waits = []
    monkeypatch.setattr(
        requests.current_app, "send_task", lambda *_, countdown, **__: waits.append(countdown)
    )
    requests.note_visit(ann.pk)
    for _ in range(2):
        requests.ask_for_page(ann.pk)
        requests.begin_page(ann.pk)

    assert waits[0] == requests.DEBOUNCE_SECONDS
    assert requests.DEBOUNCE_SECONDS < waits[1] <= requests.SPACING_SECONDS


def test_who_is_not_here_finds_a_page_made_when_they_come(ann, trained, monkeypatch):
    """Nor is anything lost with a worker that died: what is asked for stands with the page."""
    handed = []
    monkeypatch.setattr(requests.current_app, "send_task", lambda *_, **__: handed.append(1))
    did_something(ann, trained.music[:2])
    refresh_learner(ann.pk)
    did_something(ann, trained.data[:3], days_ago=0)

    requests.ask_for_page(ann.pk)
    away, page = len(handed), page_of(ann)
    requests.note_visit(ann.pk)
    requests.ask_for_page(ann.pk)
    died, later = len(handed), page_of(ann)

    assert (away, page.step, page_of(ann).step) == (0, "computed", "cached")
    assert (died, later.step) == (1, "computed")
    assert not requests.begin_page(ann.pk), "a worker does what the request did already"


def test_an_event_asks_on_commit_only(ann, world, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks() as callbacks:
        emit("viewed", learner=ann, target=world.data[0])
    assert sent == []

    for callback in callbacks:
        callback()
    assert ("recommendations.refresh_page", (ann.pk,)) in sent


def test_a_changed_rule_asks_for_all_pages_once(world, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        for course in world.data[:3]:
            Rule.objects.create(kind="block", course=course, reason="test")

    assert sent == [("recommendations.refresh_pages", ())]


@pytest.mark.parametrize("change", ["category", "setting", "row", "rule"])
def test_whatever_shapes_pages_makes_them_stale_at_once(ann, trained, change):
    from recommendations.models import AlgorithmSetting, Row

    did_something(ann, trained.data[:3])
    refresh_learner(ann.pk)
    assert page_of(ann).step == "cached"
    rule = Rule(kind="bury", course=trained.data[5], reason="test")
    thing = {
        "category": trained.data[0].category,
        "setting": AlgorithmSetting.objects.get(name="ease"),
        "row": Row.objects.get(key="picked"),
        "rule": rule,
    }[change]
    for name, value in {"name_en": "Facts", "weight": 0.25, "title_en": "For you"}.items():
        if hasattr(thing, name):
            setattr(thing, name, value)
    thing.save()

    assert page_of(ann).step == "computed"


def test_without_a_broker_the_next_page_is_computed_in_the_request(
    ann, trained, no_broker, django_capture_on_commit_callbacks
):
    did_something(ann, trained.music[:2])
    refresh_learner(ann.pk)
    before = courses_in(page_of(ann), "picked")
    did_something(ann, trained.data[:3], days_ago=0)
    with django_capture_on_commit_callbacks(execute=True):
        emit("viewed", learner=ann, target=trained.data[0])

    page = page_of(ann)

    assert CachedPage.objects.filter(learner=ann).exists()
    assert page.step == "computed"
    assert courses_in(page, "picked") != before
    assert cache.get(page_key(ann.pk)) is None


def test_a_new_interest_asks_for_a_page(ann, sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        Interest.objects.create(learner=ann, topic="music")

    assert sent == [("recommendations.refresh_page", (ann.pk,))]
