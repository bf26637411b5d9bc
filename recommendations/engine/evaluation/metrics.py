"""What a ranked list is worth: accuracy for each learner, spread over the catalogue for all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.engine.data.splits import Targets
from recommendations.engine.types import Ints

Doubles = npt.NDArray[np.float64]
PER_LEARNER = ("hr", "ndcg", "recall", "precision", "mrr", "map")


@dataclass(frozen=True, eq=False)
class Report:
    """Figures over all learners asked about, and what was unusual about them."""

    k: int
    values: Mapping[str, float]  # by metric; means over learners, or over the catalogue
    per_learner: Mapping[str, Doubles]  # [n] each, only learners with something to find
    counts: Mapping[str, int]
    hits: npt.NDArray[np.bool_]  # [n_lists, k] which places found something

    @property
    def ndcg(self) -> float:
        """The figure that chooses."""
        return self.values["ndcg"]


def measure(
    ranked: Ints, targets: Targets, taken: npt.NDArray[np.int64], n_learners: int
) -> Report:
    """Judge lists [n, k] of courses, best first and -1 where a list ends.

    A learner with nothing to find is left out of all means. One without recommendations scores
    0. A course named twice counts once, at its first place. Precision divides by k however
    short a list is. `taken` is how many of `n_learners` took each course before, for novelty.
    """
    sizes = np.diff(targets.indptr)
    asked = sizes > 0
    first = _first_places(ranked)
    hits = _hits(ranked, targets, len(taken)) & first
    per_learner = _accuracy(hits[asked], sizes[asked])
    shown = np.bincount(ranked[first & (ranked >= 0)], minlength=len(taken))
    values = {name: float(part.mean()) if len(part) else 0.0 for name, part in per_learner.items()}
    values |= {
        "coverage": float((shown > 0).mean()) if len(taken) else 0.0,
        "novelty": _novelty(shown, taken, n_learners),
        "gini": gini(shown),
    }
    lengths = (ranked >= 0).sum(axis=1)
    counts = {
        "learners": int(asked.sum()),
        "nothing_to_find": int((~asked).sum()),
        "without_recommendations": int((lengths[asked] == 0).sum()),
        "shorter_than_k": int(((lengths[asked] > 0) & (lengths[asked] < ranked.shape[1])).sum()),
        "repeated_courses": int(((ranked >= 0) & ~first).sum()),
    }
    return Report(ranked.shape[1], values, per_learner, counts, hits)


def _accuracy(hits: npt.NDArray[np.bool_], sizes: npt.NDArray[np.int64]) -> dict[str, Doubles]:
    """Each learner's metrics from which places hit [n, k] and how many there were to hit."""
    places = np.arange(1, hits.shape[1] + 1)
    gains = 1 / np.log2(places + 1)
    ideal = np.concatenate([[0.0], np.cumsum(gains)])[np.minimum(sizes, len(places))]
    found = hits.sum(axis=1)
    precision_at = np.cumsum(hits, axis=1) / places
    return {
        "hr": (found > 0).astype(np.float64),
        "ndcg": (hits * gains).sum(axis=1) / np.where(ideal > 0, ideal, 1),
        "recall": found / sizes,
        "precision": found / max(len(places), 1),
        "mrr": (hits / places).max(axis=1, initial=0.0),
        "map": (hits * precision_at).sum(axis=1) / sizes,
    }


def _first_places(ranked: Ints) -> npt.NDArray[np.bool_]:
    """Which places hold a course for the first time in their list."""
    order = np.argsort(ranked, axis=1, kind="stable")
    values = np.take_along_axis(ranked, order, axis=1)
    first_sorted = np.ones(ranked.shape, dtype=bool)
    first_sorted[:, 1:] = values[:, 1:] != values[:, :-1]
    first = np.empty_like(first_sorted)
    np.put_along_axis(first, order, first_sorted, axis=1)
    return first


def _hits(ranked: Ints, targets: Targets, n_courses: int) -> npt.NDArray[np.bool_]:
    """Which places hold a course that was to be found."""
    rows = np.arange(len(ranked), dtype=np.int64)
    wanted = np.repeat(rows, np.diff(targets.indptr)) * n_courses + targets.courses
    return np.isin(rows[:, None] * n_courses + ranked, wanted) & (ranked >= 0)


def _novelty(shown: npt.NDArray[np.int64], taken: npt.NDArray[np.int64], n_learners: int) -> float:
    """Mean surprise in bits of what was shown: -log2 of the share of learners who took it."""
    if shown.sum() == 0:
        return 0.0
    share = (taken + 1) / (n_learners + 1)  # one more of each, so that no share is 0
    return float(-(shown * np.log2(share)).sum() / shown.sum())


def gini(shown: npt.NDArray[np.int64]) -> float:
    """How unequally courses are shown: 0 = all alike, near 1 = a few get everything."""
    total, count = int(shown.sum()), len(shown)
    if total == 0:
        return 0.0
    ordered = np.sort(shown)
    places = np.arange(1, count + 1)
    return float(((2 * places - count - 1) * ordered).sum() / (count * total))
