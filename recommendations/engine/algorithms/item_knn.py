"""Item-based collaborative filtering: courses taken by the same learners are neighbours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from recommendations.engine.data.decay import aged
from recommendations.engine.sparse import Sparse, strongest
from recommendations.engine.types import Catalogue, Interactions

from .base import LearningHalfLife, PositionHalfLife, Progress, Similarity, algorithm, silent
from .linear import ItemToItem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK = 1_000  # courses compared with all others at once


@algorithm
class ItemKnn(ItemToItem):
    """Keeps each course's nearest courses (Sarwar et al., WWW 2001).

    similarity = overlap / (length x length + shrinkage), so that few common learners count less.
    Pearson compares whole columns, learners who did not take a course counting as 0. Jaccard
    divides by what either has, length^2 + length^2 - overlap (Tanimoto, where weights differ).
    """

    label = "Taken by the same learners"

    similarity: Similarity = Field("cosine", description="How two courses' learners are compared.")
    neighbours: int = Field(
        200, ge=1, le=5_000, description="How many nearest courses each course keeps."
    )
    shrinkage: float = Field(
        20.0, ge=0, le=10_000, description="More = mistrust similarities that rest on few learners."
    )
    learning_half_life: LearningHalfLife = 0.0
    position_half_life: PositionHalfLife = 2.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Compare the columns, some at a time, and keep the nearest of each."""
        from scipy.sparse import csr_array, vstack

        self.n_courses_ = interactions.n_courses
        weights = aged(interactions, self.learning_half_life).weights
        by_course = csr_array(weights.T.astype(np.float64))
        self.taken_ = np.diff(by_course.indptr) > 0
        parts = [csr_array((0, self.n_courses_))]
        for start in range(0, self.n_courses_, CHUNK):
            chunk = slice(start, start + CHUNK)
            parts.append(strongest(self._similarities(by_course, chunk), self.neighbours))
            progress(min(start + CHUNK, self.n_courses_) / self.n_courses_)
        # The neighbours of a target are its row; scoring walks from the taken course to targets.
        self.items_ = Sparse.of(csr_array(vstack(parts)).T)
        return self

    def _similarities(self, by_course: csr_array, chunk: slice) -> csr_array:
        """The similarity of some courses to all, at most 1, only what is above 0."""
        from scipy.sparse import csr_array

        overlap = (by_course[chunk] @ by_course.T).tocoo()
        rows, columns, values = overlap.row, overlap.col, overlap.data
        means = np.asarray(by_course.sum(axis=1)).ravel() / max(by_course.shape[1], 1)
        squares = np.asarray(by_course.multiply(by_course).sum(axis=1)).ravel()
        if self.similarity == "pearson":
            values = values - by_course.shape[1] * means[chunk][rows] * means[columns]
            squares = np.maximum(squares - by_course.shape[1] * means**2, 0)
        lengths = np.sqrt(squares)
        divisor = lengths[chunk][rows] * lengths[columns] + self.shrinkage
        if self.similarity == "jaccard":
            divisor = squares[chunk][rows] + squares[columns] - values + self.shrinkage
        kept = (values > 0) & (divisor > 0) & (rows + chunk.start != columns)
        found = np.minimum(values[kept] / divisor[kept], 1.0)
        return csr_array((found, (rows[kept], columns[kept])), shape=overlap.shape)
