"""Recomputes stored pages: one learner's after an event, everybody's in shards."""

from collections.abc import Callable, Iterator
from itertools import pairwise

import numpy as np
from django.core.cache import cache
from django.db import models, transaction
from django.db.models import Sum
from django.utils import timezone

from accounts.models import User
from recommendations import locks
from recommendations.experiments.assignment import running_now, seats_of_learners
from recommendations.homepage.arms import build_for_arms
from recommendations.homepage.desk import open_desk
from recommendations.homepage.digest import site_digest
from recommendations.homepage.kept import forget_html
from recommendations.homepage.pages import compute_selection
from recommendations.homepage.store import forget_pages, write_selections
from recommendations.models import RefreshRun, RefreshShard, RunStatus
from recommendations.requests import ask_for_all_pages
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import People, Span, read_standings

SHARD_LEARNERS = 2000
LOCK = "refresh_pages"
# Shards sign the lock as they start and end; the slowest takes far less.
STALE_SECONDS = 900.0
DIGEST_SECONDS = 6 * 3600


class Shards(models.QuerySet[RefreshShard]):
    """Sentences about parts of a refresh."""

    def of(self, run: RefreshRun) -> "Shards":
        """Those of one run."""
        return self.filter(run=run)


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
    desk, selection = compute_selection(learner)
    write_selections([(learner_id, selection)], desk.digest)
    forget_html(learner_id)
    return True


def begin_refresh(run: RefreshRun) -> list[Span]:
    """Cut the learners who have a page into spans of ids; raises `Busy` while another run lasts."""
    owner = f"run:{run.pk}"
    if not locks.take(LOCK, owner, stale_seconds=STALE_SECONDS):
        RefreshRun.objects.of(run).update(status=RunStatus.SKIPPED, finished_at=timezone.now())
        raise locks.Busy(LOCK)
    Ended(RefreshRun).abandoned_before(run).update(
        status=RunStatus.FAILED, error=locks.ABANDONED, finished_at=timezone.now()
    )
    cache.set(_digest_key(run), site_digest(), DIGEST_SECONDS)
    ids = People(User).with_a_page().ids()
    spans = list(spans_of(ids))
    RefreshRun.objects.of(run).update(
        status=RunStatus.RUNNING, total=len(ids), shard_count=len(spans)
    )
    if not spans:
        _finish(run)
    return spans


def spans_of(ids: list[int], size: int = SHARD_LEARNERS) -> Iterator[Span]:
    """The first and last id of each `size` learners, ids ascending."""
    starts = [*ids[::size], ids[-1] + 1] if ids else []
    places = [*range(0, len(ids), size), len(ids)]
    for (first, _), (_, end) in zip(pairwise(starts), pairwise(places), strict=True):
        yield first, ids[end - 1]


def refresh_shard(run: RefreshRun, number: int, span: Span) -> int:
    """Recompute the pages of a span as one matrix operation; doing it twice changes nothing."""
    locks.renew(LOCK, f"run:{run.pk}")
    count = refresh_span(span)
    with transaction.atomic():
        RefreshShard.objects.update_or_create(run=run, number=number, defaults={"pages": count})
        parts = Shards(RefreshShard).of(run)
        done = parts.aggregate(total=Sum("pages"))["total"] or 0
        RefreshRun.objects.of(run).update(done=done)
        is_last = parts.count() >= run.shard_count
    if is_last:
        _finish(run)
    return count


def refresh_span(span: Span) -> int:
    """Recompute and store the pages of all learners within a span of ids."""
    learners = People(User).with_a_page().within(span).ids()
    if not learners:
        return 0
    desk = open_desk()
    seats = seats_of_learners(learners, span, running_now(desk.digest))
    pasts = read_pasts(span, np.array(learners, dtype=np.int64))
    selections = build_for_arms(desk, pasts, read_standings(span), seats, is_shard=True)
    return write_selections(selections, desk.digest)


def refresh_all(run: RefreshRun, report: Callable[[int, int], None]) -> None:
    """Refresh every page in this process, shard after shard."""
    spans = begin_refresh(run)
    run.refresh_from_db()
    done = 0
    for number, span in enumerate(spans):
        done += refresh_shard(run, number, span)
        report(done, run.total)


def fail_refresh(run: RefreshRun, reason: str) -> None:
    """Record that a run ended badly, and free the lock."""
    RefreshRun.objects.of(run).update(
        status=RunStatus.FAILED, error=reason, finished_at=timezone.now()
    )
    locks.release(LOCK, f"run:{run.pk}")


def _finish(run: RefreshRun) -> None:
    """Free the lock; if what shapes pages changed on the way, ask for another wave."""
    RefreshRun.objects.of(run).update(status=RunStatus.DONE, finished_at=timezone.now())
    locks.release(LOCK, f"run:{run.pk}")
    began_with = cache.get(_digest_key(run))
    if began_with is not None and began_with != site_digest():
        ask_for_all_pages()


def _digest_key(run: RefreshRun) -> str:
    return f"recs:run:{run.pk}:digest"
