"""Answers the ingest benchmark's questions inside Django: prepare, missing, views."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")


def prepare(_: Any) -> dict[str, Any]:
    """Make a learner who agreed, their session and a published course."""
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
    from django.contrib.sessions.backends.cached_db import SessionStore
    from django.utils import timezone

    from accounts.models import User
    from courses.models import Course

    learner = User.objects.create_user(
        "learner@example.org", "never typed", consents_to_personalisation=True
    )
    session = SessionStore()
    session[SESSION_KEY] = str(learner.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = learner.get_session_auth_hash()
    session.save()
    course = Course.objects.create(
        title="A course to look at", status="published", published_at=timezone.now()
    )
    return {"session": session.session_key, "course": course.pk}


def missing(ids: list[str]) -> int:
    """How many of these events are neither in the ledger nor in the spool."""
    from tracking import spool
    from tracking.models import Event

    spooled = {
        json.loads(line)["id"]
        for path in spool.waiting_files()
        for line in path.read_text("utf-8").splitlines()
    }
    known = {str(pk) for pk in Event.objects.values_list("pk", flat=True)}
    return len(set(ids) - known - spooled)


def views(_: Any) -> int:
    """How many page views the ledger and the spool have."""
    from tracking import spool
    from tracking.models import Event

    lines = "".join(path.read_text("utf-8") for path in spool.waiting_files())
    return Event.objects.filter(verb="viewed").count() + lines.count('"verb": "viewed"')


if __name__ == "__main__":
    django.setup()
    question = {"prepare": prepare, "missing": missing, "views": views}[sys.argv[1]]
    print(json.dumps(question(json.load(sys.stdin))))
