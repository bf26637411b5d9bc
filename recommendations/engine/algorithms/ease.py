"""EASE^R: the best linear item-to-item model that has a closed form."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array
from recommendations.engine.gram import gram_of, inverse_of
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Floats, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import DENSE_COURSES, ItemToItem, most_taken


@algorithm
class Ease(ItemToItem):
    """Each course is foretold from all others by ridge regression (Steck, WWW 2019).

    Scoring reads a history with its later courses louder, which the paper does not: order is
    worth more than the choice of model. Beyond 20,000 courses the most taken ones are modelled,
    and each keeps its `neighbours` strongest links; the others get no opinion.
    """

    label = "Learners also took"

    l2: float = Field(
        100.0, ge=1, le=100_000, description="Ridge penalty; more = smoother, more popular."
    )
    neighbours: int = Field(
        0, ge=0, le=20_000, description="Links kept of each course, strongest first; 0 = all."
    )
    position_half_life: PositionHalfLife = 2.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Invert the ridged Gram matrix of the courses that anyone took."""
        self.n_courses_ = interactions.n_courses
        kept = most_taken(interactions, DENSE_COURSES)
        self.taken_ = np.isin(np.arange(self.n_courses_), kept)
        gram = gram_of(interactions, kept)
        progress(0.4, "inverting")
        links = _without_itself(inverse_of(gram, self.l2))
        self.items_ = self._shaped(links, kept)
        progress(1.0)
        return self

    def _shaped(self, links: Floats, kept: Array) -> Sparse | Floats:
        """Links among the kept courses as a matrix over all: dense, or the strongest only."""
        count = self.neighbours or (200 if self.n_courses_ > DENSE_COURSES else 0)
        if count and len(kept):
            return _strongest_links(links, kept, count, self.n_courses_)
        if len(kept) == self.n_courses_:
            return links
        items = np.zeros((self.n_courses_, self.n_courses_), np.float32)
        items[np.ix_(kept, kept)] = links
        return items


def _without_itself(inverse: Floats) -> Floats:
    """-P[i, j] / P[j, j], and 0 for a course's link to itself; P's diagonal is above 0."""
    inverse /= -np.diag(inverse)
    np.fill_diagonal(inverse, 0)
    return inverse


def _strongest_links(links: Floats, kept: Array, count: int, n_courses: int) -> Sparse:
    """The `count` links into each course that are largest in size, over all courses."""
    from scipy.sparse import csr_array

    size = np.abs(links)
    floor = np.partition(size, -min(count, len(kept)), axis=0)[-min(count, len(kept))]
    rows, columns = np.nonzero((size >= floor) & (size > 0))
    values = links[rows, columns]
    shape = (n_courses, n_courses)
    return Sparse.of(csr_array((values, (kept[rows], kept[columns])), shape=shape))
