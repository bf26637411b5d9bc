"""BPR: vectors of courses, learned so that what was taken scores above what was not."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
from pydantic import Field

from recommendations.engine.features.spectrum import main_directions
from recommendations.engine.types import Catalogue, Floats, Interactions, Longs

from .base import Algorithm, PositionHalfLife, Progress, algorithm, silent
from .low_rank import LowRank, rank_of
from .neural_knobs import BatchSize, Epochs, Factors, Negatives, WeightDecay
from .pairwise import Pairwise, batches

if TYPE_CHECKING:
    from scipy.sparse import csr_array

START = 0.2  # the mean size of the numbers that a fit begins with


@algorithm
class Bpr(LowRank):
    """Bayesian personalised ranking (Rendle, Freudenthaler, Gantner & Schmidt-Thieme, UAI 2009).

    A learner's vector is the sum of what their courses say of taste, as in their adaptive kNN, so
    any history is folded in without a retrain. Each step holds the taken courses of some learners
    against the same courses drawn at random; those that a learner took are passed over, so a
    learner who took all of them costs nothing and ends nothing.
    """

    label = "Rather this than others"
    continues: ClassVar[bool] = True

    factors: Factors = 64
    epochs: Epochs = 10
    learning_rate: float = Field(
        0.1,
        ge=0.00001,
        le=1,
        description="How far each step of learning goes.",
        json_schema_extra={"usual": [0.02, 0.5]},
    )
    negatives: Negatives = 200
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 4_096
    popular_negatives: float = Field(
        0.5, ge=0, le=1, description="0 = all courses are drawn alike, 1 = as often as taken."
    )
    position_half_life: PositionHalfLife = 3.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Start at the graph's main directions and go over all learners in random batches."""
        self.n_courses_ = interactions.n_courses
        taken = np.bincount(interactions.indices, minlength=self.n_courses_)
        self.taken_ = taken > 0
        weights = interactions.weights
        random = np.random.default_rng(seed)
        before = self._usable()
        into, out = before or self._afresh(weights, seed)
        pairs = Pairwise(into, out, self.weight_decay)
        epochs = self.epochs if before is None else -(-self.epochs // 3)
        for epoch in range(epochs):
            rate = self.learning_rate * (epochs - epoch) / self.epochs
            for batch in batches(np.diff(weights.indptr), self.batch_size, random):
                pairs.step(weights[batch], self._others(taken, random), rate)
            progress((epoch + 1) / epochs)
        self.into_, self.out_ = pairs.into, pairs.out
        return self

    def warm_start(self, before: Algorithm, places: Longs) -> Self:
        """Begin at the vectors of an earlier version; courses that are new to it begin at 0."""
        if isinstance(before, Bpr) and before.n_courses_:
            known = places >= 0
            moved = np.where(known, places, 0)
            self._before: tuple[Floats, Floats] | None = (
                before.into_[moved] * known[:, None],
                before.out_[moved] * known[:, None],
            )
        return self

    def _usable(self) -> tuple[Floats, Floats] | None:
        """The vectors of the version before, where there are any and they fit."""
        before: tuple[Floats, Floats] | None = getattr(self, "_before", None)
        shape = (self.n_courses_, self._width())
        is_usable = before and all(vectors.shape == shape and vectors.any() for vectors in before)
        return before if is_usable else None

    def _afresh(self, weights: csr_array, seed: int) -> tuple[Floats, Floats]:
        """Both arrays at the main directions of the graph."""
        vectors = main_directions(weights, self._width(), seed) * np.float32(START)
        return vectors, vectors.copy()

    def _width(self) -> int:
        """How long a vector is."""
        return rank_of(self.factors, int(self.taken_.sum()))

    def _others(self, taken: Longs, random: np.random.Generator) -> Longs:
        """Courses to compare with, each at most once; all where so many are asked for."""
        known = np.flatnonzero(taken)
        count = min(self.negatives or len(known), len(known))
        if count == len(known):
            return known
        chances = taken[known].astype(np.float64) ** self.popular_negatives
        return np.sort(random.choice(known, count, replace=False, p=chances / chances.sum()))
