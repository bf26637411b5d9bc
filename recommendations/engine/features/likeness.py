"""How alike courses are by their vectors: cosine, Jaccard or Euclidean, some rows at a time."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from .text import TIE_WEIGHT

Measure = Literal["cosine", "jaccard", "euclidean"]
Doubles = npt.NDArray[np.float64]


def likeness(vectors: Any, chunk: slice, measure: Measure) -> Doubles:
    """The likeness of the rows in `chunk` to all rows, from 0 to 1; `vectors` dense or scipy."""
    match measure:
        case "cosine":
            return _cosine(vectors, chunk)
        case "jaccard":
            return _jaccard(vectors, chunk)
        case "euclidean":
            return _euclidean(vectors, chunk)


def _cosine(vectors: Any, chunk: slice) -> Doubles:
    """Dot products over lengths; a vector of zeros is like nothing."""
    lengths = np.sqrt(_squares(vectors))
    lengths[lengths == 0] = 1
    dots = _dots(vectors, chunk)
    return np.clip(dots / lengths[chunk, None] / lengths[None, :], 0, 1)


def _jaccard(vectors: Any, chunk: slice) -> Doubles:
    """Shared words over all words of both."""
    present = _presence(vectors)
    shared = _dots(present, chunk)
    sizes = _squares(present)
    union = sizes[chunk, None] + sizes[None, :] - shared
    return np.divide(shared, union, out=np.zeros_like(shared), where=union > 0)


def _euclidean(vectors: Any, chunk: slice) -> Doubles:
    """1 / (1 + distance)."""
    squares = _squares(vectors)
    distance = squares[chunk, None] + squares[None, :] - 2 * _dots(vectors, chunk)
    return 1 / (1 + np.sqrt(np.maximum(distance, 0)))


def _dots(vectors: Any, chunk: slice) -> Doubles:
    """Every row of the chunk times every row."""
    dots = vectors[chunk] @ vectors.T
    return np.asarray(dots.toarray() if hasattr(dots, "toarray") else dots, dtype=np.float64)


def _squares(vectors: Any) -> Doubles:
    """The squared length of every row."""
    product = vectors.multiply(vectors) if hasattr(vectors, "multiply") else vectors * vectors
    return np.asarray(product.sum(axis=1), dtype=np.float64).ravel()


def _presence(vectors: Any) -> Any:
    """1 for a word that is there, however often; the tie keeps its small weight.

    Dense vectors have no words: there, a number above 0 counts as one.
    """
    if not hasattr(vectors, "multiply"):
        return (vectors > 0).astype(np.float64)
    present = vectors.copy()
    present.data = np.where(present.data > TIE_WEIGHT, 1.0, present.data)
    return present
