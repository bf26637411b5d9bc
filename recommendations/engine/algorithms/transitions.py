"""Transitions: what learners took soon after the courses at the end of this history."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
from pydantic import Field

from recommendations.engine.sparse import Sparse, strongest
from recommendations.engine.types import Catalogue, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem


@algorithm
class Transitions(ItemToItem):
    """A Markov chain over the last courses: counts of "then took", fading with distance.

    link(a, b) = count(a then b) / (count(a then anything) + shrinkage) / times_taken(b)^damping
    """

    label = "Often taken next"

    window: int = Field(10, ge=1, le=50, description="How many steps ahead count as next.")
    step_decay: float = Field(
        0.8, ge=0.05, le=1, description="What each further step is worth beside the one before."
    )
    backward: float = Field(
        0.3, ge=0, le=1, description="What the same step the other way round is worth."
    )
    shrinkage: float = Field(
        10.0, ge=0, le=10_000, description="More = mistrust courses that few went on from."
    )
    damping: float = Field(
        0.0, ge=0, le=1, description="0 = favours popular next courses, 1 = none of that."
    )
    neighbours: int = Field(
        500, ge=1, le=5_000, description="How many next courses each course keeps."
    )
    position_half_life: PositionHalfLife = 1.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Count the steps of each distance, then turn counts into shares."""
        from scipy.sparse import diags_array

        self.n_courses_ = interactions.n_courses
        counts = self._counts(interactions, progress)
        leaving = np.asarray(counts.sum(axis=1)).ravel() + self.shrinkage
        arriving = np.maximum(np.asarray(counts.sum(axis=0)).ravel(), 1) ** self.damping
        share = 1 / np.where(leaving > 0, leaving, 1)  # a course nobody went on from has no links
        links = diags_array(share) @ counts @ diags_array(1 / arriving)
        self.items_ = Sparse.of(strongest(links, self.neighbours))
        self.taken_ = np.bincount(interactions.indices, minlength=self.n_courses_) > 0
        progress(1.0)
        return self

    def _counts(self, interactions: Interactions, progress: Progress) -> Any:
        """How often each course was followed by each other, as a scipy matrix."""
        from scipy.sparse import csr_array

        shape = (self.n_courses_, self.n_courses_)
        owners = np.repeat(np.arange(interactions.n_learners), np.diff(interactions.indptr))
        courses, weights = interactions.indices, interactions.sequence_weights.astype(np.float64)
        counts = csr_array(shape)
        for step in range(1, self.window + 1):
            same = owners[:-step] == owners[step:]
            before, after = courses[:-step][same], courses[step:][same]
            # A step is worth no more than the fainter of the two interactions.
            worth = np.minimum(weights[:-step], weights[step:])[same]
            worth = worth * self.step_decay ** (step - 1)
            counts = counts + csr_array((worth, (before, after)), shape=shape)
            progress(0.9 * step / self.window)
        return csr_array(counts + self.backward * counts.T)
