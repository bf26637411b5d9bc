"""PureSVD: the main directions of what learners took, and histories projected onto them."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field

from recommendations.engine.features.singular import singular_vectors
from recommendations.engine.types import Catalogue, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .low_rank import LowRank, rank_of


@algorithm
class PureSvd(LowRank):
    """Singular vectors of the learner-course matrix, blanks as 0 (Cremonesi et al., RecSys 2010).

    Only the courses' vectors are kept: a history times them is the taste that a learner's own
    vector would be, so any history is folded in without a retrain.
    """

    label = "In line with your taste"

    factors: int = Field(
        50,
        ge=1,
        le=1_024,
        description="Numbers that describe a course.",
        json_schema_extra={"usual": [8, 400]},
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
        """Find the directions; courses that nobody took have none."""
        self.n_courses_ = interactions.n_courses
        self.taken_ = np.bincount(interactions.indices, minlength=self.n_courses_) > 0
        factors = rank_of(self.factors, int(self.taken_.sum()))
        _, self.into_ = singular_vectors(interactions.weights, factors, seed)
        self.out_ = self.into_
        progress(1.0)
        return self
