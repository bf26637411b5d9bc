"""The exact best k of many scores, with what a learner has already seen left out."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from recommendations.engine.selection import largest
from recommendations.engine.types import Floats, Histories, Ints, Longs, Scored

BLOCK = 128  # learners scored at once: their scores stay in the processor's cache


class Scorer(Protocol):
    """Whatever scores histories: an algorithm or a blend."""

    def score(self, histories: Histories) -> Floats:
        """Scores [n_histories, n_courses], NaN = no opinion."""


def recommend(scorer: Scorer, histories: Histories, k: int, *, block: int = BLOCK) -> Scored:
    """The best `k` courses not in each history, block by block: never all scores at once."""
    courses = np.full((len(histories), k), -1, np.int32)
    scores = np.full((len(histories), k), np.nan, np.float32)
    for start, part in histories.blocks(block):
        best = top_k(scorer.score(part), part, k)
        courses[start : start + len(part)] = best.courses
        scores[start : start + len(part)] = best.scores
    return Scored(courses, scores)


def top_k(scores: Floats, seen: Histories | None, k: int) -> Scored:
    """The `k` best of each row, best first, equal scores by lower course; NaN is never chosen.

    Exactly `k` where so many have a score and are not seen. `scores` is left as it was.
    """
    rows, width = scores.shape
    masked = np.fmax(scores, np.float32(-np.inf))  # a copy without NaN
    if seen is not None:
        known = (seen.courses >= 0) & (seen.courses < width)
        masked[seen.owners[known], seen.courses[known]] = -np.inf
    best = Scored(np.full((rows, k), -1, np.int32), np.full((rows, k), np.nan, np.float32))
    owners, columns, rank = largest(masked, k)
    best.courses[owners, rank] = columns
    best.scores[owners, rank] = masked[owners, columns]
    return best


def union(listed: Ints, n_courses: int) -> Longs:
    """The different courses of each row, ascending, short rows filled up with `n_courses`."""
    ordered = np.sort(np.where(listed < 0, n_courses, listed), axis=1)
    ordered[:, 1:][ordered[:, 1:] == ordered[:, :-1]] = n_courses
    ordered.sort(axis=1)
    width = int((ordered < n_courses).sum(axis=1).max(initial=1))
    return ordered[:, :width].astype(np.int64)
