"""The weighted least squares inside iALS: exact, batched, and small for short histories."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from recommendations.engine.arrays import Floats, Longs, ranges
from recommendations.engine.sparse import Sparse

CELLS = 4_000_000  # numbers gathered at once: about 16 MB
LEAST_FILL = 0.6  # how much of a batch's width each of its rows has at least


def principal_axes(vectors: Floats) -> tuple[Floats, Floats]:
    """`vectors` turned so that their Gram matrix is diagonal, and that diagonal.

    Turning all vectors alike changes no score, and a diagonal prior makes every solve cheap.
    """
    gram = vectors.T @ vectors
    sizes, axes = np.linalg.eigh(gram.astype(np.float64))
    return vectors @ axes.astype(np.float32), np.maximum(sizes, 0).astype(np.float32)


def solve_rows(rows: Sparse, vectors: Floats, prior: Floats) -> Floats:
    """For each row x = (diag(prior) + sum w v v')^-1 sum w v, over the row's vectors v.

    `prior` is [n_rows, factors], above 0. A row of m vectors costs an m x m system, or a
    factors x factors one where that is smaller.
    """
    solution = np.zeros((rows.shape[0], vectors.shape[1]), np.float32)
    lengths = np.diff(rows.indptr)
    for batch, width in _batches(lengths, vectors.shape[1]):
        solution[batch] = _solve_short(rows, batch, width, vectors, prior[batch])
    long = np.flatnonzero(lengths > vectors.shape[1])
    at_once = max(1, CELLS // vectors.shape[1] ** 2)
    for start in range(0, len(long), at_once):
        batch = long[start : start + at_once]
        solution[batch] = _solve_long(rows, batch, vectors, prior[batch])
    return solution


def _batches(lengths: Longs, factors: int) -> Iterator[tuple[Longs, int]]:
    """Rows of like length, so many that their vectors fit `CELLS`, with the longest length.

    All of a batch are as wide as its widest, so one much shorter waits for a batch of its own.
    """
    order = np.argsort(lengths, kind="stable")
    order = order[(lengths[order] > 0) & (lengths[order] <= factors)]
    while len(order):
        # The widest row of a batch sets its size, so look from the widest down.
        width = int(lengths[order[-1]])
        alike = len(order) - int(np.searchsorted(lengths[order], LEAST_FILL * width))
        count = max(1, min(CELLS // (width * factors), alike))
        yield order[-count:], width
        order = order[:-count]


def _solve_short(rows: Sparse, batch: Longs, width: int, vectors: Floats, prior: Floats) -> Floats:
    """The dual form: x = D^-1 V' (W^-1 + V D^-1 V')^-1 1, padded with vectors of zeros."""
    lengths = np.diff(rows.indptr)[batch]
    entries = ranges(rows.indptr[batch], lengths)
    at = np.repeat(np.arange(len(batch)), lengths), ranges(np.zeros_like(lengths), lengths)
    gathered = np.zeros((len(batch), width, vectors.shape[1]), np.float32)  # [b, m, f]
    gathered[at] = vectors[rows.indices[entries]]
    doubt = np.ones((len(batch), width), np.float32)
    doubt[at] = 1 / np.maximum(rows.data[entries], np.float32(1e-6))
    wanted = np.zeros((len(batch), width), np.float32)
    wanted[at] = 1
    scaled = gathered / prior[:, None, :]
    kernel = scaled @ gathered.transpose(0, 2, 1)  # [b, m, m]
    diagonal = np.arange(width)
    kernel[:, diagonal, diagonal] += doubt
    dual = np.linalg.solve(kernel, wanted[:, :, None])  # [b, m, 1]
    return np.asarray((scaled.transpose(0, 2, 1) @ dual)[:, :, 0])


def _solve_long(rows: Sparse, batch: Longs, vectors: Floats, prior: Floats) -> Floats:
    """The primal form, for rows of more vectors than factors."""
    factors = vectors.shape[1]
    systems = np.empty((len(batch), factors, factors), np.float32)
    wanted = np.empty((len(batch), factors), np.float32)
    for number, row in enumerate(batch.tolist()):
        columns, weights = rows.row(row)
        mine = vectors[columns]
        wanted[number] = weights @ mine
        mine *= np.sqrt(weights)[:, None]
        systems[number] = mine.T @ mine  # numpy sees the symmetry and does half the work
    diagonal = np.arange(factors)
    systems[:, diagonal, diagonal] += prior
    return np.asarray(np.linalg.solve(systems, wanted[:, :, None])[:, :, 0])
