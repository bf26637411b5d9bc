"""Makes the world of the homepage's benchmarks inside Django: courses, learners, models, pages."""

from __future__ import annotations

import json
import os
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

FIELDS, COURSES_A_FIELD, LEARNERS, TAKEN = 12, 40, 600, 8
ENROLMENTS = (0, 10, 300)
SEED = 7


def prepare(given: dict[str, Any]) -> dict[str, Any]:
    """Build everything and tell the sessions of the learners that are measured."""
    from django.core.management import call_command

    courses = make_courses()
    learners = make_learners(courses)
    measured = {count: make_measured(count, courses) for count in ENROLMENTS}
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere:
        call_command("retrain", stdout=nowhere)
        call_command("refresh_pages", stdout=nowhere)
    active = learners[: given.get("active", 0)]
    return {
        "sessions": {count: session_of(learner) for count, learner in measured.items()},
        "queries": {count: queries_of(learner) for count, learner in measured.items()},
        "active": [session_of(learner) for learner in active],
        "courses": [course.pk for course in courses],
        "titles": [course.title for course in courses],
    }


def make_courses() -> list[Any]:
    """Published courses in a dozen fields, each with a lesson."""
    from django.utils import timezone

    from courses.models import Category, Course, Lesson, Section

    courses = []
    for number in range(FIELDS):
        field = Category.objects.create(slug=f"field-{number}", name_en=f"Field {number}")
        courses += [
            Course(
                title=f"Field {number}, course {place}",
                slug=f"field-{number}-course-{place}",
                description=f"Lesson after lesson about part {place} of field {number}.",
                category=field,
                status="published",
                published_at=timezone.now() - timedelta(days=place),
                lesson_count=1,
                duration_minutes=60,
            )
            for place in range(COURSES_A_FIELD)
        ]
    courses = Course.objects.bulk_create(courses)
    sections = Section.objects.bulk_create([Section(course=one, title="Basics") for one in courses])
    Lesson.objects.bulk_create(
        [Lesson(section=one, title="The first lesson", body="Read this.") for one in sections]
    )
    return courses


def make_learners(courses: list[Any]) -> list[Any]:
    """Learners of one field each, who took some of its courses in the last weeks."""
    from accounts.models import User

    people = [
        User(email=f"learner{number}@example.org", consents_to_personalisation=True)
        for number in range(LEARNERS)
    ]
    people = User.objects.bulk_create(people)
    random = np.random.default_rng(SEED)
    pairs = []
    for number, person in enumerate(people):
        start = number % FIELDS * COURSES_A_FIELD
        places = random.choice(COURSES_A_FIELD, TAKEN, replace=False).tolist()
        pairs += [(person, courses[start + place]) for place in places]
    take(pairs)
    return people


def make_measured(count: int, courses: list[Any]) -> Any:
    """A learner who is on so many courses."""
    from accounts.models import User

    email = f"with{count}@example.org"
    person = User.objects.create(email=email, consents_to_personalisation=True)
    take([(person, course) for course in courses[:count]])
    return person


def take(pairs: list[tuple[Any, Any]]) -> None:
    """Enrolments, and the activity that comes with them, one a day."""
    from django.utils import timezone

    from courses.models import Enrolment
    from tracking.models import DailyActivity

    now = timezone.now()
    moments = [now - timedelta(days=1 + number % 30) for number in range(len(pairs))]
    rows = list(zip(pairs, moments, strict=True))
    Enrolment.objects.bulk_create(
        [Enrolment(learner=who, course=what, enrolled_at=at) for (who, what), at in rows]
    )
    DailyActivity.objects.bulk_create(
        [
            DailyActivity(
                learner=who, course_id=what.pk, day=at.date(), signal=3.0, events=1,
                first_at=at, last_at=at,
            )
            for (who, what), at in rows
        ]
    )  # fmt: skip


def session_of(person: Any) -> str:
    """The key of a session in which this person is signed in."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore

    session = SessionStore()
    session[SESSION_KEY] = str(person.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = person.get_session_auth_hash()
    session.save()
    return str(session.session_key)


def queries_of(person: Any) -> dict[str, int]:
    """How many queries the homepage takes when it is drawn, and when it is served again."""
    from django.core.cache import cache
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from recommendations.homepage.kept import html_key

    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(person)
    counts = {}
    for name, is_kept in (("warm", False), ("drawn", False), ("kept", True)):
        if not is_kept:
            cache.delete(html_key(person.pk))
        with CaptureQueriesContext(connection) as queries:
            if client.get("/").status_code != 200:
                raise RuntimeError("the homepage did not answer")
        counts[name] = len(queries)
    del counts["warm"]
    return counts


if __name__ == "__main__":
    django.setup()
    print(json.dumps(prepare(json.load(sys.stdin) or {})))
