"""Item-to-item models whose links are a product of two thin arrays: into a taste, and out of it."""

from __future__ import annotations

import numpy as np

from recommendations.engine.arrays import Ints
from recommendations.engine.sparse import times_dense
from recommendations.engine.types import Floats, Histories

from .linear import ItemToItem

LEAST_COURSES = 4  # a factor: with one for each course a history would only say itself back


def rank_of(factors: int, n_taken: int) -> int:
    """As many factors as asked for, or as these many courses bear."""
    return min(factors, max(n_taken // LEAST_COURSES, 1))


class LowRank(ItemToItem):
    """link(a, b) = into_[a] x out_[b]: a history is folded in by projection, whoever's it is."""

    into_: Floats  # [n_courses, factors]
    out_: Floats  # [n_courses, factors]

    def score(self, histories: Histories) -> Floats:
        """The history's taste, and how well each course fits it; no history, no opinion."""
        weighed = self.weigh(histories)
        scores = times_dense(weighed, self.into_) @ self.out_.T
        scores[np.diff(weighed.indptr) == 0] = np.nan
        scores[:, ~self.taken_] = np.nan
        return scores

    def _links(self, taken: Ints, courses: Ints) -> Floats:
        """The strength of the link from each taken course to each other [n_taken, n_courses]."""
        return np.asarray(self.into_[taken] @ self.out_[courses].T)
