"""Judging a model on a fold: full ranking, history masked, learners in blocks."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from recommendations.engine.data.splits import Fold, Split, leave_last_out, temporal
from recommendations.engine.ranking.candidates import Scorer, recommend
from recommendations.engine.types import Interactions, Scored

from .metrics import Report, measure

K = 10
PROTOCOLS: dict[str, Callable[[Interactions], Split]] = {
    "leave_last_out": leave_last_out,
    "temporal": temporal,
}


def evaluate(model: Scorer, fold: Fold, *, k: int = K) -> Report:
    """Rank all courses for every learner asked about, and measure the first `k`."""
    return judge(recommend(model, fold.histories, k), fold)


def judge(ranked: Scored, fold: Fold) -> Report:
    """Measure lists that are already made, row for row with the fold's targets."""
    past = fold.past
    taken = np.bincount(past.indices, minlength=past.n_courses)
    return measure(ranked.courses, fold.targets, taken, past.n_learners)
