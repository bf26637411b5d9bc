"""A learner's own events: to look at, to take away, to have erased."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from accounts.personal_data import Part
from tracking import spool
from tracking.models import DailyActivity, Event, EventQuerySet, LearnerDay


def my_events(learner: User) -> EventQuerySet:
    """Everything that is logged of a learner, the latest first."""
    return Event.objects.of_learner(learner)


def export_rows(learner: User) -> Iterator[dict[str, Any]]:
    """A learner's events as flat mappings, the earliest first, for their export."""
    for event in my_events(learner).reverse().iterator(chunk_size=2_000):
        row = spool.as_row(event)
        row.pop("learner_id")
        row.pop("visitor_id")
        yield row


def erase(learner: User) -> int:
    """Delete a learner's events, roll-ups and spooled lines; says how many events there were."""
    with transaction.atomic():
        deleted, _ = my_events(learner).order_by().delete()
        DailyActivity.objects.of_learner(learner).delete()
        LearnerDay.objects.of_learner(learner).delete()
    return deleted + _erase_spooled(learner.pk)


def _erase_spooled(learner_id: int) -> int:
    """Write the spool's files anew without one learner's lines."""
    paths = [*spool.waiting_files(), Path(settings.EVENT_SPOOL_DIR) / spool.REJECTED]
    return sum(spool.rewrite(path, lambda line: not _is_of(line, learner_id)) for path in paths)


def _is_of(line: bytes, learner_id: int) -> bool:
    try:
        return bool(json.loads(line).get("learner_id") == learner_id)
    except (ValueError, AttributeError):
        # A line cut off by a crash: its owner may still be read.
        return f'"learner_id": {learner_id},'.encode() in line


PART = Part("events", export_rows, erase)
