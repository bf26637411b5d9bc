"""What all networks share: knobs, training on histories, a state of arrays, scoring by torch."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.nn.choices import Loss
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Ints

from .base import NOT_TUNED, Algorithm, Library, Progress, silent

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network
    from recommendations.engine.nn.sequences import Spans


def _often(low: float, high: float) -> dict[str, Any]:
    """Where a tuner looks."""
    return {"usual": [low, high]}


Factors = Annotated[
    int,
    Field(
        ge=2,
        le=512,
        description="Numbers that describe a course.",
        json_schema_extra=_often(32, 256),
    ),
]
Epochs = Annotated[
    int,
    Field(
        ge=1,
        le=200,
        description="Passes over all histories; steps grow smaller towards the last.",
        json_schema_extra=_often(8, 64),
    ),
]
LearningRate = Annotated[
    float,
    Field(
        ge=0.00001,
        le=0.1,
        description="How far each step of learning goes.",
        json_schema_extra=_often(0.001, 0.02),
    ),
]
Dropout = Annotated[
    float,
    Field(
        ge=0,
        le=0.9,
        description="The share of numbers switched off at random; more = smoother.",
        json_schema_extra=_often(0.1, 0.6),
    ),
]
WeightDecay = Annotated[
    float,
    Field(
        ge=0,
        le=10,
        description="How strongly weights are pulled towards 0.",
        json_schema_extra=NOT_TUNED,
    ),
]
BatchSize = Annotated[
    int,
    Field(
        ge=16,
        le=65_536,
        description="Courses of histories that each step learns from.",
        json_schema_extra=_often(512, 4_096),
    ),
]
Patience = Annotated[
    int,
    Field(
        ge=0,
        le=50,
        description="Epochs without progress on held out courses before training stops; "
        "0 = none are held out.",
        json_schema_extra=NOT_TUNED,
    ),
]
HistoryLength = Annotated[
    int,
    Field(
        ge=1,
        le=500,
        description="How many of the latest courses are read.",
        json_schema_extra=_often(20, 200),
    ),
]
Negatives = Annotated[
    int,
    Field(
        ge=0,
        le=100_000,
        description="Courses not taken that each step compares with; 0 = all.",
        json_schema_extra=NOT_TUNED,
    ),
]
Comparison = Annotated[
    Loss,
    Field(
        description="How a course that was taken is held against others.",
        json_schema_extra=NOT_TUNED,
    ),
]


class Neural(Algorithm):
    """A network that reads histories; only courses that somebody took get an opinion."""

    scores_with: ClassVar[Library] = "torch"

    history_length: int
    epochs: int
    learning_rate: float
    weight_decay: float
    batch_size: int
    patience: int

    vocabulary_: Ints  # [n_items] the columns of the courses that the network knows
    weights_: dict[str, npt.NDArray[Any]]

    @abstractmethod
    def network(self, n_items: int) -> Network:
        """A fresh network over so many items."""

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Train; what was learned is kept whole at the end, or not at all."""
        from recommendations.engine.nn.weights import arrays_of, seeded

        vocabulary = np.unique(interactions.indices).astype(np.int32)
        with seeded(seed):
            network = self.network(len(vocabulary))
            histories = Histories.from_interactions(interactions)
            spans = _spans(histories, vocabulary, interactions.n_courses)
            self._train(network, spans, np.random.default_rng(seed), progress)
        self.n_courses_, self.vocabulary_ = interactions.n_courses, vocabulary
        self.weights_, self._network = arrays_of(network), network
        return self

    def score(self, histories: Histories) -> Floats:
        """The network's scores of the courses it knows; an empty history gives no opinion."""
        spans = _spans(histories, self.vocabulary_, self.n_courses_).latest(self.history_length)
        scores = np.full((len(histories), self.n_courses_), np.nan, np.float32)
        asked = np.flatnonzero(spans.lengths > 0)
        if len(asked):
            found = self._fitted().scored(spans.select(asked))
            scores[np.ix_(asked, self.vocabulary_)] = found
        return scores

    def examples(self, spans: Spans, random: np.random.Generator) -> Spans:
        """What one epoch learns from: histories cut so that each course is foretold once."""
        from recommendations.engine.nn.sequences import windows

        return windows(spans, self.history_length, random)

    def _epoch(self, spans: Spans, random: np.random.Generator) -> list[Spans]:
        """The batches of one epoch."""
        from recommendations.engine.nn.sequences import batches

        examples = self.examples(spans, random)
        parts = batches(examples.lengths, self.batch_size, random)
        return [examples.select(rows) for rows in parts]

    def _train(
        self, network: Network, spans: Spans, random: np.random.Generator, progress: Progress
    ) -> None:
        """Run the loop, on all or with the last course of some learners held out."""
        from recommendations.engine.nn.held_out import hold_out
        from recommendations.engine.nn.loop import Schedule, train

        plan = Schedule(self.epochs, self.learning_rate, self.weight_decay, self.patience)
        check = None
        if self.patience:
            spans, check = hold_out(network, spans, self.history_length, random)
        epoch = partial(self._epoch, spans, random)
        train(network, epoch, network.loss, plan, check=check, progress=progress)

    def _fitted(self) -> Network:
        """The network that scores, put together from its arrays when it is first needed."""
        from recommendations.engine.nn.weights import with_arrays

        if "_network" not in vars(self):
            self._network = with_arrays(self.network(len(self.vocabulary_)), self.weights_)
        return self._network


def _spans(histories: Histories, vocabulary: Ints, n_courses: int) -> Spans:
    """Histories as items of the vocabulary, without the courses that are not in it."""
    from recommendations.engine.nn.sequences import Spans

    places = np.full(n_courses, -1, np.int64)
    places[vocabulary] = np.arange(len(vocabulary))
    known = histories.known_to(n_courses)
    known = known.keep(places[known.courses] >= 0)
    ends = known.indptr - known.indptr[0]
    return Spans(places[known.courses], ends[:-1], ends[1:])
