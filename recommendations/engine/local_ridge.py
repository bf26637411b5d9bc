"""Ridge regression of many targets at once, each on its own few candidates."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from .arrays import Array, Floats, Longs
from .sparse import strongest

if TYPE_CHECKING:
    from scipy.sparse import csr_array

BATCH = 64  # targets solved together


def solve_among_candidates(gram: Floats, moments: csr_array, ridge: float, count: int) -> csr_array:
    """Weights [n_targets, n] that foretell each target from at most `count` candidates.

    `gram` [n, n] holds the products of the candidates with each other, `moments` [n_targets, n]
    those with the targets. A target's candidates are those that go with it most for their length
    (Ning and Karypis, ICDM 2011, choose by likeness too).
    """
    from scipy.sparse import csr_array, diags_array

    lengths = np.sqrt(np.diag(gram) + ridge)
    chosen = strongest(moments @ diags_array(1 / lengths), count, by_size=True)
    chosen.eliminate_zeros()
    found = np.zeros(len(chosen.data))
    for start in range(0, chosen.shape[0], BATCH):
        stop = min(start + BATCH, chosen.shape[0])
        inside = slice(chosen.indptr[start], chosen.indptr[stop])
        places, real = _padded(np.diff(chosen.indptr[start : stop + 1]))
        columns = np.where(real, chosen.indices[inside][places], 0)
        wanted = np.where(real, (chosen.data[inside] * lengths[chosen.indices[inside]])[places], 0)
        found[inside] = _solved(gram, columns, real, wanted, ridge)[real]
    return csr_array((found, chosen.indices, chosen.indptr), shape=moments.shape)


def _padded(lengths: Longs) -> tuple[Longs, Array]:
    """Places of ragged rows laid out as a rectangle, and which of them are real."""
    ends = np.cumsum(lengths)
    across = np.arange(max(int(lengths.max(initial=0)), 1))
    real = across < lengths[:, None]
    return np.where(real, (ends - lengths)[:, None] + across, 0), real


def _solved(gram: Floats, columns: Longs, real: Array, wanted: Array, ridge: float) -> Array:
    """The weights [n_targets, count]; places that are not real get 0."""
    systems = gram[columns[:, :, None], columns[:, None, :]].astype(np.float64)
    systems *= real[:, :, None] & real[:, None, :]
    diagonal = np.einsum("tii->ti", systems)
    diagonal += np.where(real, ridge, 1)
    return np.asarray(np.linalg.solve(systems, wanted[:, :, None])[:, :, 0])
