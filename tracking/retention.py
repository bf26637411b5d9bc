"""Forgets raw events after their time; their roll-ups stay and go on training models."""

from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from tracking.models import Event, EventQuerySet

# A delete holds its locks briefly: one day of a busy site at a time would be too much.
BATCH = 10_000


def expire() -> int:
    """Delete events received longer ago than EVENT_RETENTION_DAYS; says how many."""
    limit = timezone.now() - timedelta(days=settings.EVENT_RETENTION_DAYS)
    return _delete(Event.objects.received_before(limit)) + _delete(Event.objects.of_nobody())


def _delete(events: EventQuerySet) -> int:
    deleted = 0
    while ids := list(events.values_list("pk", flat=True)[:BATCH]):
        deleted += Event.objects.of_ids(ids).delete()[0]
    return deleted
