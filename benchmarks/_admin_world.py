"""Fills a site with learners and events by the million."""

from __future__ import annotations

import json
import os
import sys
import time
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

VERBS = ("impressed", "clicked", "viewed", "enrolled", "lesson_started", "dwelled")
DAYS = 60
AT_ONCE = 1_000_000
QUICK = ("ease", "item_knn", "popularity", "transitions", "trending")  # all that is trained here
RULES, SAID = 30, 300_000  # rules in force, words on cards


def prepare(given: dict[str, Any]) -> dict[str, Any]:
    """A trained small world, then all the others in bulk."""
    from django.db import connection
    from django.utils import timezone

    from benchmarks import _home_world
    from recommendations.homepage.defaults import ensure_defaults
    from recommendations.models import AlgorithmSetting
    from tracking.models import Bookmark

    ensure_defaults()
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)
    world = _home_world.prepare({})
    make_second_version()
    fill_people(given["learners"])
    started = time.perf_counter()
    with connection.cursor() as cursor:
        for statement in statements(given["learners"], given["events"]):
            since = time.perf_counter()
            cursor.execute(statement)
            tell(f"{time.perf_counter() - since:6.0f} s  {' '.join(statement.split())[:70]}")
        cursor.execute("VACUUM ANALYZE")
    Bookmark.objects.get_or_create(name="feedback", defaults={"at": timezone.now()})
    make_rules(world["courses"])
    make_experiments()
    return {"courses": world["courses"], "fill_seconds": time.perf_counter() - started}


def tell(text: str) -> None:
    """Say how far the filling is."""
    print(text, file=sys.stderr, flush=True)


def make_second_version() -> None:
    """Another version of EASE beside the first, for pages that compare two."""
    from recommendations.models import AlgorithmSetting, TrainingRun
    from recommendations.training.retrain import retrain

    AlgorithmSetting.objects.filter(name="ease").update(params={"l2": 400.0})
    retrain(TrainingRun.objects.create())


def make_rules(courses: list[int]) -> None:
    """Rules of every kind, of which some clash."""
    from recommendations.models import Rule

    kinds = ("pin", "boost", "bury", "block")
    Rule.objects.bulk_create(
        [
            Rule(kind=kinds[n % 4], course_id=courses[n // 2], reason="a benchmark")
            for n in range(RULES)
        ]
    )


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
    return [
        "SET work_mem = '256MB'; SET maintenance_work_mem = '1GB'; SET synchronous_commit = off",
        "DROP INDEX event_of_learner",
        *(
            f"""INSERT INTO tracking_event (id, verb, learner_id, object_type, object_id, course_id,
                surface, row, position, occurred_at, received_at, context)
            SELECT {event_id}, ({verbs})[1 + (random() * 5)::int], who, 'course', what, what,
                'home', 'picked', (random() * 8)::int, at, at, '{{}}'
            FROM (SELECT n, {person} AS who, {course} AS what, {ago} AS at
                FROM generate_series({start + 1}, {min(start + AT_ONCE, events)}) n OFFSET 0) made"""
            for start in range(0, events, AT_ONCE)
        ),
        "CREATE INDEX event_of_learner ON tracking_event (learner_id, occurred_at DESC)",
        *roll_ups(course),
        *records(person, course),
    ]


def roll_ups(course: str) -> list[str]:
    """The days of learners, of lists and of courses."""
    counts = ", ".join(["(random() * 9)::int"] * 7)
    return [
        f"""INSERT INTO tracking_dailyactivity
            (learner_id, course_id, day, signal, dislike, events, first_at, last_at)
        SELECT id, {course}, current_date - n, 3, 0, 5, now(), now()
        FROM accounts_user, generate_series(1, 10) n ON CONFLICT DO NOTHING""",
        f"""INSERT INTO tracking_learnerday (learner_id, day, impressions, clicks, enrolments,
            lesson_starts, completions, dismissals, events)
        SELECT id, current_date - n, {counts}
        FROM accounts_user, generate_series(0, 27, 3) n ON CONFLICT DO NOTHING""",
        """INSERT INTO recommendations_listday (day, row, position, step, versions, arms,
            impressions, clicks, enrolments, lesson_starts, completions, dismissals)
        SELECT current_date - n, 'row' || r, p, 'cached', 'ease ' || v, '', 500, 20, 3, 5, 1, 1
        FROM generate_series(0, 89) n, generate_series(1, 8) r, generate_series(1, 8) p,
            generate_series(1, 3) v""",
        """INSERT INTO recommendations_courseday (day, course_id, impressions, clicks)
        SELECT current_date - n, id, (random() * 500)::int, (random() * 20)::int
        FROM generate_series(0, 89) n, courses_course""",
    ]


def records(person: str, course: str) -> list[str]:
    """Enrolments, words on cards, readings, changes and stored pages."""
    return [
        f"""INSERT INTO courses_enrolment (learner_id, course_id, progress, enrolled_at)
        SELECT id, {course}, 50, now() FROM accounts_user, generate_series(1, 5)
        ON CONFLICT DO NOTHING""",
        f"""INSERT INTO recommendations_feedback
            (event_id, kind, learner_id, course_id, row, algorithm, at, day, is_taken_back)
        SELECT gen_random_uuid(), (ARRAY['dismissed', 'less_wanted', 'already_known',
            'reason_helped'])[1 + n % 4], {person}, {course}, 'row' || n % 8, 'ease',
            now() - n % 90 * interval '1 day', current_date - n % 90, false
        FROM generate_series(1, {SAID}) n""",
        """INSERT INTO recommendations_reading (name, day, value, detail, is_alarm)
        SELECT name, current_date - n, random(), '{}', false FROM generate_series(1, 90) n,
            unnest(ARRAY['active_learners', 'click_through', 'enrolments', 'dismissals']) name""",
        """INSERT INTO recommendations_change
            (kind, "table", object_id, name, before, after, reason, at)
        SELECT 'changed', 'row', '1', 'A row', '{"maximum": 8}', '{"maximum": 9}', '',
            now() - n * interval '1 minute' FROM generate_series(1, 20000) n""",
        """INSERT INTO recommendations_cachedpage (learner_id, payload, digest, built_at)
        SELECT id, '{"form": 2, "rows": [], "step": "computed", "audience": "active"}', '', now()
        FROM accounts_user ON CONFLICT DO NOTHING""",
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


if __name__ == "__main__":
    django.setup()
    from benchmarks._admin_pages import measure

    answers = {"prepare": prepare, "measure": measure}
    asked = json.loads(sys.stdin.read() or "null") or {}
    print(json.dumps(answers[sys.argv[1]](asked)))
