"""SLIM: sparse linear item-to-item links, none of them against a course."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array
from recommendations.engine.gram import gram_of
from recommendations.engine.local_systems import solve_each
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Floats, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import DENSE_COURSES, ItemToItem, most_taken

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK = 1_000  # courses whose candidates are chosen at once
SWEEPS = 50
SETTLED = 1e-3  # links that move less than this from sweep to sweep stay


@algorithm
class Slim(ItemToItem):
    """Each course is foretold from few others by an elastic net (Ning and Karypis, ICDM 2011).

    Links are 0 or above and learned among a course's nearest candidates alone, by coordinate
    descent over the Gram matrix, many courses at a time. Beyond 20,000 courses the most taken
    ones are modelled, as in EASE.
    """

    label = "Goes with your courses"

    l1: float = Field(
        0.5,
        ge=0,
        le=10_000,
        description="Lasso penalty; more = fewer links.",
        json_schema_extra={"usual": [0.1, 30.0]},
    )
    l2: float = Field(
        100.0,
        ge=0.1,
        le=100_000,
        description="Ridge penalty; more = smoother, more popular.",
        json_schema_extra={"usual": [5.0, 500.0]},
    )
    neighbours: int = Field(
        100,
        ge=1,
        le=5_000,
        description="Nearest courses among which those that foretell a course are found.",
        json_schema_extra={"tuned": False},
    )
    position_half_life: PositionHalfLife = 2.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Choose candidates by cosine, then solve for all links into a course together."""
        from scipy.sparse import csr_array

        self.n_courses_ = interactions.n_courses
        kept = most_taken(interactions, DENSE_COURSES)
        self.taken_ = np.isin(np.arange(self.n_courses_), kept)
        gram = gram_of(interactions, kept)
        progress(0.2, "solving")
        links = solve_each(gram, self._candidates(gram), self._by_descent)
        links.eliminate_zeros()
        into = np.repeat(kept, np.diff(links.indptr))
        shape = (self.n_courses_, self.n_courses_)
        self.items_ = Sparse.of(csr_array((links.data, (kept[links.indices], into)), shape=shape))
        progress(1.0)
        return self

    def _candidates(self, gram: Floats) -> csr_array:
        """The products of each course with its nearest others [n, n]."""
        from scipy.sparse import csr_array

        count = min(self.neighbours, max(len(gram) - 1, 0))
        nearest = np.empty((len(gram), count), np.int32)
        lengths = np.maximum(np.sqrt(np.diag(gram)), np.finfo(np.float32).tiny)
        for start in range(0, len(gram), CHUNK):
            near = gram[start : start + CHUNK] / lengths
            rows = np.arange(len(near))
            near[rows, start + rows] = -1
            nearest[start + rows] = np.argpartition(-near, count - 1, axis=1)[:, :count]
        values = np.take_along_axis(gram, nearest, axis=1)
        indptr = np.arange(len(gram) + 1) * count
        return csr_array((values.ravel(), nearest.ravel(), indptr), shape=gram.shape)

    def _by_descent(self, systems: Floats, wanted: Array, real: Array) -> Array:
        """The elastic net's links [n_targets, count], one candidate of all targets after another."""
        own = np.einsum("iti->it", systems)
        steps = 1 / (own + np.float32(self.l2))
        shrunk = own * steps
        links = np.zeros_like(steps)  # [count, n_targets]
        missing = wanted - np.float32(self.l1)  # what the links do not yet explain
        explained = np.empty_like(missing)
        for _ in range(SWEEPS):
            before = links.copy()
            for place, system in enumerate(systems):  # [n_targets, count]
                link = links[place] * shrunk[place] + missing[:, place] * steps[place]
                change = np.maximum(link, 0, out=link) - links[place]
                links[place] = link
                np.multiply(system, change[:, None], out=explained)
                missing -= explained
            if np.abs(links - before).max() < SETTLED:
                break
        return np.asarray(links.T)
