"""RP3beta: random walks of three steps from a learner's courses, popular ends held back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from recommendations.engine.sparse import Sparse, strongest
from recommendations.engine.types import Catalogue, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK = 1_000  # courses walked from at once


@algorithm
class Rp3Beta(ItemToItem):
    """From course to learner to course, every step by chance (Paudel et al., ACM TiiS 2017).

    link(a, b) = sum over learners of P(a to learner)^walk_exponent x
    P(learner to b)^walk_exponent / taken(b)^damping, where P shares a weight among its row.
    The first of the three steps, from the learner to a, is the history as it is scored.
    """

    label = "On the paths of learners like you"

    walk_exponent: float = Field(
        1.0, ge=0.1, le=2, description="What each step's chance is raised to; more = surer paths."
    )
    damping: float = Field(
        0.3, ge=0, le=1, description="0 = favours popular next courses, 1 = none of that."
    )
    neighbours: int = Field(
        300, ge=1, le=5_000, description="How many courses each course keeps a path to."
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
        """Walk from some courses at a time and keep the likeliest ends."""
        from scipy.sparse import csr_array, diags_array, vstack

        self.n_courses_ = interactions.n_courses
        weights = interactions.weights.astype(np.float64)
        taken = np.asarray(weights.sum(axis=0)).ravel()
        self.taken_ = taken > 0
        to_learner = self._chances(csr_array(weights.T))
        to_course = self._chances(weights) @ diags_array(
            np.where(taken > 0, taken, 1) ** -self.damping
        )
        parts = [csr_array((0, self.n_courses_))]
        for start in range(0, self.n_courses_, CHUNK):
            ends = (to_learner[start : start + CHUNK] @ to_course).tocoo()
            away = ends.row + start != ends.col
            pairs = ends.data[away], (ends.row[away], ends.col[away])
            parts.append(strongest(csr_array(pairs, shape=ends.shape), self.neighbours))
            progress(min(start + CHUNK, self.n_courses_) / self.n_courses_)
        self.items_ = Sparse.of(vstack(parts))
        return self

    def _chances(self, rows: csr_array) -> csr_array:
        """Each row's shares, raised to the exponent."""
        from scipy.sparse import diags_array

        sums = np.asarray(rows.sum(axis=1)).ravel()
        shares = diags_array(1 / np.where(sums > 0, sums, 1)) @ rows
        shares.data **= self.walk_exponent
        return shares
