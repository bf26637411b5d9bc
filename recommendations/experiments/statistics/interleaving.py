"""Two rankings in one list: each learner compares them without knowing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.experiments.statistics.sequential import always_valid_p, always_valid_radius

WORTH_KNOWING = 0.05  # learners who prefer one minus those who prefer the other, as a share


def team_draft(
    first: Sequence[int], second: Sequence[int], random: np.random.Generator
) -> Iterator[tuple[int, int]]:
    """Courses with the ranking (0 or 1) that chose each (Radlinski et al., CIKM 2008).

    In every round a coin says which ranking chooses before the other; each takes the best of its
    own that is not in the list yet.
    """
    lists, places, taken = (first, second), [0, 0], set[int]()
    while True:
        starts = int(random.integers(2))
        chosen = False
        for team in (starts, 1 - starts):
            course = _next(lists[team], places, team, taken)
            if course is not None:
                taken.add(course)
                chosen = True
                yield course, team
        if not chosen:
            return


def _next(ranking: Sequence[int], places: list[int], team: int, taken: set[int]) -> int | None:
    while places[team] < len(ranking):
        course = ranking[places[team]]
        places[team] += 1
        if course not in taken:
            return course
    return None


@dataclass(frozen=True)
class Preference:
    """How many more learners prefer the second ranking to the first, as a share of those asked."""

    learners: int
    balance: float
    sequence: tuple[float, float]
    p_always: float


def preference(first: npt.ArrayLike, second: npt.ArrayLike) -> Preference | None:
    """From each learner's clicks on both rankings' cards; None while nobody clicked.

    A learner counts once, for the ranking that got more of their clicks.
    """
    votes = np.sign(np.asarray(second, np.float64) - np.asarray(first, np.float64))
    if len(votes) < 2 or not votes.any():
        return None
    balance = float(votes.mean())
    error = max(float(votes.std(ddof=1)), 1e-9) / math.sqrt(len(votes))
    radius = always_valid_radius(error, WORTH_KNOWING)
    return Preference(
        learners=len(votes),
        balance=balance,
        sequence=(balance - radius, balance + radius),
        p_always=always_valid_p(balance, error, WORTH_KNOWING),
    )
