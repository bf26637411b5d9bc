"""Hands the parts of a refresh to workers, and once more where a worker was killed with them.

The broker gives back what a killed worker held only hours later, as it must not disturb a long
training. Every part is written down, so it is asked for again as soon as nobody works on it; a
part that is done twice changes nothing.
"""

from collections.abc import Iterable
from datetime import timedelta

from celery import current_app
from django.db.models import F
from django.utils import timezone

from recommendations import locks
from recommendations.homepage.refresh import LOCK, fail_refresh, finish_refresh, owner_of
from recommendations.models import RefreshRun, RefreshShard
from recommendations.queues import LATER, read_queues

# A part takes a second or two, and gives a sign of life at its start and its end.
SILENT_SECONDS = 90.0
# What kills its worker again and again is not handed to another one for ever.
MOST_TIMES = 5
QUEUE = "refresh"


def hand_out(shards: Iterable[RefreshShard]) -> None:
    """Have workers do these parts, behind everything else of their queue."""
    for shard in shards:
        place = (shard.run_id, shard.number)
        current_app.send_task("recommendations.refresh_shard", args=place, priority=LATER)


def go_on() -> None:
    """Ask again for refreshes, and parts of them, that nobody works on any more.

    What still lies in the queue is not lost, only late.
    """
    queues = read_queues()
    if not queues.is_up or queues.later[QUEUE]:
        return
    for run in RefreshRun.objects.running():
        if locks.revive(LOCK, owner_of(run), silent_seconds=SILENT_SECONDS):
            _resume(run)
    if queues.waiting[QUEUE]:
        return
    patience = timezone.now() - timedelta(seconds=SILENT_SECONDS)
    for run in RefreshRun.objects.untaken_since(patience):
        if _may_resume(run):
            current_app.send_task("recommendations.refresh_pages", args=[run.pk])


def _resume(run: RefreshRun) -> None:
    left = list(RefreshShard.objects.of(run).left())
    if not left:
        finish_refresh(run)  # its worker was killed at the very end
    elif _may_resume(run):
        hand_out(left)


def _may_resume(run: RefreshRun) -> bool:
    """Count that a run goes on once more; one that never gets further ends here."""
    if run.resumed >= MOST_TIMES:
        fail_refresh(run, locks.ABANDONED)
        return False
    RefreshRun.objects.of(run).update(resumed=F("resumed") + 1)
    return True
