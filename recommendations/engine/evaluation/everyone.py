"""Lists that are the same for everyone but for what each learner has seen: the baselines."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from recommendations.engine.data.splits import Fold
from recommendations.engine.types import (
    SECONDS_A_DAY,
    Floats,
    Histories,
    Interactions,
    Ints,
    Longs,
    Scored,
)

from .metrics import Report

DAYS = (1, 3, 7, 14, 30, 60, 90, 180, 365)
BLOCK = 4_096


@dataclass(frozen=True)
class LastDays:
    """Popularity of the last days; without a number of days, of all time."""

    days: int | None

    def order(self, past: Interactions) -> tuple[Longs, Floats]:
        """The courses that anyone took lately, most taken first, with how often."""
        recent = np.ones(len(past.times), dtype=bool)
        if self.days is not None:
            recent = past.times > past.times.max(initial=0) - self.days * SECONDS_A_DAY
        counts = np.bincount(past.indices[recent], minlength=past.n_courses)
        order = np.argsort(-counts, kind="stable")
        order = order[counts[order] > 0]
        return order, counts[order].astype(np.float32)

    def lists(self, past: Interactions, histories: Histories, k: int) -> Scored:
        """The first `k` that each learner has not seen."""
        order, counts = self.order(past)
        courses = np.full((len(histories), k), -1, np.int32)
        scores = np.full((len(histories), k), np.nan, np.float32)
        for start, part in histories.blocks(BLOCK):
            rows, places, ranks = _unseen(order, part, k)
            courses[start + rows, ranks] = order[places]
            scores[start + rows, ranks] = counts[places]
        return Scored(courses, scores)


def best_days(fold: Fold, judge: Callable[[Scored, Fold], Report], k: int) -> LastDays:
    """The number of days that foretells the fold best; all time where times are unknown."""
    everything = LastDays(None)
    if fold.targets.moments is None:
        return everything
    tried = [everything, *(LastDays(days) for days in DAYS)]
    reached = [judge(one.lists(fold.past, fold.histories, k), fold).ndcg for one in tried]
    return tried[int(np.argmax(reached))]


def _unseen(order: Longs, part: Histories, k: int) -> tuple[Longs, Longs, Longs]:
    """Row, place in `order` and rank of the first `k` courses that each history lacks."""
    longest = int(np.diff(part.indptr).max(initial=0))
    near = order[: k + longest]
    width = int(max(order.max(initial=0), part.courses.max(initial=0))) + 1
    rows = np.arange(len(part))
    seen: Ints | Longs = part.owners * width + part.courses
    free = ~np.isin(rows[:, None] * width + near, seen)
    ranks = np.cumsum(free, axis=1) - 1
    owners, places = np.nonzero(free & (ranks < k))
    return owners, places, ranks[owners, places]
