"""Two towers: a learner's vector and a course's vector by its features, so that new courses score."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.arrays import Longs
from recommendations.engine.arrivals import Arrivals
from recommendations.engine.context import Context
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Ints

from .base import NOT_TUNED, algorithm
from .neural import Neural
from .neural_knobs import (
    BatchSize,
    Comparison,
    Dropout,
    Epochs,
    Factors,
    HistoryLength,
    LearningRate,
    Negatives,
    Patience,
    WeightDecay,
)

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network


@algorithm
class TwoTower(Neural):
    """Learner and course meet as two vectors (Covington et al., RecSys 2016; Yi et al., 2019).

    The learner's tower reads the profile and the history at four half-lives; the course's tower
    reads its words, categories and language, or vectors given in `catalogue.features["text"]`. A
    course that nobody took is told by these alone.
    """

    label = "Made for your profile"
    reads_context: ClassVar[bool] = True

    factors: Factors = 64
    dimensions: int = Field(
        128,
        ge=2,
        le=1_000,
        description="Numbers that describe a course's content before it is learned from.",
        json_schema_extra=NOT_TUNED,
    )
    hidden: float = Field(
        0.2,
        ge=0,
        le=1,
        description="How often a course must be told by its features alone.",
        json_schema_extra=NOT_TUNED,
    )
    history_length: HistoryLength = 50
    dropout: Dropout = 0.3
    loss: Comparison = "softmax"
    negatives: Negatives = 0
    epochs: Epochs = 16
    learning_rate: LearningRate = 0.006
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 2_048
    patience: Patience = 4

    def prepare(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> None:
        """Describe the courses, and note which of them somebody took."""
        from recommendations.engine.features.semantic_ids import content_vectors

        # A row for each course: `dimensions` numbers wide.
        self.described_ = content_vectors(catalogue, dimensions=self.dimensions, seed=seed)
        self.described_[~_says_something(catalogue)] = 0
        self.taken_ = np.bincount(interactions.indices, minlength=interactions.n_courses) > 0

    def vocabulary(self, interactions: Interactions) -> Ints:
        """All courses, once there is something to learn from."""
        count = interactions.n_courses if len(interactions.indices) else 0
        return np.arange(count, dtype=np.int32)

    def profiles(self, context: Context, count: int) -> Longs | None:
        """The features of learners by number."""
        from recommendations.engine.features.profiles import profile_numbers
        from recommendations.engine.nn.towers import PROFILES

        return profile_numbers(context, count, PROFILES)

    def network(self, n_items: int) -> Network:
        """The two towers over these courses."""
        from recommendations.engine.nn.towers import TwoTower as Towers

        comparison = self.loss, self.negatives
        shape = self.factors, self.dropout, self.hidden
        return Towers(self.described_, self.taken_, *shape, *comparison)

    def welcome(self, arrivals: Arrivals) -> Self:
        """New courses stand among the described ones where those most like them stand."""
        model = self.with_params()
        if not self.has_learned():
            return model
        model.n_courses_ = self.n_courses_ + len(arrivals)
        model.described_ = np.vstack([self.described_, arrivals.averaged(self.described_)])
        model.taken_ = arrivals.unwatched(self.taken_)
        model.vocabulary_ = np.arange(model.n_courses_, dtype=np.int32)
        own = self.weights_["own"]
        nothing = np.zeros((len(arrivals), own.shape[1]), own.dtype)
        model.weights_ = {**self.weights_, "own": np.vstack([own, nothing])}
        return model

    def score(self, histories: Histories) -> Floats:
        """Products of vectors; a course nobody took and nothing is said of gets no opinion."""
        scores = super().score(histories)
        scores[:, ~self.taken_ & ~self.described_.any(axis=1)] = np.nan
        return scores


def _says_something(catalogue: Catalogue) -> npt.NDArray[np.bool_]:
    """Whether a course has a single word, category, language or number to be told by."""
    from recommendations.engine.features.text import course_tokens

    given = catalogue.features.get("text")
    if given is not None:
        return np.asarray(np.asarray(given).reshape(len(catalogue), -1).any(axis=1))
    return np.array([len(words) > 0 for words in course_tokens(catalogue)], dtype=bool)
