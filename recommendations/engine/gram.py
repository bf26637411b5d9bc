"""The Gram matrix of the courses and its ridged inverse: what every closed-form model starts from."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from .arrays import Array, Floats
from .types import Interactions

Doubles = npt.NDArray[np.float64]
CHUNK = 1_000  # courses whose common learners are counted at once
TILE = 256  # rows and columns mirrored at once: a tile stays in the processor's cache
# Up to here the links that EASE makes of a float32 inverse differ from float64's by under 1e-5 of
# the largest, measured on mooccubex at ridges from 1,000 down to 1; at 3e6 by 5e-5.
WELL_CONDITIONED = 1e6


def gram_of(interactions: Interactions, kept: Array) -> Floats:
    """How often two of the `kept` courses are taken together, weighed: symmetric, [n, n]."""
    matrix = interactions.weights
    if len(kept) < interactions.n_courses:
        matrix = matrix[:, kept]
    by_course = matrix.T.tocsr()
    gram = np.empty((len(kept), len(kept)), np.float32)
    for start in range(0, len(kept), CHUNK):
        chunk = slice(start, start + CHUNK)
        gram[chunk] = (by_course[chunk] @ matrix).toarray()
    return gram


def inverse_of(gram: Floats, ridge: float | Array) -> Floats:
    """The inverse of `gram` with `ridge` added to its diagonal, in the memory of `gram`.

    By Cholesky: in float32 where the largest sum of a row, which no eigenvalue exceeds, is not
    too many times the ridge, in float64 otherwise. Copies of one course at huge weights can
    defeat even that: then the ridge grows tenfold until it holds.
    """
    added = np.broadcast_to(np.asarray(ridge, np.float64), (len(gram),))
    if len(gram) == 0:
        return gram
    widest = float(np.abs(gram).sum(axis=1, dtype=np.float64).max())
    if widest <= WELL_CONDITIONED * added.min() and _inverted(gram, added):
        return gram
    return _inverse_in_doubles(gram.astype(np.float64), added).astype(np.float32)


def _inverse_in_doubles(gram: Doubles, added: Doubles) -> Doubles:
    """The same with twice the figures, under as much ridge as it takes."""
    least = float(np.diag(gram).max()) * 1e-12
    while not _inverted(gram, added):
        added = np.maximum(added * 10, least)
    return gram


def _inverted(gram: Array, added: Doubles) -> bool:
    """Turn a symmetric matrix into its inverse; where that fails it is left as it was."""
    from scipy.linalg.lapack import dpotrf, dpotri, spotrf, spotri

    factorise, invert = (spotrf, spotri) if gram.dtype == np.float32 else (dpotrf, dpotri)
    own = np.diag(gram).copy()
    np.fill_diagonal(gram, own + added)
    # LAPACK works on columns: its lower half is the upper half of rows.
    factor, failed = factorise(gram.T, lower=1, clean=0, overwrite_a=1)
    if failed:
        mirror(gram.T)  # the other half still holds the Gram matrix
        np.fill_diagonal(gram, own)
        return False
    invert(factor, lower=1, overwrite_c=1)
    mirror(gram)
    return True


def mirror(matrix: Array) -> None:
    """Copy the upper half of a square matrix onto the lower."""
    for start in range(0, len(matrix), TILE):
        rows = slice(start, start + TILE)
        corner = matrix[rows, rows]
        corner[...] = np.triu(corner) + np.triu(corner, 1).T
        for right in range(start + TILE, len(matrix), TILE):
            columns = slice(right, right + TILE)
            matrix[columns, rows] = matrix[rows, columns].T
