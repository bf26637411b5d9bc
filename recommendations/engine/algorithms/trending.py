"""Trending: popularity of the last days, the latest counting most."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field

from recommendations.engine.types import (
    SECONDS_A_DAY,
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
)

from .base import Algorithm, Cap, Progress, algorithm, silent


@algorithm
class Trending(Algorithm):
    """Adds up the last days' weights, halved for every half-life before the latest event."""

    label = "Trending now"

    days: int = Field(30, ge=1, le=3_650, description="How many days back count at all.")
    half_life_days: float = Field(
        7.0, ge=0.1, le=3_650, description="After so many days an interaction counts half."
    )
    cap: Cap = 3.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Count back from the latest interaction."""
        self.n_courses_ = interactions.n_courses
        times = interactions.times
        age_days = (times.max(initial=0) - times) / SECONDS_A_DAY
        weights = np.minimum(interactions.sequence_weights, self.cap)
        weights = np.where(age_days <= self.days, weights, 0)
        weights = weights * np.exp2(-age_days / self.half_life_days)
        totals = np.bincount(interactions.indices, weights, self.n_courses_)
        self.totals_ = np.where(totals > 0, totals, np.nan).astype(np.float32)
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The same row for every history; NaN for courses that nobody took lately."""
        return np.tile(self.totals_, (len(histories), 1))

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """All of it comes from everyone."""
        value = float(self.totals_[course])
        return () if np.isnan(value) else (Contribution(-1, value),)
