"""The only way into the ledger on the server: `emit` one fact, `record` what a browser saw."""

import logging
import math
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import Error, connection, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from tracking import rows, spool
from tracking.actors import is_quiet
from tracking.clock import clamped
from tracking.hooks import tell
from tracking.models import Event
from tracking.storable import storable
from tracking.tallies import ACCEPTED, DUPLICATE, INTAKE
from tracking.verbs import TELLING, VERBS

logger = logging.getLogger(__name__)


class Details(TypedDict, total=False):
    """What may be said of an event besides who, what and on what."""

    object_type: str
    object_id: str
    course_id: int | None
    value: float | None
    context: dict[str, Any] | None
    surface: str
    list_id: UUID | None
    row: str
    position: int | None
    event_id: UUID | None
    occurred_at: datetime | None


def emit(
    verb: str,
    *,
    learner: User | None = None,
    visitor_id: UUID | None = None,
    target: Model | None = None,
    **details: Unpack[Details],
) -> Event | None:
    """Write a fact in the transaction of the state that it describes.

    `target` gives object_type, object_id and, where it is or belongs to a course, course_id.
    Nothing is written, and None returned, without an actor who agreed. An event id that is
    already in the ledger changes nothing. Raises KeyError for a verb that does not exist.
    """
    if not _may_write(learner, visitor_id):
        return None
    event = draft(verb, learner=learner, visitor_id=visitor_id, target=target, **details)
    record([event])
    return event


def draft(
    verb: str,
    *,
    learner: User | None = None,
    visitor_id: UUID | None = None,
    target: Model | None = None,
    **details: Unpack[Details],
) -> Event:
    """Make the event that `emit` would write, without writing it."""
    received_at = timezone.now()
    value = details.get("value")
    if value is not None and not math.isfinite(value):
        raise ValueError(f"{verb}: the value must be a finite number, not {value}")
    object_type, object_id, course_id = _names_of(target)
    return Event(
        id=details.get("event_id") or uuid.uuid4(),
        verb=VERBS[verb].name,
        learner_id=learner.pk if learner else None,
        visitor_id=None if learner else visitor_id,
        object_type=details.get("object_type") or object_type,
        object_id=(details.get("object_id") or object_id)[:64],
        course_id=details.get("course_id") or course_id,
        value=value,
        surface=(details.get("surface") or "")[:24],
        list_id=details.get("list_id"),
        row=(details.get("row") or "")[:40],
        position=details.get("position"),
        occurred_at=clamped(details.get("occurred_at"), received_at),
        received_at=received_at,
        context=storable(details.get("context") or {}),
    )


def record(events: Sequence[Event], *, is_lasting: bool = True) -> None:
    """Write events once each; what the ledger cannot take now is spooled to disk.

    With `is_lasting=False` nobody waits for a lock, nor for PostgreSQL's disk: right for
    impressions, the last of which may be lost when the database server loses power.
    On commit, whoever listens is told.
    """
    if not events or is_quiet():
        return
    try:
        count = rows.insert(events) if is_lasting else rows.insert_lightly(events)
    except Error:
        _spool(events)
        return
    _tell_intake(len(events), count)
    transaction.on_commit(lambda: announce(events), robust=True)


def record_later(event: Event) -> Callable[[], None]:
    """Note an event on disk, and return what writes it to the ledger once the answer has left.

    The note takes a tenth of a millisecond where the ledger takes a whole one, and is replayed if
    this process is killed in between, or if the ledger cannot be written.
    """
    noted = spool.note(event)

    def write() -> None:
        try:
            _tell_intake(1, rows.insert_lightly([event]))
        except Error:
            logger.warning("The ledger takes nothing; a view waits in the spool")
            return
        if noted is not None:
            spool.take_back(noted)
        announce([event])

    return write


def announce(events: Sequence[Event]) -> None:
    """Tell whoever listens whose history changed; impressions and searches change none."""
    events = [event for event in events if event.verb in TELLING]
    if events:
        tell(
            learner_ids={event.learner_id for event in events if event.learner_id},
            visitor_ids={event.visitor_id for event in events if event.visitor_id},
        )


def _tell_intake(given: int, written: int) -> None:
    """Count what was written, and what was there already."""
    INTAKE.add(ACCEPTED, written)
    INTAKE.add(DUPLICATE, given - written)


def _may_write(learner: User | None, visitor_id: UUID | None) -> bool:
    if is_quiet():
        return False
    return learner.may_be_logged if learner is not None else visitor_id is not None


def _names_of(target: Model | None) -> tuple[str, str, int | None]:
    """The type and id by which the ledger knows an object, and its course."""
    if target is None:
        return "", "", None
    kind = target._meta.model_name or ""
    is_course = kind == "course"
    return kind, str(target.pk), target.pk if is_course else getattr(target, "course_id", None)


def _spool(events: Sequence[Event]) -> None:
    """Spool now, or when the state that the events describe is committed."""
    if connection.in_atomic_block:
        transaction.on_commit(lambda: spool.append(events), robust=True)
    else:
        spool.append(events)
