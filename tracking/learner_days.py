"""Rolls events up: one row a learner and day (UTC), what they did counted by verb.

A count ends at a limit, so that a script weighs as much as a busy day.
"""

from datetime import datetime

from django.db import connection

from accounts.models import User
from tracking.models import Event, LearnerDay

# Which verbs each column counts, and how far.
COUNTED: dict[str, tuple[tuple[str, ...], int]] = {
    "impressions": (("impressed",), 500),
    "clicks": (("clicked",), 100),
    "enrolments": (("enrolled",), 20),
    "lesson_starts": (("lesson_started",), 100),
    "completions": (("course_completed",), 20),
    # "Not interested" and "less like this"; "I know this already" is no dislike.
    "dismissals": (("dismissed", "less_wanted"), 50),
}
MOST_EVENTS = 2_000

_EVENT = Event._meta.db_table
_DAYS = LearnerDay._meta.db_table
_PEOPLE = User._meta.db_table


def count_days(since: datetime | None) -> int:
    """Count the days of what was received since a moment anew; None = every day.

    Says how many rows were written; doing it twice changes nothing.
    """
    received = Event._meta.get_field("received_at").get_db_prep_value(since, connection)
    with connection.cursor() as cursor:
        cursor.execute(_statement(is_whole=since is None), [] if since is None else [received])
        return int(cursor.rowcount)


def count_days_of(learner_id: int) -> int:
    """Count all days of one learner anew, as after events became theirs."""
    with connection.cursor() as cursor:
        cursor.execute(_statement(is_whole=True, where="AND e.learner_id = %s"), [learner_id])
        return int(cursor.rowcount)


def _statement(*, is_whole: bool, where: str = "") -> str:
    names = [*COUNTED, "events"]
    counts = [
        _least(f"SUM(CASE WHEN e.verb IN ({_quoted(verbs)}) THEN 1 ELSE 0 END)", most)
        for verbs, most in COUNTED.values()
    ]
    changes = ", ".join(f"{name} = excluded.{name}" for name in names)
    return f"""
        INSERT INTO {_DAYS} (learner_id, day, {", ".join(names)})
        SELECT e.learner_id, {_day("e")}, {", ".join([*counts, _least("COUNT(*)", MOST_EVENTS)])}
        FROM {_EVENT} e JOIN {_PEOPLE} people ON people.id = e.learner_id
        {"" if is_whole else _touched()}
        WHERE e.learner_id IS NOT NULL {where}
        GROUP BY e.learner_id, {_day("e")}
        ON CONFLICT (learner_id, day) DO UPDATE SET {changes}
    """  # noqa: S608 (only names and numbers of this module are put in)


def _quoted(verbs: tuple[str, ...]) -> str:
    return ", ".join(f"'{verb}'" for verb in verbs)


def _touched() -> str:
    return f"""JOIN (
        SELECT DISTINCT learner_id, {_day(_EVENT)} AS day FROM {_EVENT}
        WHERE received_at >= %s AND learner_id IS NOT NULL
    ) touched ON touched.learner_id = e.learner_id AND touched.day = {_day("e")}"""  # noqa: S608


def _day(table: str) -> str:
    if connection.vendor == "postgresql":
        return f"({table}.occurred_at AT TIME ZONE 'UTC')::date"
    return f"date({table}.occurred_at)"


def _least(value: str, limit: int) -> str:
    return f"{'LEAST' if connection.vendor == 'postgresql' else 'MIN'}({value}, {limit})"
