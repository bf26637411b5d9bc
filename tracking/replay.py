"""Brings spooled events into the ledger, each once, when it can be written again."""

import json
import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db import DataError, IntegrityError

from accounts.models import User
from tracking import rows, spool
from tracking.ledger import announce
from tracking.models import Event

logger = logging.getLogger(__name__)

BATCH = 1_000
_CLAIM = ".claimed"


@dataclass
class Replayed:
    """What became of spooled events: written (again, or for the first time), or not taken."""

    written: int = 0
    dropped: int = 0  # of people who are gone or withdrew their consent
    rejected: int = 0  # unreadable, kept in a file of their own


def replay() -> Replayed:
    """Write all that is spooled; raises the database's error when it still cannot be written."""
    result = Replayed()
    for path in spool.waiting_files():
        with _claimed(path) as file:
            if file is not None:
                _replay_file(file, result)
    return result


@contextmanager
def _claimed(path: Path) -> Iterator[IO[bytes] | None]:
    """Take a file away from its writer and hold it; None where another replay holds it.

    A replay that is killed leaves its file under the claimed name, for the next one to take:
    what of it was written already has the same ids and changes nothing.
    """
    try:
        file = path.open("rb")
    except FileNotFoundError:
        yield None
        return
    with file:
        if not spool.try_lock(file.fileno(), path):
            yield None
            return
        claimed = path
        if not path.stem.endswith(_CLAIM):
            claimed = path.rename(path.with_name(f"{path.stem}{_CLAIM}{path.suffix}"))
        yield file
        claimed.unlink()


def _replay_file(file: IO[bytes], result: Replayed) -> None:
    while lines := list(islice(file, BATCH)):
        events, broken = _parsed(lines)
        wanted = _still_wanted(events)
        result.dropped += len(events) - len(wanted)
        refused = _write(wanted)
        result.written += len(wanted) - len(refused)
        result.rejected += _reject([*broken, *(spool.line_of(event) for event in refused)])


def _parsed(lines: Sequence[bytes]) -> tuple[list[Event], list[str]]:
    """The events of the lines, and the lines that are none (cut off by a crash)."""
    events, broken = [], []
    for line in lines:
        try:
            events.append(spool.event_of(json.loads(line)))
        except (ValueError, TypeError, LookupError):
            broken.append(line.decode("utf-8", "replace").rstrip("\n") + "\n")
    return events, broken


def _still_wanted(events: Sequence[Event]) -> list[Event]:
    """Without the events of learners who left or said no in the meantime."""
    learner_ids = {event.learner_id for event in events if event.learner_id}
    agreed = {user.pk for user in User.objects.in_bulk(learner_ids).values() if user.may_be_logged}
    return [event for event in events if event.learner_id is None or event.learner_id in agreed]


def _write(events: Sequence[Event]) -> list[Event]:
    """Write a batch; returns the events that the database will never take."""
    if not events:
        return []
    try:
        rows.insert(events)
    except (DataError, IntegrityError):
        if len(events) == 1:
            return list(events)
        middle = len(events) // 2
        return _write(events[:middle]) + _write(events[middle:])
    announce(events)
    return []


def _reject(lines: Sequence[str]) -> int:
    """Keep what cannot be replayed, so that nothing disappears in silence."""
    if lines:
        with (Path(settings.EVENT_SPOOL_DIR) / spool.REJECTED).open("a", encoding="utf-8") as file:
            file.writelines(lines)
        logger.error(
            "%d spooled events cannot be read; they are kept in %s", len(lines), spool.REJECTED
        )
    return len(lines)
