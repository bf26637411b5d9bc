"""The repeated work of the ledger."""

from celery import shared_task

from tracking import replay, retention, rollups


@shared_task(name="tracking.replay_spool")
def replay_spool() -> int:
    """Bring spooled events into the ledger; says how many were written."""
    return replay.replay().written


@shared_task(name="tracking.roll_up")
def roll_up() -> int:
    """Roll up what was received since the last time; says how many days changed."""
    return rollups.roll_up()


@shared_task(name="tracking.expire_events")
def expire_events() -> int:
    """Roll up, then delete raw events past their time; says how many were deleted."""
    rollups.roll_up()
    return retention.expire()
