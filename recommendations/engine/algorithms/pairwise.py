"""Pairwise learning inside BPR: what was taken should score above what was not, a batch a step."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from recommendations.engine.arrays import Array, Floats, Longs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LEAST = 1e-8  # keeps the first step of a number that never moved finite


@dataclass(eq=False)
class Pairwise:
    """Two thin arrays in the making: what a course says of taste, and whose taste it meets.

    A learner's taste of a course is read from their other courses alone, so that no course
    foretells itself. Steps are as long as Adagrad says (Duchi et al., JMLR 2011).
    """

    into: Floats  # [n_courses, factors]
    out: Floats  # [n_courses, factors]
    decay: float
    _moved: list[Floats] = field(init=False)

    def __post_init__(self) -> None:
        """Nothing has moved yet."""
        self._moved = [np.full_like(self.into, LEAST), np.full_like(self.out, LEAST)]

    def step(self, rows: csr_array, others: Longs, rate: float) -> None:
        """Learn from some learners' courses, each against the `others` which they did not take."""
        owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        taste, scale = self._tastes(rows, owners)
        blame = self._blame(rows, owners, taste, others)  # [e, m]
        total = blame.sum(axis=1)
        wrong = total[:, None] * self.out[rows.indices] - blame @ self.out[others]  # [e, f]
        to_out = _by_course(rows, total).T @ taste
        to_out[others] -= blame.T @ taste
        wrong *= scale[:, None]
        of_learner = _by_learner(rows) @ wrong  # [b, f]
        to_into = rows.T @ of_learner - _by_course(rows, rows.data).T @ wrong
        self._move(0, self.into, to_into, rate)
        self._move(1, self.out, to_out, rate)

    def _tastes(self, rows: csr_array, owners: Longs) -> tuple[Floats, Floats]:
        """For each entry the taste that the learner's other courses tell [e, f], and its scale."""
        sums = np.bincount(owners, rows.data, rows.shape[0])
        rest = sums[owners] - rows.data
        scale = np.where(rest > LEAST, 1 / np.sqrt(np.maximum(rest, LEAST)), 0).astype(np.float32)
        taste = (rows @ self.into)[owners] - rows.data[:, None] * self.into[rows.indices]
        return taste * scale[:, None], scale

    def _blame(self, rows: csr_array, owners: Longs, taste: Floats, others: Longs) -> Floats:
        """How wrongly each entry stands to each other course [e, m]; 0 if that was taken too."""
        own = np.einsum("ef,ef->e", taste, self.out[rows.indices])
        lead = own[:, None] - taste @ self.out[others].T
        blame = 1 / (1 + np.exp(np.clip(lead, -30, 30)))
        blame *= (rows[:, others].toarray() == 0)[owners]
        return np.asarray(blame / max(len(others), 1), dtype=np.float32)

    def _move(self, which: int, numbers: Floats, towards: Floats, rate: float) -> None:
        """One step of Adagrad, and a pull towards 0."""
        moved = self._moved[which]
        moved += towards**2
        numbers += rate * towards / np.sqrt(moved)
        numbers *= 1 - rate * self.decay


def batches(lengths: Longs, size: int, random: np.random.Generator) -> Iterator[Longs]:
    """All learners with at least two courses, in a random order, about `size` entries at once."""
    order = random.permutation(np.flatnonzero(lengths > 1))
    parts = np.cumsum(lengths[order]) // size
    yield from np.split(order, np.flatnonzero(np.diff(parts)) + 1)


def _by_course(rows: csr_array, values: Array) -> csr_array:
    """A matrix [e, n_courses] with each entry's value in a row of its own."""
    from scipy.sparse import csr_array

    parts = (values, rows.indices, np.arange(len(rows.indices) + 1))
    return csr_array(parts, shape=(len(rows.indices), rows.shape[1]))


def _by_learner(rows: csr_array) -> csr_array:
    """A matrix [b, e] that adds up each learner's entries."""
    from scipy.sparse import csr_array

    count = len(rows.indices)
    ones = np.ones(count, np.float32)
    return csr_array((ones, np.arange(count), rows.indptr), shape=(rows.shape[0], count))
