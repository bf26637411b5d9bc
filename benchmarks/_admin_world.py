"""Fills a site with learners and events by the million, and times the admin's pages."""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VERBS = ("impressed", "clicked", "viewed", "enrolled", "lesson_started", "dwelled")
DAYS = 60


def prepare(given: dict[str, Any]) -> dict[str, Any]:
    """A trained small world, then all the others in bulk."""
    from django.db import connection

    from benchmarks import _home_world

    world = _home_world.prepare({})
    fill_people(given["learners"])
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements(given["learners"], given["events"]):
            cursor.execute(statement)
        cursor.execute("ANALYZE")
    make_experiments()
    return {"courses": world["courses"], "fill_seconds": time.perf_counter() - started}


def fill_people(count: int) -> None:
    """Learners who agreed to be known."""
    from accounts.models import User

    User.objects.bulk_create(
        [
            User(email=f"many{number}@example.org", consents_to_personalisation=True)
            for number in range(count)
        ],
        batch_size=5_000,
    )


def statements(learners: int, events: int) -> list[str]:
    """What PostgreSQL itself makes: events, their roll-ups, stored pages."""
    person = f"(SELECT MIN(id) FROM accounts_user) + (random() * {learners})::int"
    course = "(SELECT MIN(id) FROM courses_course) + (random() * 470)::int"
    # Ids and moments ascend, and the index comes afterwards: minutes less.
    ago = f"now() - (1 - n::float / {events}) * interval '{DAYS} days'"
    event_id = "('00000000-0000-4000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
    verbs = "ARRAY[" + ", ".join(f"'{verb}'" for verb in VERBS) + "]"
    counts = ", ".join(["(random() * 9)::int"] * 7)
    return [
        "SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off",
        "DROP INDEX event_of_learner",
        f"""INSERT INTO tracking_event (id, verb, learner_id, object_type, object_id, course_id,
            surface, row, position, occurred_at, received_at, context)
        SELECT {event_id}, ({verbs})[1 + (random() * 5)::int], who, 'course', what, what,
            'home', 'picked', (random() * 8)::int, at, at, '{{}}'
        FROM (SELECT n, {person} AS who, {course} AS what, {ago} AS at
            FROM generate_series(1, {events}) n OFFSET 0) made""",
        "CREATE INDEX event_of_learner ON tracking_event (learner_id, occurred_at DESC)",
        f"""INSERT INTO tracking_dailyactivity
            (learner_id, course_id, day, signal, dislike, events, first_at, last_at)
        SELECT id, {course}, current_date - n, 3, 0, 5, now(), now()
        FROM accounts_user, generate_series(1, 20) n ON CONFLICT DO NOTHING""",
        f"""INSERT INTO tracking_learnerday (learner_id, day, impressions, clicks, enrolments,
            lesson_starts, completions, dismissals, events)
        SELECT id, current_date - n, {counts}
        FROM accounts_user, generate_series(0, 27) n ON CONFLICT DO NOTHING""",
        """INSERT INTO recommendations_cachedpage (learner_id, payload, digest, built_at)
        SELECT id, '{"form": 2, "rows": [], "step": "computed", "audience": "active"}', '', now()
        FROM accounts_user ON CONFLICT DO NOTHING""",
        """INSERT INTO recommendations_listday (day, row, position, step, versions, arms,
            impressions, clicks, enrolments, lesson_starts, completions, dismissals)
        SELECT current_date - n, 'row' || r, p, 'cached', 'ease ' || v, '', 500, 20, 3, 5, 1, 1
        FROM generate_series(0, 89) n, generate_series(1, 8) r, generate_series(1, 8) p,
            generate_series(1, 3) v""",
        """INSERT INTO recommendations_courseday (day, course_id, impressions, clicks)
        SELECT current_date - n, id, (random() * 500)::int, (random() * 20)::int
        FROM generate_series(0, 89) n, courses_course""",
    ]


def make_experiments() -> None:
    """A draft, and a running one with half of all learners in it and a reading."""
    from django.db import connection
    from django.utils import timezone

    from recommendations.experiments.readings import read_experiment
    from recommendations.models import Arm, Experiment, Layer

    layer = Layer.objects.create(key="page", name="Page")
    for status in ("draft", "running"):
        one = Experiment.objects.create(
            key=status, name=status.title(), layer=layer, status=status, started_at=timezone.now()
        )
        for key, is_control in (("control", True), ("other", False)):
            overrides = {} if is_control else {"weights": {"ease": 0.0}}
            Arm.objects.create(
                experiment=one, key=key, name=key, is_control=is_control, overrides=overrides
            )
    first, second = one.arms.all()
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO recommendations_exposure
                (experiment_id, arm_id, learner_id, first_at, propensity)
            SELECT %s, CASE WHEN id %% 4 = 0 THEN %s ELSE %s END, id,
                now() - interval '10 days', 0.5
            FROM accounts_user WHERE id %% 2 = 0""",
            [one.pk, first.pk, second.pk],
        )
    read_experiment(one)


def measure(given: dict[str, Any]) -> dict[str, Any]:
    """The median time of every page, asked for by a member of staff, in this process."""
    from django.test import Client
    from django.urls import reverse

    from accounts.models import User

    staff = User.objects.create(email="staff@example.org", is_staff=True, is_superuser=True)
    client = Client(headers={"host": "127.0.0.1"})
    client.force_login(staff)
    pages = addresses(reverse)
    found = {}
    for name, address in pages.items():
        times = []
        for _ in range(given["repeats"] + 1):
            started = time.perf_counter()
            answer = client.get(address, follow=True)
            times.append(1000 * (time.perf_counter() - started))
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answers {answer.status_code}")
        found[name] = {"first_ms": times[0], "median_ms": statistics.median(times[1:])}
    return found


def addresses(reverse: Any) -> dict[str, str]:
    """Every list of the admin, the pages of one thing, the dashboards."""
    from django.contrib.admin import site

    from recommendations.models import AlgorithmSetting, Experiment, Row, TrainingRun, Version

    pages = {"dashboard": reverse("admin:index")}
    pages |= {name: reverse(name) for name in ("online", "offline", "model_views")}
    for model in site._registry:
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        pages[f"list of {model._meta.model_name}"] = reverse(f"admin:{name}_changelist")
    ones = [
        *Experiment.objects.all(), Version.objects.first(), TrainingRun.objects.first(),
        AlgorithmSetting.objects.get(name="ease"), Row.objects.first(),
    ]  # fmt: skip
    for one in ones:
        if one is not None:
            name = f"{one._meta.app_label}_{one._meta.model_name}"
            pages[f"{one._meta.model_name} {one}"] = reverse(f"admin:{name}_change", args=[one.pk])
    return pages


if __name__ == "__main__":
    django.setup()
    answers = {"prepare": prepare, "measure": measure}
    asked = json.loads(sys.stdin.read() or "null") or {}
    print(json.dumps(answers[sys.argv[1]](asked)))
