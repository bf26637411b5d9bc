"""What the first screen of a page is worth to a learner: a page is judged as a page, not a list.

Readers look down and along (engine/reranking/attention.py); each figure weighs places by that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.engine.reranking.attention import attention
from recommendations.engine.reranking.calibration import divergence

Doubles = npt.NDArray[np.float64]
Screen = Sequence[Sequence[int]]  # the courses of each row, from the top
ROWS, CARDS = 3, 4  # of a screen
FIGURES = ("unique_relevant", "redundancy", "calibration_error", "new_share")
LESS_IS_BETTER = frozenset({"redundancy", "calibration_error"})


@dataclass(frozen=True, eq=False)
class Shop:
    """What is known of the courses that pages are judged by."""

    kinds: Doubles  # [n_courses, n_kinds] shares that sum to 1, or to 0 where there is none
    is_new: npt.NDArray[np.bool_]  # [n_courses]

    @property
    def directions(self) -> Doubles:
        """The same as vectors of length 1."""
        lengths = np.sqrt((self.kinds**2).sum(axis=1, keepdims=True))
        return np.asarray(self.kinds / np.where(lengths > 0, lengths, 1))


def judge(
    shop: Shop, screens: Sequence[Screen], pasts: Sequence[Sequence[int]], found: Sequence[set[int]]
) -> dict[str, Doubles]:
    """Each figure for each learner, from their page, their past and what they took later."""
    directions = shop.directions
    lines = [
        _judge_one(shop, directions, screen, past, later)
        for screen, past, later in zip(screens, pasts, found, strict=True)
    ]
    return {name: np.array([line[name] for line in lines]) for name in FIGURES}


def _judge_one(
    shop: Shop, directions: Doubles, screen: Screen, past: Sequence[int], later: set[int]
) -> Mapping[str, float]:
    courses, seen = _laid_out(screen)
    if not len(courses):
        return dict.fromkeys(FIGURES, 0.0) | {
            "calibration_error": _error(shop, courses, seen, past)
        }
    return {
        "unique_relevant": _unique_relevant(courses, seen, later),
        "redundancy": _redundancy(directions, courses, seen),
        "calibration_error": _error(shop, courses, seen, past),
        "new_share": float(seen[shop.is_new[courses]].sum() / seen.sum()),
    }


def _laid_out(screen: Screen) -> tuple[npt.NDArray[np.int64], Doubles]:
    """The courses of the first screen and the attention that each place gets."""
    places = attention(ROWS, CARDS)
    shown = [
        (course, places[down, across])
        for down, row in enumerate(screen[:ROWS])
        for across, course in enumerate(row[:CARDS])
    ]
    courses = np.array([course for course, _ in shown], np.int64)
    return courses, np.array([seen for _, seen in shown])


def _unique_relevant(courses: npt.NDArray[np.int64], seen: Doubles, later: set[int]) -> float:
    """How many different courses of the learner's future are looked at; each counts once."""
    best: dict[int, float] = {}
    for course, chance in zip(courses.tolist(), seen.tolist(), strict=True):
        if course in later:
            best[course] = max(chance, best.get(course, 0.0))
    return sum(best.values())


def _redundancy(directions: Doubles, courses: npt.NDArray[np.int64], seen: Doubles) -> float:
    """How alike two places are that are looked at, 0 to 1; 1 where they hold the same course."""
    own = directions[courses]
    alike = own @ own.T
    alike[courses[:, None] == courses[None, :]] = 1
    weights = np.outer(seen, seen)
    np.fill_diagonal(weights, 0)
    total = weights.sum()
    return float((alike * weights).sum() / total) if total > 0 else 0.0


def _error(shop: Shop, courses: npt.NDArray[np.int64], seen: Doubles, past: Sequence[int]) -> float:
    """How far, in nats, the kinds that are looked at are from those of the past."""
    wanted = shop.kinds[list(past)].sum(axis=0)
    if not wanted.sum():
        return 0.0
    wanted = wanted / wanted.sum()
    shown = seen @ shop.kinds[courses] if len(courses) else np.zeros(len(wanted))
    known = wanted > 0
    total = shown.sum() or 1.0
    return float(divergence(wanted[known], shown[known] / total))
