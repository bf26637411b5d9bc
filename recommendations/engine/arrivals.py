"""Courses that came after a model was fitted, told by the known courses that are most like them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol, Self, runtime_checkable

import numpy as np

from .arrays import Array
from .sparse import Sparse
from .types import Floats, Longs

NONE = -1
VOICES = 5  # so many of the nearest courses speak for a newcomer's place among vectors


@dataclass(frozen=True, eq=False)
class Arrivals:
    """New columns, in the order in which they stand behind those that a model knows."""

    nearest: Longs  # [n_new, k] known columns, the most alike first, -1 where there is none
    likeness: Floats  # [n_new, k] from 0 to 1

    def __len__(self) -> int:
        """How many courses are new."""
        return len(self.nearest)

    def averaged(self, vectors: Floats) -> Floats:
        """For each newcomer the mean direction of its nearest courses' `vectors` [n_new, d]."""
        near, weights = self.nearest[:, :VOICES], self.likeness[:, :VOICES]
        weights = np.where(near == NONE, 0, weights)
        found = np.einsum("nk,nkd->nd", weights, vectors[np.maximum(near, 0)])
        lengths = np.linalg.norm(found, axis=1, keepdims=True)
        return np.asarray(found / np.where(lengths > 0, lengths, 1), np.float32)

    def linked(self, items: Sparse) -> Sparse:
        """An item-item matrix with the newcomers' rows and columns behind all others."""
        known, rows = items.shape[0], np.repeat(np.arange(len(self)), self.nearest.shape[1])
        near, values = self.nearest.ravel(), self.likeness.ravel()
        real = (near != NONE) & (values > 0)
        new, near, values = rows[real] + known, near[real], values[real]
        owners = np.repeat(np.arange(known), np.diff(items.indptr))
        return _sparse(
            np.concatenate([owners, near, new]),
            np.concatenate([items.indices, new, near]),
            np.concatenate([items.data, values, values]),
            known + len(self),
        )

    def unwatched(self, taken: Array) -> Array:
        """`taken` with the newcomers, whom nobody took yet."""
        return np.concatenate([taken, np.zeros(len(self), dtype=bool)])


@runtime_checkable
class Welcoming(Protocol):
    """A fitted algorithm that can take in courses without learning anew."""

    def welcome(self, arrivals: Arrivals) -> Self:
        """The same model with the new courses' columns behind those that it knows."""


def _sparse(rows: Longs, columns: Array, values: Array, size: int) -> Sparse:
    """A square matrix from its entries."""
    order = np.lexsort((columns, rows))
    counts = np.bincount(rows, minlength=size)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    data = values[order].astype(np.float32)
    return Sparse(indptr, columns[order].astype(np.int32), data, (size, size))
