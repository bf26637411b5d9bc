"""What a learner's scores consist of: what each course of their past adds, and what comes besides."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recommendations.engine.arrays import Floats, Longs, positions_of
from recommendations.engine.histories import Histories
from recommendations.engine.ranking.blend import sizes
from recommendations.serving.blend import Sizes, scores_of
from recommendations.serving.live import Live, Model
from recommendations.sources.pasts import Pasts
from recommendations.sources.shelf import Shelf

EVERYONE = -1


@dataclass(frozen=True, eq=False)
class Shares:
    """The parts of some courses' scores; over all parts they sum to the scores."""

    taken: Longs  # [n_taken] ids of courses of the past
    parts: Floats  # [n_taken, n_asked] what each adds
    everyone: dict[str, Floats]  # by algorithm: what it adds for everyone alike [n_asked]
    rest: Floats  # [n_asked] what no algorithm can take apart
    totals: Floats  # [n_asked]


@dataclass(frozen=True, eq=False)
class Evidence:
    """What one learner's scores were made of, to be taken apart when somebody asks."""

    live: Live
    names: Sequence[str]  # of the models whose scores were added up
    pasts: Pasts
    row: int  # of the learner among the pasts
    shelf: Shelf
    sizes: Sizes = field(default_factory=dict)  # of all pasts, where they are known already
    # All pasts as each model reads them: shared by all who are scored together.
    read: dict[str, Histories] = field(default_factory=dict)

    def shares(self, columns: Longs, totals: Floats) -> Shares:
        """The parts of the `totals` of some columns of the shelf."""
        ids = self._taken
        parts = np.zeros((len(ids), len(columns)), np.float32)
        everyone: dict[str, Floats] = {}
        for name in self.names:
            model = self.live.models[name]
            places, found = self._parts(model, columns)
            found = found * np.float32(self.live.weights.get(name, 1.0) / self._size(name))
            if len(places) and places[0] == EVERYONE:
                everyone[name] = found[0]
                places, found = places[1:], found[1:]
            parts[np.searchsorted(ids, model.course_ids[places])] += found
        told = sum(everyone.values(), parts.sum(axis=0))
        if self.live.fusion == "score":
            return Shares(ids, parts, everyone, totals - told, totals)
        # Ranks cannot be taken apart: each part keeps its share of what is told.
        share = np.where(told > 0, totals / np.where(told > 0, told, 1), 0)
        rest = np.where(told > 0, 0, totals)
        everyone = {name: part * share for name, part in everyone.items()}
        return Shares(ids, parts * share, everyone, rest, totals)

    @property
    def _taken(self) -> Longs:
        """The ids of the learner's courses, ascending."""
        inside = slice(int(self.pasts.indptr[self.row]), int(self.pasts.indptr[self.row + 1]))
        return np.unique(self.pasts.courses[inside])

    @cached_property
    def _past(self) -> Pasts:
        """The past of this learner alone."""
        return self.pasts.only(self.pasts.learners[self.row : self.row + 1])

    def _parts(self, model: Model, columns: Longs) -> tuple[Longs, Floats]:
        """Who adds what to some columns [n_parts, n_asked]; nothing to courses unknown to it."""
        is_of_shelf = np.array_equal(model.course_ids, self.shelf.ids)
        asked = self.shelf.ids[columns]
        places = columns if is_of_shelf else positions_of(asked, model.course_ids)
        known = places >= 0
        if model.name not in self.read:
            self.read[model.name] = self.pasts.histories(model.course_ids)
        history = self.read[model.name][self.row]
        taken, parts = model.algorithm.shares(history, places[known].astype(np.int32))
        found = np.zeros((len(taken), len(columns)), np.float32)
        found[:, known] = parts
        return taken.astype(np.int64), found

    def _size(self, name: str) -> float:
        """What the model's scores were divided by, never 0."""
        if name in self.sizes:
            return float(self.sizes[name][self.row])
        return float(sizes(scores_of(self.live.models[name], self._past, self.shelf))[0, 0])
