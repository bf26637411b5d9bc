"""Item-to-item models that one inverse of the ridged Gram matrix gives whole."""

from __future__ import annotations

from abc import abstractmethod
from typing import Annotated, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array
from recommendations.engine.gram import gram_of, inverse_of
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Floats, Interactions

from .base import Progress, silent
from .linear import DENSE_COURSES, ItemToItem, most_taken

KeptLinks = Annotated[
    int,
    Field(ge=0, le=20_000, description="Links kept of each course, strongest first; 0 = all."),
]
KEPT_LINKS = 200  # into each course, where there are too many courses to keep them all


class ClosedForm(ItemToItem):
    """Foretells each course from all others; what is held against large links is the subclass's."""

    neighbours: int

    @abstractmethod
    def ridge(self, squares: Floats) -> float | Array:
        """What is added to the diagonal of the Gram matrix, which is `squares`."""

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
        links = _without_itself(inverse_of(gram, self.ridge(np.diag(gram).copy())))
        self.items_ = self._shaped(links, kept)
        progress(1.0)
        return self

    def _shaped(self, links: Floats, kept: Array) -> Sparse | Floats:
        """Links among the kept courses as a matrix over all: dense, or the strongest only."""
        count = self.neighbours or (KEPT_LINKS if self.n_courses_ > DENSE_COURSES else 0)
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
