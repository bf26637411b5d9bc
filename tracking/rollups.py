"""Rolls events up: one row a learner, course and day (UTC), with an influence that is capped.

On one day a verb counts once for each object it happened to, for at most `MOST_OBJECTS`; what a
browser may report counts once; the day's sum ends at `MOST_SIGNAL`. So a script that posts
thousands of events weighs as much as one visit.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from tracking.learner_days import count_days, count_days_of
from tracking.models import Bookmark, DailyActivity, Event
from tracking.verbs import UNDOES, VERBS

MOST_OBJECTS = 4
MOST_SIGNAL = 8.0
MOST_DISLIKE = 3.0
# A transaction that began before the last roll-up may have committed after it.
OVERLAP = timedelta(hours=1)
BOOKMARK = "roll_up"

_EVENT = Event._meta.db_table
_DAILY = DailyActivity._meta.db_table
_PEOPLE = User._meta.db_table


@dataclass(frozen=True)
class _Condition:
    """Which days to roll up, as SQL: a common table expression, a join on it, its parameters."""

    touched: str = ""
    join: str = ""
    where: str = ""
    parameters: tuple[Any, ...] = ()


def roll_up() -> int:
    """Roll up what was received since the last time; running twice changes nothing."""
    started_at = timezone.now()
    with transaction.atomic():
        bookmark, is_first = Bookmark.objects.select_for_update().get_or_create(
            name=BOOKMARK, defaults={"at": started_at}
        )
        since = None if is_first else bookmark.at - OVERLAP
        count = _upsert(_Condition() if since is None else _received_since(since))
        count_days(since)
        bookmark.at = started_at
        bookmark.save()
    return count


def roll_up_since(received_at: datetime) -> int:
    """Roll up the days of what was received from a moment on, without moving the bookmark."""
    with transaction.atomic():
        count_days(received_at)
        return _upsert(_received_since(received_at))


def roll_up_learner(learner_id: int) -> int:
    """Roll up every day of one learner, as after events became theirs."""
    with transaction.atomic():
        count_days_of(learner_id)
        return _upsert(_Condition(where="AND e.learner_id = %s", parameters=(learner_id,)))


def _upsert(condition: _Condition) -> int:
    names = ", ".join(["(%s, %s, %s, %s)"] * len(VERBS))
    worth = [
        part
        for verb in VERBS.values()
        for part in (
            verb.name,
            max(verb.signal, 0.0),
            max(-verb.signal, 0.0),
            1 if verb.is_from_browser else MOST_OBJECTS,
        )
    ]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # Sorting a million events in the default 4 MB goes through the disk many times.
            cursor.execute("SET LOCAL work_mem = '96MB'; SET LOCAL jit = off")
        cursor.execute(_statement(condition, names), [*worth, *condition.parameters])
        return int(cursor.rowcount)


def _statement(condition: _Condition, names: str) -> str:
    counted = f"COUNT(DISTINCT CASE WHEN {_is_undone()} THEN NULL ELSE e.object_id END)"
    return f"""
        INSERT INTO {_DAILY}
            (learner_id, course_id, day, signal, dislike, events, first_at, last_at)
        WITH worth (verb, liking, disliking, most) AS (VALUES {names}) {condition.touched}
        SELECT learner_id, course_id, day,
            {_least("SUM(liking * counted)", MOST_SIGNAL)},
            {_least("SUM(disliking * counted)", MOST_DISLIKE)},
            SUM(seen), MIN(first_at), MAX(last_at)
        FROM (
            SELECT e.learner_id, e.course_id, {_day("e")} AS day, w.liking, w.disliking,
                {_least(counted, "w.most")} AS counted,
                COUNT(*) AS seen, MIN(e.occurred_at) AS first_at, MAX(e.occurred_at) AS last_at
            FROM {_EVENT} e JOIN worth w ON w.verb = e.verb
            JOIN {_PEOPLE} people ON people.id = e.learner_id {condition.join}
            WHERE e.course_id IS NOT NULL {condition.where}
            GROUP BY e.learner_id, e.course_id, {_day("e")}, e.verb,
                w.liking, w.disliking, w.most
        ) AS by_verb
        GROUP BY learner_id, course_id, day
        ORDER BY learner_id, course_id, day
        ON CONFLICT (learner_id, course_id, day) DO UPDATE SET
            signal = excluded.signal, dislike = excluded.dislike, events = excluded.events,
            first_at = excluded.first_at, last_at = excluded.last_at
        WHERE {_differs()}
    """  # noqa: S608 (only names and numbers of this module are put in)


def _received_since(moment: datetime) -> _Condition:
    """The days of what was received since, and the days on which something now undone was done."""
    pairs = " OR ".join(
        f"(undo.verb = '{undo}' AND done.verb = '{done}')" for undo, done in UNDOES.items()
    )
    touched = f""", touched AS (
        SELECT learner_id, course_id, {_day(_EVENT)} AS day FROM {_EVENT}
        WHERE received_at >= %s AND learner_id IS NOT NULL AND course_id IS NOT NULL
        UNION
        SELECT done.learner_id, done.course_id, {_day("done")} FROM {_EVENT} undo
        JOIN {_EVENT} done ON done.learner_id = undo.learner_id
            AND done.course_id = undo.course_id AND ({pairs})
        WHERE undo.received_at >= %s
    )"""  # noqa: S608
    join = f"""JOIN touched t ON t.learner_id = e.learner_id AND t.course_id = e.course_id
        AND t.day = {_day("e")}"""
    value = Event._meta.get_field("received_at").get_db_prep_value(moment, connection)
    return _Condition(touched, join, parameters=(value, value))


def _is_undone() -> str:
    """Whether the learner took an event back later."""
    cases = " OR ".join(
        f"(e.verb = '{done}' AND EXISTS (SELECT 1 FROM {_EVENT} u WHERE u.verb = '{undo}'"  # noqa: S608
        " AND u.learner_id = e.learner_id AND u.course_id = e.course_id"
        " AND u.occurred_at >= e.occurred_at))"
        for undo, done in UNDOES.items()
    )
    return f"({cases})"


def _differs() -> str:
    """Whether the row that is there says something else: the others need no write."""
    columns = ("signal", "dislike", "events", "first_at", "last_at")
    return " OR ".join(f"{_DAILY}.{column} <> excluded.{column}" for column in columns)


def _day(table: str) -> str:
    if connection.vendor == "postgresql":
        return f"({table}.occurred_at AT TIME ZONE 'UTC')::date"
    return f"date({table}.occurred_at)"


def _least(value: str, limit: object) -> str:
    return f"{'LEAST' if connection.vendor == 'postgresql' else 'MIN'}({value}, {limit})"
