"""What a learner's scores consist of: what each course of their past adds, and what comes besides."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from recommendations.engine.arrays import Floats, Longs, positions_of
from recommendations.engine.ranking.blend import sizes
from recommendations.serving.blend import Sizes, scores_of
from recommendations.serving.live import Live, Model
from recommendations.sources.pasts import Pasts
from recommendations.sources.shelf import Shelf

EVERYONE = -1


@dataclass(frozen=True, eq=False)
class Shares:
    """The parts of some courses' scores; over all parts they sum to the scores."""

    courses: dict[int, Floats]  # by id of a course of the past: what it adds [n_asked]
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

    def shares(self, columns: Longs, totals: Floats) -> Shares:
        """The parts of the `totals` of some columns of the shelf."""
        courses: dict[int, Floats] = defaultdict(lambda: np.zeros(len(columns), np.float32))
        everyone: dict[str, Floats] = {}
        for name in self.names:
            model = self.live.models[name]
            taken, parts = self._parts(model, self.shelf.ids[columns])
            parts = parts * np.float32(self.live.weights.get(name, 1.0) / self._size(name))
            for place, part in zip(taken.tolist(), parts, strict=True):
                if place == EVERYONE:
                    everyone[name] = part
                else:
                    courses[int(model.course_ids[place])] += part
        told = sum([*courses.values(), *everyone.values()], np.zeros(len(columns), np.float32))
        if self.live.fusion == "score":
            return Shares(dict(courses), everyone, totals - told, totals)
        # Ranks cannot be taken apart: each part keeps its share of what is told.
        share = np.where(told > 0, totals / np.where(told > 0, told, 1), 0)
        return Shares(
            {course: part * share for course, part in courses.items()},
            {name: part * share for name, part in everyone.items()},
            np.where(told > 0, 0, totals),
            totals,
        )

    @cached_property
    def _past(self) -> Pasts:
        """The past of this learner alone."""
        return self.pasts.only(self.pasts.learners[self.row : self.row + 1])

    def _parts(self, model: Model, asked: Longs) -> tuple[Longs, Floats]:
        """Who adds what to courses by id [n_parts, n_asked]; nothing to courses unknown to it."""
        places = positions_of(asked, model.course_ids)
        known = places >= 0
        history = self._past.histories(model.course_ids)
        taken, parts = model.algorithm.shares(history, places[known].astype(np.int32))
        found = np.zeros((len(taken), len(asked)), np.float32)
        found[:, known] = parts
        return taken.astype(np.int64), found

    def _size(self, name: str) -> float:
        """What the model's scores were divided by, never 0."""
        if name in self.sizes:
            return float(self.sizes[name][self.row])
        return float(sizes(scores_of(self.live.models[name], self._past, self.shelf))[0, 0])
