"""Redis and with it the queue of Celery are down: everything goes on, and is told once (C19)."""

import json
import time
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from courses.enrolment import enrol
from courses.models import Enrolment, LessonProgress
from recommendations import requests
from tests.courses.learning.builders import add_quiz, choices_of, lessons_of
from tests.scenarios.test_homepage_in_trouble import no_redis
from tracking.models import Event

__all__ = ["no_redis"]

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
PASSWORD = "correct horse"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def anns(no_redis, ann):
    """Ann's browser; she signs in while nothing but the database is there."""
    client = Client(headers={"User-Agent": BROWSER})
    answer = client.post("/account/login/", {"login": ann.email, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def test_a_learner_signs_in_learns_and_saves(anns, ann, python_course):
    quiz = add_quiz(python_course)
    lesson, *_ = lessons_of(python_course)
    key, place = [python_course.pk], [python_course.pk, lesson.uid]

    for name in ("enrol", "save_course"):
        assert anns.post(reverse(name, args=key)).status_code == 302
    assert anns.post(reverse("lesson_complete", args=place)).status_code == 302
    answers = {f"question-{pk}": picked for pk, picked in choices_of(quiz, "4", "6", "8").items()}
    anns.post(reverse("lesson_quiz", args=[python_course.pk, quiz.uid]), answers)
    anns.post(reverse("write_review", args=key), {"rating": 5})

    assert Enrolment.objects.get().progress == 66
    assert LessonProgress.objects.done().count() == 2
    told = list(Event.objects.values_list("verb", flat=True))
    for verb in ("enrolled", "saved", "lesson_completed", "quiz_submitted", "reviewed"):
        assert told.count(verb) == (2 if verb == "lesson_completed" else 1), verb


def test_nobody_waits_for_a_broker_that_is_away(no_redis, ann, python_course, monkeypatch):
    monkeypatch.setattr(requests, "_away_until", 0.0)  # the pause after the last try is over
    started = time.monotonic()

    enrol(ann, python_course)

    assert time.monotonic() - started < 3


def test_every_page_answers_and_health_says_degraded(anns, ann, python_course, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"
    for address in (
        "/",
        "/catalogue/?q=python",
        python_course.get_absolute_url(),
        "/my-learning/",
        "/profile/",
        "/privacy/events/",
        "/api/v1/homepage/",
    ):
        assert anns.get(address).status_code == 200, address

    report = anns.get("/health/").json()
    assert (report["status"], report["cache_and_queue"]) == ("degraded", "down")


def test_what_the_browser_reports_is_kept_once(anns, ann, python_course):
    click = {
        "id": str(uuid.uuid4()),
        "verb": "clicked",
        "object_type": "course",
        "object_id": str(python_course.pk),
        "course_id": python_course.pk,
    }

    for _ in range(2):
        body = json.dumps([click])
        assert anns.post("/beacon/", body, content_type="application/json").status_code == 204

    assert Event.objects.filter(verb="clicked").count() == 1
