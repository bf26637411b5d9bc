"""Cross-domain: what a learner did in their fields, carried over into fields new to them."""

from __future__ import annotations

from typing import Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array, Ints
from recommendations.engine.features.fields import fields_of, new_to
from recommendations.engine.features.text import course_tokens
from recommendations.engine.features.words import averaged_word_vectors
from recommendations.engine.gram import gram_of, inverse_of
from recommendations.engine.selection import largest
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

MOST_COURSES = 20_000  # the inverse of more does not fit an ordinary machine's memory
CHUNK = 500  # courses whose links are put together at once
DIMENSIONS = 300


@algorithm
class CrossDomain(ItemToItem):
    """Two bridges into another field, added up; courses of the learner's own fields get no opinion.

    The learned one: the courses of each field are foretold by ridge regression from those of
    all other fields alone, as a mapping between domains is (EMCDR, Man et al., IJCAI 2017), but
    linear and in closed form. With P the ridged inverse of the Gram matrix of all courses
    (Steck, WWW 2019), the links into field F are -P[others, F] inverse(P[F, F]).
    The other: concept vectors, learned on the whole catalogue, are shared by all fields.
    """

    label = "Beyond your field"

    l2: float = Field(
        300.0, ge=1, le=100_000, description="Ridge penalty; more = smoother, more popular."
    )
    concepts: float = Field(
        0.8, ge=0, le=10, description="What shared concepts are worth beside what learners did."
    )
    neighbours: int = Field(
        200, ge=1, le=20_000, description="Links kept of each course, strongest first."
    )
    position_half_life: PositionHalfLife = 5.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Build both bridges and keep the strongest links."""
        self.n_courses_ = len(catalogue)
        self.fields_ = fields_of(catalogue)
        self.taken_ = np.ones(self.n_courses_, dtype=bool)
        kept, bridge = _bridge(interactions, self.fields_, self.l2)
        progress(0.6, "comparing concepts")
        documents = course_tokens(catalogue)
        vectors = averaged_word_vectors(documents, dimensions=DIMENSIONS, seed=seed)
        self.items_ = self._both(kept, bridge, vectors)
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The sum of the links, in new fields only."""
        scores = super().score(histories)
        scores[~new_to(histories, self.fields_)] = np.nan
        return scores

    def _both(self, kept: Array, bridge: Floats, vectors: Floats) -> Sparse:
        """Both bridges as one sparse matrix."""
        from scipy.sparse import csr_array

        places = np.full(self.n_courses_, -1, np.int64)
        places[kept] = np.arange(len(kept))
        weight = self.concepts * _typical(bridge) / _typical(_apart(vectors, self.fields_, None))
        rows, columns, values = (
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.int64)],
            [np.zeros(0, np.float32)],
        )
        for start in range(0, self.n_courses_, CHUNK):
            chunk = slice(start, start + CHUNK)
            links = np.float32(weight) * _apart(vectors, self.fields_, chunk)
            inside = np.flatnonzero(places[chunk] >= 0)
            links[np.ix_(inside, kept)] += bridge[places[chunk][inside]]
            found = np.where(links > 0, links, -np.inf).astype(np.float32)
            owners, others, _ = largest(found, self.neighbours)
            rows.append(owners + start)
            columns.append(others)
            values.append(links[owners, others])
        pairs = (np.concatenate(rows), np.concatenate(columns))
        shape = (self.n_courses_, self.n_courses_)
        return Sparse.of(csr_array((np.concatenate(values), pairs), shape=shape))


def _bridge(interactions: Interactions, fields: Ints, l2: float) -> tuple[Array, Floats]:
    """The courses that were taken, and the learned links among them, 0 within a field."""
    counts = np.bincount(interactions.indices, minlength=len(fields))
    kept = np.sort(np.argsort(-counts, kind="stable")[:MOST_COURSES])
    kept = kept[counts[kept] > 0]
    inverse = inverse_of(gram_of(interactions, kept), l2)
    bridge = np.zeros_like(inverse)
    for field in np.unique(fields[kept][fields[kept] >= 0]):
        inside = np.flatnonzero(fields[kept] == field)
        others = np.flatnonzero(fields[kept] != field)
        block = inverse[np.ix_(inside, inside)].astype(np.float64)
        links = -_solved(block, inverse[np.ix_(inside, others)].astype(np.float64))
        bridge[np.ix_(others, inside)] = links.T
    return kept, bridge


def _solved(block: Array, sides: Array) -> Array:
    """inverse(block) @ sides for a positive block, which rounding may have made singular."""
    own = np.diag(block)
    try:
        found = np.linalg.solve(block + np.diag(own * 1e-9), sides)
    except np.linalg.LinAlgError:
        found = sides / own[:, None]
    return np.nan_to_num(found, nan=0.0, posinf=0.0, neginf=0.0)


def _apart(vectors: Floats, fields: Ints, chunk: slice | None) -> Floats:
    """How alike courses of different fields are; without a chunk, of a sample of the courses."""
    rows = np.arange(len(vectors))[chunk or slice(None, None, max(len(vectors) // CHUNK, 1))]
    likeness = np.maximum(vectors[rows] @ vectors.T, 0)
    is_apart = (fields[rows][:, None] != fields[None, :]) & (fields[None, :] >= 0)
    return np.where(is_apart, likeness, 0).astype(np.float32)


def _typical(links: Floats) -> float:
    """The strongest link of a typical course, so that two kinds of links can be added."""
    strongest = links.max(axis=1, initial=0)
    return float(np.median(strongest[strongest > 0])) if (strongest > 0).any() else 1.0
