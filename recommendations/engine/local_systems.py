"""Item-to-item models in which few courses foretell each: a small system of equations a course."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np

from .arrays import Array, Floats, Longs
from .sparse import strongest

if TYPE_CHECKING:
    from scipy.sparse import csr_array

# Systems [count, n_targets, count], moments and which of them are real [n_targets, count] each.
Solve = Callable[[Floats, Array, Array], Array]
BATCH = 64  # targets solved together


def likeliest(gram: Floats, moments: csr_array, ridge: float, count: int) -> csr_array:
    """The moments [n_targets, n] of each target's `count` candidates: most for their length.

    Ning and Karypis (ICDM 2011) choose by likeness too.
    """
    from scipy.sparse import diags_array

    lengths = np.sqrt(np.diag(gram) + ridge)
    chosen = strongest(moments @ diags_array(1 / lengths), count, by_size=True)
    chosen.eliminate_zeros()
    chosen.data *= lengths[chosen.indices]
    return chosen


def solve_each(gram: Floats, moments: csr_array, solve: Solve) -> csr_array:
    """Weights [n_targets, n] that foretell each target, in the places of its `moments`.

    `gram` [n, n] holds the products of the candidates with each other, `moments` those with the
    targets, for each target's few candidates alone.
    """
    from scipy.sparse import csr_array

    found = np.zeros(len(moments.data), np.float32)
    for start in range(0, moments.shape[0], BATCH):
        stop = min(start + BATCH, moments.shape[0])
        inside = slice(moments.indptr[start], moments.indptr[stop])
        places, real = _padded(np.diff(moments.indptr[start : stop + 1]))
        if real.any():
            columns = np.where(real, moments.indices[inside][places], 0)
            wanted = np.where(real, moments.data[inside][places], 0)
            systems = gram[columns.T[:, :, None], columns[None]]
            found[inside] = solve(systems, wanted, real)[real]
    return csr_array((found, moments.indices, moments.indptr), shape=moments.shape)


def by_ridge(ridge: float) -> Solve:
    """Ridge regression, solved exactly."""

    def solve(systems: Floats, wanted: Array, real: Array) -> Array:
        """Places that are not real get 0."""
        own = systems.transpose(1, 0, 2).astype(np.float64)
        own *= real[:, :, None] & real[:, None, :]
        diagonal = np.einsum("tii->ti", own)
        diagonal += np.where(real, ridge, 1)
        return np.asarray(np.linalg.solve(own, wanted[:, :, None])[:, :, 0])

    return solve


def _padded(lengths: Longs) -> tuple[Longs, Array]:
    """Places of ragged rows laid out as a rectangle, and which of them are real."""
    ends = np.cumsum(lengths)
    across = np.arange(int(lengths.max(initial=0)))
    real = across < lengths[:, None]
    return np.where(real, (ends - lengths)[:, None] + across, 0), real
