"""User-based collaborative filtering: what the learners most like this one took."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.data.decay import aged, fade
from recommendations.engine.selection import largest
from recommendations.engine.sparse import Sparse, times_sparse
from recommendations.engine.types import (
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
)

from .base import (
    SCORING_ONLY,
    Algorithm,
    LearningHalfLife,
    PositionHalfLife,
    Progress,
    Similarity,
    algorithm,
    silent,
)

Doubles = npt.NDArray[np.float64]
BLOCK = 64  # histories compared with all learners at once


@algorithm
class UserKnn(Algorithm):
    """Adds up what the nearest learners took, nearer ones louder (Resnick et al., CSCW 1994).

    similarity = overlap / (length x length + shrinkage). Pearson compares whole rows, courses
    not taken counting as 0; Jaccard divides by what either has, length^2 + length^2 - overlap.
    A history needs no row of its own: it is compared as it is.
    """

    label = "Learners like you took"

    similarity: Similarity = Field("cosine", description="How two learners' courses are compared.")
    neighbours: int = Field(
        100,
        ge=1,
        le=5_000,
        description="How many nearest learners speak for a history.",
        json_schema_extra=SCORING_ONLY,
    )
    shrinkage: float = Field(
        1.0,
        ge=0,
        le=10_000,
        description="More = mistrust likeness that rests on few courses.",
        json_schema_extra=SCORING_ONLY,
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
        """Keep what every learner took, by learner and by course, and the length of each row."""
        self.n_courses_ = interactions.n_courses
        weights = aged(interactions, self.learning_half_life).weights
        self.rows_ = Sparse.of(weights)
        self.columns_ = Sparse.of(weights.T)
        owners = np.repeat(np.arange(interactions.n_learners), np.diff(self.rows_.indptr))
        self.sums_ = np.bincount(owners, self.rows_.data, interactions.n_learners)
        squares = np.bincount(owners, self.rows_.data.astype(np.float64) ** 2, len(self.sums_))
        self.squares_ = squares
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """Blocks of histories against all learners; NaN for what no neighbour took."""
        weighed = self._weigh(histories)
        scores = np.full((len(histories), self.n_courses_), np.nan, np.float32)
        for start, part in weighed.blocks(BLOCK):
            scores[start : start + len(part)] = self._from(self._nearest(part))
        scores[scores == 0] = np.nan
        return scores

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """What each course shared with the neighbours who took this one adds to the score."""
        weighed = self._weigh(history)
        nearest = self._nearest(weighed)
        voices = self.rows_.at(nearest.courses, course)  # what each neighbour says of the course
        speaking = nearest.courses[voices > 0]
        voices = voices[voices > 0] / self._divisors(weighed, self._overlap(weighed))[0, speaking]
        parts = [
            Contribution(int(taken), float(weight * (self.rows_.at(speaking, taken) @ voices)))
            for taken, weight in zip(weighed.courses, weighed.weights, strict=True)
        ]
        if self.similarity == "pearson":
            mean = weighed.weights.sum() / max(self.n_courses_, 1)
            parts.append(Contribution(-1, -float(mean * (self.sums_[speaking] @ voices))))
        return tuple(part for part in parts if part.value != 0)

    def _weigh(self, histories: Histories) -> Histories:
        """The histories as the model reads them: known courses, older ones fainter."""
        return fade(histories.known_to(self.n_courses_), self.position_half_life)

    def _nearest(self, histories: Histories) -> Histories:
        """The nearest learners of each history with their likeness as weights."""
        overlap = self._overlap(histories)
        likeness = (overlap / self._divisors(histories, overlap)).astype(np.float32)
        likeness[~(likeness > 0)] = -np.inf
        owners, learners, _ = largest(likeness, self.neighbours)
        counts = np.bincount(owners, minlength=len(histories))
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        times = np.zeros(len(owners), np.int64)
        return Histories(indptr, learners.astype(np.int32), likeness[owners, learners], times)

    def _from(self, nearest: Histories) -> Floats:
        """The sum of what the nearest learners took, each as loud as it is alike."""
        return times_sparse(nearest, self.rows_)

    def _overlap(self, histories: Histories) -> Doubles:
        """What each history shares with each learner; of Pearson, beyond what chance would."""
        overlap = times_sparse(histories, self.columns_).astype(np.float64)
        if self.similarity == "pearson":
            means = self._sums_of(histories) / max(self.n_courses_, 1)
            overlap -= np.where(overlap > 0, means[:, None] * self.sums_, 0)
        return np.asarray(overlap)

    def _divisors(self, histories: Histories, overlap: Doubles) -> Doubles:
        """length x length + shrinkage for each history and learner; 1 where it would be 0."""
        own = np.bincount(
            histories.owners, histories.weights.astype(np.float64) ** 2, len(histories)
        )
        theirs = self.squares_
        if self.similarity == "pearson":
            width = max(self.n_courses_, 1)
            own = np.maximum(own - self._sums_of(histories) ** 2 / width, 0)
            theirs = np.maximum(theirs - self.sums_**2 / width, 0)
        if self.similarity == "jaccard":
            divisors = own[:, None] + theirs - overlap + self.shrinkage
        else:
            divisors = np.sqrt(own)[:, None] * np.sqrt(theirs) + self.shrinkage
        return np.where(divisors > 0, divisors, 1.0)

    def _sums_of(self, histories: Histories) -> Doubles:
        """The total weight of each history."""
        weights = histories.weights.astype(np.float64)
        return np.asarray(np.bincount(histories.owners, weights, len(histories)))
