"""What all networks share: knobs, training on histories, a state of arrays, scoring by torch."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
import numpy.typing as npt

from recommendations.engine.context import Context
from recommendations.engine.types import (
    Catalogue,
    Floats,
    Histories,
    Interactions,
    Ints,
    Longs,
)

from .base import Algorithm, Library, Progress, silent

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network
    from recommendations.engine.nn.sequences import Spans


class Neural(Algorithm):
    """A network that reads histories; only courses that somebody took get an opinion."""

    scores_with: ClassVar[Library] = "torch"

    history_length: int
    epochs: int
    learning_rate: float
    weight_decay: float
    batch_size: int
    patience: int

    _start: Mapping[str, npt.NDArray[Any]] | None = None  # weights that a fit begins with
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
        fresh = type(self)(**self.params())
        fresh._start = self._start
        fresh.prepare(interactions, catalogue, seed)
        fresh.learn(interactions, seed, progress)
        learned = {name: value for name, value in vars(fresh).items() if name.endswith("_")}
        vars(self).update(learned)
        vars(self).pop("_network", None)
        return self

    def warm_start(self, before: Algorithm, places: Longs) -> Self:
        """Begin with the layers of `before`, whatever courses it knew: all of them may be others.

        Courses' own vectors are learned anew, so that the courses held out are new to the network;
        so are layers of another size.
        """
        if isinstance(before, type(self)):
            self._start = before.weights_
        return self

    def score(self, histories: Histories) -> Floats:
        """The network's scores of the courses it knows; where nothing is known, no opinion."""
        spans = self._spans(histories).latest(self.history_length)
        scores = np.full((len(histories), self.n_courses_), np.nan, np.float32)
        known = spans.lengths > 0
        if spans.profiles is not None:
            known |= spans.profiles.any(axis=1)
        asked = np.flatnonzero(known)
        if len(asked):
            found = self._fitted().scored(spans.select(asked))
            scores[np.ix_(asked, self.vocabulary_)] = found
        return scores

    def has_learned(self) -> bool:
        """Whether there is a course that it knows."""
        return len(self.vocabulary_) > 0

    def prepare(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> None:
        """Work out what the network is built of besides the knobs; most need nothing."""

    def learn(self, interactions: Interactions, seed: int, progress: Progress) -> None:
        """Train a fresh network and keep its weights."""
        from recommendations.engine.nn.weights import arrays_of, begin_with, seeded

        self.n_courses_ = interactions.n_courses
        self.vocabulary_ = self.vocabulary(interactions)
        with seeded(seed):
            network = self.network(len(self.vocabulary_))
            begin_with(network, self._start or {}, network.of_one_fit)
            spans = self._spans(Histories.from_interactions(interactions))
            self._train(network, spans, np.random.default_rng(seed), progress)
        self.weights_ = arrays_of(network)

    def vocabulary(self, interactions: Interactions) -> Ints:
        """The columns of the courses that it will know: those that somebody took."""
        return np.unique(interactions.indices).astype(np.int32)

    def profiles(self, context: Context, count: int) -> Longs | None:
        """What the network reads of learners besides their past [count, p]; most read nothing."""
        return None

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

    def _spans(self, histories: Histories) -> Spans:
        """Histories as items of the vocabulary, without the courses that are not in it."""
        from recommendations.engine.nn.sequences import Spans

        places = np.full(self.n_courses_, -1, np.int64)
        places[self.vocabulary_] = np.arange(len(self.vocabulary_))
        known = histories.known_to(self.n_courses_)
        known = known.keep(places[known.courses] >= 0)
        ends = known.indptr - known.indptr[0]
        profiles = self.profiles(histories.context, len(histories))
        return Spans(places[known.courses], ends[:-1], ends[1:], profiles)
