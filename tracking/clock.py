"""The ledger's sense of time: moments of clients are believed only within limits."""

from datetime import UTC, datetime, timedelta

# A phone may have been offline for days; no clock is trusted about the future.
OLDEST = timedelta(days=7)
NEWEST = timedelta(minutes=5)


def clamped(occurred_at: datetime | None, received_at: datetime) -> datetime:
    """The moment of an event, at most 7 days before and 5 minutes after it was received."""
    if occurred_at is None:
        return received_at
    moment = aware(occurred_at)
    return max(received_at - OLDEST, min(moment, received_at + NEWEST))


def aware(moment: datetime) -> datetime:
    """A moment without a time zone is one in UTC, whatever the zone of server or reader."""
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
