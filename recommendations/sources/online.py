"""Counts, from the ledger, what became of the cards of some days; the only scan, by workers."""

import json
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from recommendations.models import CourseDay, ListDay, ShownList
from tracking.models import Event

COLUMN_OF = {
    "impressed": "impressions",
    "clicked": "clicks",
    "dismissed": "dismissals",
    "less_wanted": "dismissals",
    "enrolled": "enrolments",
    "lesson_started": "lesson_starts",
    "course_completed": "completions",
}
ON_CARDS = "'impressed', 'clicked', 'dismissed', 'less_wanted', 'enrolled'"
# What is done later, on the course's own pages, is credited to the last card that was clicked.
CREDIT_DAYS = 7
MOST_TEXT = {"versions": 200, "arms": 100}

_EVENT = Event._meta.db_table
_SHOWN = ShownList._meta.db_table
Key = tuple[Any, ...]


def count_lately(days: int) -> int:
    """Count the last days anew, today included."""
    today = timezone.now().date()
    return count_online(today - timedelta(days=days - 1), today)


def count_online(first: date, last: date) -> int:
    """Count the days anew, both included; says how many places were counted."""
    counts: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    courses: dict[Key, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for verb, day, row, position, step, versions, arms, number in _places(first):
        if first <= _date(day) <= last:
            key = (_date(day), row, position or 0, step, label(versions), label(arms))
            counts[key][COLUMN_OF[verb]] += number
    for verb, day, course, number in _courses(first):
        if first <= _date(day) <= last:
            courses[_date(day), course][COLUMN_OF[verb]] += number
    names = ("day", "row", "position", "step", "versions", "arms")
    with transaction.atomic():
        ListDay.objects.within(first, last).delete()
        CourseDay.objects.within(first, last).delete()
        _write(ListDay, names, counts)
        _write(CourseDay, ("day", "course_id"), courses)
    return len(counts)


def label(facts: Any) -> str:
    """A mapping as short text: "ease 12 · ials 14"."""
    found = json.loads(facts) if isinstance(facts, str) else facts or {}
    return " · ".join(f"{name} {number}" for name, number in sorted(found.items()))


def _write(model: Any, names: tuple[str, ...], counts: dict[Key, dict[str, int]]) -> None:
    rows = [
        model(
            **{name: _short(name, value) for name, value in zip(names, key, strict=True)}, **found
        )
        for key, found in counts.items()
    ]
    model.objects.bulk_create(rows, batch_size=500, ignore_conflicts=True)


def _short(name: str, value: Any) -> Any:
    return value[: MOST_TEXT[name]] if name in MOST_TEXT else value


def _places(first: date) -> Iterator[tuple[Any, ...]]:
    """Verb, day, row, position, step, versions, arms and how often."""
    columns = f"s.step, {_text('s.versions')}, {_text('s.arms')}"
    since = _since(first)
    yield from _rows(
        f"""SELECT e.verb, {_day("e")}, e.row, e.position, {columns}, COUNT(*)
        FROM {_EVENT} e JOIN {_SHOWN} s ON s.list_id = e.list_id
        WHERE e.received_at >= %s AND e.verb IN ({ON_CARDS})
        GROUP BY 1, 2, 3, 4, 5, 6, 7""",  # noqa: S608 (only names of this module are put in)
        since,
    )
    yield from _rows(
        f"""SELECT e.verb, {_day("e")}, c.row, c.position, {columns}, COUNT(*)
        FROM {_EVENT} e JOIN {_EVENT} c ON c.id = (
            SELECT k.id FROM {_EVENT} k
            WHERE k.learner_id = e.learner_id AND k.course_id = e.course_id
                AND k.verb = 'clicked' AND k.list_id IS NOT NULL
                AND k.occurred_at <= e.occurred_at AND k.occurred_at >= {_earlier("e")}
            ORDER BY k.occurred_at DESC LIMIT 1)
        JOIN {_SHOWN} s ON s.list_id = c.list_id
        WHERE e.received_at >= %s AND e.learner_id IS NOT NULL AND e.list_id IS NULL
            AND e.verb IN ('enrolled', 'lesson_started', 'course_completed')
        GROUP BY 1, 2, 3, 4, 5, 6, 7""",  # noqa: S608
        since,
    )


def _courses(first: date) -> Iterator[tuple[Any, ...]]:
    """Verb, day, course and how often."""
    yield from _rows(
        f"""SELECT e.verb, {_day("e")}, e.course_id, COUNT(*) FROM {_EVENT} e
        WHERE e.received_at >= %s AND e.verb IN ('impressed', 'clicked')
            AND e.list_id IS NOT NULL AND e.course_id IS NOT NULL
        GROUP BY 1, 2, 3""",  # noqa: S608
        _since(first),
    )


def _rows(statement: str, since: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, [since])
        return list(cursor.fetchall())


def _since(first: date) -> Any:
    """The earliest moment at which an event of that day can have been received."""
    moment = datetime.combine(first, time.min, UTC) - timedelta(minutes=5)
    return Event._meta.get_field("received_at").get_db_prep_value(moment, connection)


def _date(day: Any) -> date:
    return day if isinstance(day, date) else date.fromisoformat(day)


def _text(column: str) -> str:
    return f"{column}::text" if connection.vendor == "postgresql" else column


def _day(table: str) -> str:
    if connection.vendor == "postgresql":
        return f"({table}.occurred_at AT TIME ZONE 'UTC')::date"
    return f"date({table}.occurred_at)"


def _earlier(table: str) -> str:
    if connection.vendor == "postgresql":
        return f"{table}.occurred_at - interval '{CREDIT_DAYS} days'"
    return f"datetime({table}.occurred_at, '-{CREDIT_DAYS} days')"
