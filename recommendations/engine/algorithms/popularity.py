"""Popularity of all time: what most learners took, the same for everyone."""

from __future__ import annotations

from typing import Self

import numpy as np

from recommendations.engine.types import Catalogue, Contribution, Floats, Histories, Interactions

from .base import Algorithm, Cap, Progress, algorithm, silent


@algorithm
class Popularity(Algorithm):
    """Adds up the weight that every learner gave to a course."""

    label = "Popular with all learners"

    cap: Cap = 3.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Count."""
        self.n_courses_ = interactions.n_courses
        capped = np.minimum(interactions.sequence_weights, self.cap)
        totals = np.bincount(interactions.indices, capped, self.n_courses_)
        self.totals_ = np.where(totals > 0, totals, np.nan).astype(np.float32)
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The same row for every history; NaN for courses that nobody took."""
        return np.tile(self.totals_, (len(histories), 1))

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """All of it comes from everyone."""
        value = float(self.totals_[course])
        return () if np.isnan(value) else (Contribution(-1, value),)
