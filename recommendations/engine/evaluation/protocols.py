"""Judging a model on a fold: full ranking, history masked, learners in blocks."""

from __future__ import annotations

import numpy as np

from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, Split, leave_last_out, own, temporal
from recommendations.engine.ranking.candidates import Scorer, recommend
from recommendations.engine.types import Scored

from .metrics import Report, measure

K = 10
PROTOCOLS = ("leave_last_out", "temporal", "own")


def split_of(dataset: Dataset, protocol: str) -> Split:
    """The parts of a data set; refuses a protocol that it cannot bear."""
    match protocol:
        case "leave_last_out":
            return leave_last_out(dataset.interactions)
        case "temporal" if dataset.has_times:
            return temporal(dataset.interactions)
        case "own" if dataset.parts is not None:
            return own(dataset.interactions, dataset.parts)
        case "temporal":
            raise ValueError(f"{dataset.name} has no timestamps: {protocol} cannot be used")
        case "own":
            raise ValueError(f"{dataset.name} has no split of its own: use leave_last_out")
    raise ValueError(f"No protocol is called {protocol!r}. There are: {', '.join(PROTOCOLS)}")


def usual_protocol(dataset: Dataset) -> str:
    """The one that a set is judged by where none is named."""
    return "leave_last_out" if dataset.parts is None else "own"


def evaluate(model: Scorer, fold: Fold, *, k: int = K) -> Report:
    """Rank all courses for every learner asked about, and measure the first `k`."""
    return judge(recommend(model, fold.histories, k), fold)


def judge(ranked: Scored, fold: Fold) -> Report:
    """Measure lists that are already made, row for row with the fold's targets."""
    past = fold.past
    taken = np.bincount(past.indices, minlength=past.n_courses)
    return measure(ranked.courses, fold.targets, taken, past.n_learners)
