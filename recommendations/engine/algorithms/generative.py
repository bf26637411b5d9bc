"""Generative: a causal Transformer that writes the next course as the tokens of its semantic id."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrivals import Arrivals
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Ints

from .base import NOT_TUNED, SCORING_ONLY, Progress, algorithm, silent
from .neural import Neural
from .neural_knobs import (
    BatchSize,
    Blocks,
    Dropout,
    Epochs,
    Factors,
    Heads,
    HistoryLength,
    LearningRate,
    Patience,
    WeightDecay,
)

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network


@algorithm
class Generative(Neural):
    """Semantic ids as in TIGER (Rajput et al., NeurIPS 2023), read and written token by token.

    Courses with like content begin with the same tokens, so that it can name a course that nobody
    has taken yet. The score is the log-probability of writing the course's id.
    """

    label = "Written for you"

    factors: Factors = 64
    blocks: Blocks = 2
    heads: Heads = 2
    levels: int = Field(
        3,
        ge=1,
        le=6,
        description="Tokens that tell of a course's content; one more tells twins apart.",
        json_schema_extra={"usual": [1, 4]},
    )
    codes: int = Field(
        256,
        ge=2,
        le=4_096,
        description="Different tokens on each level.",
        json_schema_extra={"usual": [32, 1_024]},
    )
    dimensions: int = Field(
        64,
        ge=2,
        le=1_000,
        description="Numbers that describe a course's content before it becomes tokens.",
        json_schema_extra=NOT_TUNED,
    )
    beam: int = Field(
        0,
        ge=0,
        le=1_000,
        description="Beginnings of ids that are followed up; 0 = all, which ranks every course.",
        json_schema_extra=SCORING_ONLY | NOT_TUNED,
    )
    history_length: HistoryLength = 50
    dropout: Dropout = 0.4
    epochs: Epochs = 16
    learning_rate: LearningRate = 0.006
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 2_048
    patience: Patience = 4

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Give every course an id by its content, then learn which ids follow which."""
        fresh = type(self)(**self.params() | {"beam": 0})  # what is learned must not hang on it
        fresh._start = self._start
        super(Generative, fresh).fit(interactions, catalogue, seed=seed, progress=progress)
        vars(self).update({name: own for name, own in vars(fresh).items() if name.endswith("_")})
        vars(self).pop("_network", None)
        return self

    def prepare(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> None:
        """An id for every course by its content, and which courses somebody took."""
        from recommendations.engine.features import semantic_ids

        content = semantic_ids.content_vectors(catalogue, dimensions=self.dimensions, seed=seed)
        found = semantic_ids.quantised(content, levels=self.levels, size=self.codes, seed=seed)
        self.ids_ = semantic_ids.unique_ids(found.codes)  # [n_courses, levels + 1]
        self.taken_ = np.bincount(interactions.indices, minlength=interactions.n_courses) > 0

    def vocabulary(self, interactions: Interactions) -> Ints:
        """All courses, once there is something to learn from: an id is enough."""
        count = interactions.n_courses if len(interactions.indices) else 0
        return np.arange(count, dtype=np.int32)

    def network(self, n_items: int) -> Network:
        """A Transformer over courses that writes their ids."""
        from recommendations.engine.nn.attention import Transformer
        from recommendations.engine.nn.trie import Trie
        from recommendations.engine.nn.writer import Writer

        body = Transformer(self.factors, self.blocks, self.heads, self.history_length, self.dropout)
        return Writer(Trie.of(self.ids_), self.taken_, self.factors, body, self.dropout, self.beam)

    def welcome(self, arrivals: Arrivals) -> Self:
        """A new course bears the tokens of the course most like it, and a number of its own."""
        model = self.with_params()
        if not self.has_learned():
            return model
        model.n_courses_ = self.n_courses_ + len(arrivals)
        codes = self.ids_[np.maximum(arrivals.nearest[:, 0], 0), :-1]
        model.ids_ = np.vstack([self.ids_, _numbered(codes, self.ids_)])
        model.taken_ = arrivals.unwatched(self.taken_)
        model.vocabulary_ = np.arange(model.n_courses_, dtype=np.int32)
        last = f"tokens.{self.levels}.weight"
        lacking = int(model.ids_[:, -1].max(initial=0)) + 1 - len(self.weights_[last])
        mean = self.weights_[last].mean(axis=0, keepdims=True)
        more = np.repeat(mean, max(lacking, 0), axis=0)
        model.weights_ = {**self.weights_, last: np.vstack([self.weights_[last], more])}
        return model

    def score(self, histories: Histories) -> Floats:
        """Log-probabilities; courses that the beam did not reach and empty histories get none."""
        scores = super().score(histories)
        scores[np.isneginf(scores)] = np.nan
        return scores


def _numbered(codes: Ints, ids: Ints) -> Ints:
    """Each row of `codes` with the next number that no id of the same codes bears."""
    free: dict[tuple[int, ...], int] = defaultdict(int)
    for *code, number in ids.tolist():
        free[tuple(code)] = max(free[tuple(code)], number + 1)
    numbers = np.empty((len(codes), 1), ids.dtype)
    for place, row in enumerate(map(tuple, codes.tolist())):
        numbers[place] = free[row]
        free[row] += 1
    return np.hstack([codes, numbers]).astype(ids.dtype)
