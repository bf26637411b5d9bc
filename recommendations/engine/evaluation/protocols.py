"""Judging a model on a fold: full ranking, history masked, learners in blocks."""

from __future__ import annotations

import numpy as np

from recommendations.engine.data.folds import earlier_courses, earlier_windows, rolling, shares
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, Split, leave_last_out, own, temporal
from recommendations.engine.ranking.candidates import Scorer, recommend
from recommendations.engine.types import Scored

from .metrics import Report, measure

K = 10
PROTOCOLS = ("leave_last_out", "temporal", "temporal_known", "own", "rolling")
FOLDS = 3  # of rolling splits, where no number is named


def splits_of(dataset: Dataset, protocol: str, *, folds: int = FOLDS) -> tuple[Split, ...]:
    """The parts of a data set: one split, or several that roll; refuses what it cannot bear."""
    if protocol not in PROTOCOLS:
        raise ValueError(f"No protocol is called {protocol!r}. There are: {', '.join(PROTOCOLS)}")
    if protocol in {"temporal", "temporal_known", "rolling"} and not dataset.has_times:
        raise ValueError(f"{dataset.name} has no timestamps: {protocol} cannot be used")
    if protocol == "own" and dataset.parts is None:
        raise ValueError(f"{dataset.name} has no split of its own: use leave_last_out")
    found = _cut(dataset, protocol, folds)
    return found if dataset.has_times else tuple(split.without_moments() for split in found)


def _cut(dataset: Dataset, protocol: str, folds: int) -> tuple[Split, ...]:
    """The splits by name."""
    interactions = dataset.interactions
    match protocol, dataset.parts:
        case "own", np.ndarray() as parts:
            return (own(interactions, parts),)
        case "temporal", _:
            return (temporal(interactions),)
        case "temporal_known", _:
            return (temporal(interactions).of_known(),)
        case "rolling", _:
            return rolling(interactions, folds)
    return (leave_last_out(interactions),)


def validation_folds(
    dataset: Dataset, protocol: str, folds: int, *, seed: int = 0
) -> tuple[Fold, ...]:
    """What knobs are chosen on: the validation part, or several for cross-validation."""
    split = splits_of(dataset, protocol, folds=folds)[0]
    if folds <= 1:
        return (split.validation,)
    interactions = dataset.interactions
    match protocol, dataset.parts:
        case "own", np.ndarray() as parts:
            found = shares(interactions, parts, folds, seed)
        case "temporal", _:
            found = earlier_windows(interactions, folds)
        case "temporal_known", _:
            found = tuple(fold.of_known() for fold in earlier_windows(interactions, folds))
        case "leave_last_out", _:
            found = earlier_courses(interactions, folds)
        case _:  # rolling: all later windows are tests
            return (split.validation,)
    return found if dataset.has_times else tuple(fold.without_moments() for fold in found)


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
