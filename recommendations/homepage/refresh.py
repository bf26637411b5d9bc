"""Recomputes stored pages: one learner's after an event, everybody's in waves of shards."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence

import numpy as np
from django.core.cache import cache
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from recommendations import locks
from recommendations.experiments.assignment import running_now, seats_of_learners
from recommendations.homepage.arms import Built, build_for_arms
from recommendations.homepage.desk import open_desk
from recommendations.homepage.digest import site_digest
from recommendations.homepage.kept import forget_html
from recommendations.homepage.pages import compute_selection
from recommendations.homepage.store import forget_pages, write_selections
from recommendations.models import RefreshRun, RefreshShard, RunStatus
from recommendations.requests import ask_for_all_pages, ask_for_orders
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import People, read_standings
from recommendations.sources.returning import SOON, waves_of

# A second of work: between two shards, workers see to whoever is on the site.
SHARD_LEARNERS = 500
# Facts are read by spans of ids: a shard of a few scattered learners must not read everybody's.
MOST_READ = 4
LOCK = "refresh_pages"
# Shards sign the lock as they start and end; the slowest takes far less.
STALE_SECONDS = 900.0
DIGEST_SECONDS = 6 * 3600


class Learner(models.QuerySet[User]):
    """Finds one learner."""

    def known(self, learner_id: int) -> User | None:
        """The learner, if there still is one."""
        return self.filter(pk=learner_id).first()


class Ended(models.QuerySet[RefreshRun]):
    """Finds runs that stopped without a word."""

    def abandoned_before(self, run: RefreshRun) -> "Ended":
        """Other runs that claim to run: while this one holds the lock they cannot."""
        return self.filter(status=RunStatus.RUNNING).exclude(pk=run.pk)


def refresh_learner(learner_id: int) -> bool:
    """Recompute and store one page; nothing is stored of who did not agree."""
    learner = Learner(User).known(learner_id)
    if learner is None or not learner.may_be_logged:
        forget_pages([learner_id])
        return False
    read_at = timezone.now()
    desk, selection = compute_selection(learner)
    write_selections([(learner_id, selection)], desk.digest, read_at=read_at)
    forget_html(learner_id)
    if selection.lacks_order:
        ask_for_orders([learner_id])
    return True


def begin_refresh(run: RefreshRun, *, reaches_all: bool = True) -> list[RefreshShard]:
    """Cut the learners who have a page into shards, those who come back soonest first.

    The shards are written down, so that none is lost with a worker. Whoever stays away for weeks
    is left out unless it `reaches_all`: their page is computed when they come. Raises `Busy` while
    another run lasts.
    """
    if not locks.take(LOCK, owner_of(run), stale_seconds=STALE_SECONDS):
        RefreshRun.objects.of(run).update(status=RunStatus.SKIPPED, finished_at=timezone.now())
        raise locks.Busy(LOCK)
    Ended(RefreshRun).abandoned_before(run).update(
        status=RunStatus.FAILED, error=locks.ABANDONED, finished_at=timezone.now()
    )
    cache.set(_digest_key(run), site_digest(), DIGEST_SECONDS)
    ids = People(User).with_a_page().ids()
    waves = waves_of(ids)[: None if reaches_all else SOON]
    parts = ((wave, part) for wave, some in enumerate(waves) for part in parts_of(some, ids))
    shards = [
        RefreshShard(run=run, number=number, wave=wave, learners=part)
        for number, (wave, part) in enumerate(parts)
    ]
    with transaction.atomic():
        RefreshShard.objects.of(run).delete()  # of a worker that was killed at this very point
        RefreshShard.objects.bulk_create(shards, batch_size=100)
        RefreshRun.objects.of(run).update(
            status=RunStatus.RUNNING,
            total=sum(map(len, waves)),
            waves=[len(some) for some in waves],
            shard_count=len(shards),
        )
    if not shards:
        finish_refresh(run)
    return shards


def parts_of(some: list[int], ids: list[int], size: int | None = None) -> Iterator[list[int]]:
    """Some of the `ids`, in parts that hold few of them and span not many more."""
    size, start = size or SHARD_LEARNERS, 0
    while start < len(some):
        place = bisect_right(ids, some[start]) - 1
        furthest = ids[min(place + MOST_READ * size, len(ids)) - 1]
        stop = min(start + size, bisect_right(some, furthest))
        yield some[start:stop]
        start = stop


def refresh_shard(run: RefreshRun, shard: RefreshShard) -> int:
    """Recompute the pages of a shard as one matrix operation; one that is done stays as it is."""
    if shard.is_done:
        return shard.pages or 0
    locks.renew(LOCK, owner_of(run))
    count = refresh_learners(shard.learners)
    with transaction.atomic():
        # One at a time, else two that end together would each miss the other's pages.
        RefreshRun.objects.of(run).select_for_update().get()
        RefreshShard.objects.part(run, shard.number).update(pages=count, learners=[])
        parts = RefreshShard.objects.of(run)
        RefreshRun.objects.of(run).update(done=parts.pages_done())
        is_last = not parts.left().exists()
    locks.renew(LOCK, owner_of(run))
    if is_last:
        finish_refresh(run)
    return count


def refresh_learners(asked: Sequence[int]) -> int:
    """Recompute and store the pages of these learners, ids ascending."""
    if not asked:
        return 0
    span, wanted = (asked[0], asked[-1]), set(asked)
    learners = [one for one in People(User).with_a_page().within(span).ids() if one in wanted]
    if not learners:
        return 0
    read_at, desk = timezone.now(), open_desk()
    seats = seats_of_learners(learners, span, running_now(desk.digest))
    alone = np.array(learners, dtype=np.int64)
    pasts = read_pasts(span, alone, session=desk.live.session)
    selections = build_for_arms(desk, pasts, read_standings(span), seats, is_shard=True)
    unordered: list[int] = []
    count = write_selections(_noting(selections, unordered), desk.digest, read_at=read_at)
    if unordered:
        ask_for_orders(unordered)
    return count


def _noting(selections: Built, unordered: list[int]) -> Built:
    """The same; whom a language model could order courses for is noted on the way."""
    for learner, selection in selections:
        if selection.lacks_order:
            unordered.append(learner)
        yield learner, selection


def refresh_all(run: RefreshRun, report: Callable[[int, int], None]) -> None:
    """Refresh every page in this process, shard after shard."""
    shards = begin_refresh(run)
    run.refresh_from_db()
    done = 0
    for shard in shards:
        done += refresh_shard(run, shard)
        report(done, run.total)


def finish_refresh(run: RefreshRun) -> None:
    """Free the lock; if what shapes pages changed on the way, ask for another wave."""
    going = RefreshRun.objects.of(run).running()
    if not going.update(status=RunStatus.DONE, finished_at=timezone.now()):
        return  # it ended before
    locks.release(LOCK, owner_of(run))
    began_with = cache.get(_digest_key(run))
    if began_with is not None and began_with != site_digest():
        ask_for_all_pages()


def fail_refresh(run: RefreshRun, reason: str) -> None:
    """Record that a run ended badly, and free the lock."""
    RefreshRun.objects.of(run).update(
        status=RunStatus.FAILED, error=reason, finished_at=timezone.now()
    )
    locks.release(LOCK, owner_of(run))


def owner_of(run: RefreshRun) -> str:
    """Under which a run holds the lock."""
    return f"run:{run.pk}"


def _digest_key(run: RefreshRun) -> str:
    return f"recs:run:{run.pk}:digest"
