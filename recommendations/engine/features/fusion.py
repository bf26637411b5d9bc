"""Text, picture and sound of courses as one likeness: early, late, or by learned gates.

A sense that a course lacks costs it nothing: late weights are shared among the senses that both
courses of a pair have, gates only add to what the text says, and the early space holds the mean
in place of what is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Catalogue, Floats

from .likeness import Doubles, Measure, likeness
from .singular import singular_vectors

Fusion = Literal["early", "late", "gates"]
Likeness = Callable[[slice], Doubles]  # some rows of courses to all courses
LOOKS, ROWS_A_LOOK = 16, 16  # rows from which the spread of a likeness is told


@dataclass(frozen=True, eq=False)
class Sense:
    """What courses show to one sense besides their words."""

    vectors: Floats  # [n_courses, d] unit vectors about the mean course; zeros where it is missing
    weights: Floats  # [n_courses] how much this sense counts beside the text's 1

    @property
    def is_there(self) -> npt.NDArray[np.bool_]:
        """Which courses have it."""
        return np.asarray(self.vectors.any(axis=1))

    def likeness(self, chunk: slice) -> Doubles:
        """Cosines about the mean, from -1 to 1; 0 = no opinion, as where it is missing."""
        return np.asarray(self.vectors[chunk] @ self.vectors.T, np.float64)


def sense_of(
    catalogue: Catalogue, name: str, weight: float, fields: Mapping[str, float]
) -> Sense | None:
    """A sense of the catalogue, weighed by each course's categories; None where nobody has it.

    Rows of zeros or of what is no number are missing.
    """
    given = catalogue.features.get(name)
    if given is None:
        return None
    vectors = centred(np.asarray(given, np.float32).reshape(len(catalogue), -1))
    if not vectors.any():
        return None
    weights = [
        next((fields[name] for name in names if name in fields), weight)
        for names in catalogue.categories
    ]
    return Sense(vectors, np.asarray(weights, np.float32))


def centred(vectors: Floats) -> Floats:
    """Unit vectors of how each course differs from the mean course, every number counting alike.

    Courses look alike to a network in most of its numbers: only differences tell.
    """
    there = np.isfinite(vectors).all(axis=1) & vectors.any(axis=1)
    found = np.zeros(vectors.shape, np.float32)
    if not there.any():
        return found
    known = vectors[there].astype(np.float64)
    spread = known.std(axis=0)
    found[there] = (known - known.mean(axis=0)) / np.where(spread > 1e-9, spread, np.inf)
    lengths = np.linalg.norm(found, axis=1, keepdims=True)
    return np.asarray(found / np.where(lengths > 0, lengths, 1), np.float32)


@dataclass(frozen=True, eq=False)
class Late:
    """The mean of what the senses say, by weights that are shared among those of both courses.

    Each sense is first put on the scale of the text, so that having one is neither good nor bad.
    """

    text: Likeness
    senses: tuple[Sense, ...]
    has_text: npt.NDArray[np.bool_]  # [n_courses]
    mean: float  # of the text's likeness
    factors: tuple[float, ...]  # from a sense's own scale to the text's

    @classmethod
    def of(cls, text: Likeness, senses: tuple[Sense, ...], has_text: npt.NDArray[np.bool_]) -> Late:
        """With the scales that some of the rows show."""
        return cls(text, senses, has_text, *scales(text, senses))

    def __call__(self, chunk: slice) -> Doubles:
        """From 0 to about 1."""
        total = np.outer(self.has_text[chunk], self.has_text).astype(np.float64)
        found = total * self.text(chunk)
        for sense, factor in zip(self.senses, self.factors, strict=True):
            weight = pair_weights(sense.weights, sense.is_there, chunk)
            found += weight * (self.mean + factor * sense.likeness(chunk))
            total += weight
        return np.maximum(found / np.where(total > 0, total, 1), 0)


@dataclass(frozen=True, eq=False)
class Gated:
    """What the text says, and what each sense adds to it through the gates of both courses."""

    text: Likeness
    senses: tuple[Sense, ...]
    gates: Floats  # [n_courses, n_senses] how much a sense tells beside the text; learned
    factors: tuple[float, ...]  # from a sense's own scale to the text's

    def __call__(self, chunk: slice) -> Doubles:
        """What the text says where every gate is shut."""
        found = self.text(chunk)
        for number, (sense, factor) in enumerate(zip(self.senses, self.factors, strict=True)):
            opened = sense.weights * self.gates[:, number]
            if opened.any():
                weight = pair_weights(opened, sense.is_there, chunk)
                found = found + weight * (factor * sense.likeness(chunk))
        return np.maximum(found, 0)


def early(
    words: Any, senses: Sequence[Sense], measure: Measure, dimensions: int, seed: int
) -> Likeness:
    """One space: unit vectors side by side, by the roots of their weights, cut to fewer numbers."""
    from scipy.sparse import csr_array

    blocks = [_unit(_dense(words, dimensions, seed))]
    blocks += [sense.vectors * np.sqrt(sense.weights)[:, None] for sense in senses]
    whole = np.hstack(blocks).astype(np.float32)
    if whole.shape[1] > dimensions:
        _, vectors = singular_vectors(csr_array(whole), dimensions, seed)
        whole = np.asarray(whole @ vectors, np.float32)
    return partial(likeness, whole, measure=measure)


def scales(text: Likeness, senses: Sequence[Sense]) -> tuple[float, tuple[float, ...]]:
    """The mean of the text's likeness of two courses, and what gives each sense its spread."""
    count = len(senses[0].vectors)
    starts = np.unique(np.linspace(0, max(count - ROWS_A_LOOK, 0), LOOKS).astype(int))
    said: list[list[Doubles]] = [[] for _ in range(1 + len(senses))]
    for start in starts.tolist():
        chunk = slice(start, min(start + ROWS_A_LOOK, count))
        rows = np.arange(start, chunk.stop)
        others = np.arange(count)[None, :] != rows[:, None]
        said[0].append(text(chunk)[others])
        for number, sense in enumerate(senses, start=1):
            both = others & np.outer(sense.is_there[chunk], sense.is_there)
            said[number].append(sense.likeness(chunk)[both])
    words, *rest = (np.concatenate(parts) for parts in said)
    if not len(words):
        return 0.0, (0.0,) * len(rest)
    widths = [float(part.std()) if len(part) else 0.0 for part in rest]
    spread = float(words.std())
    return float(words.mean()), tuple(spread / width if width else 0.0 for width in widths)


def pair_weights(weights: Floats, is_there: npt.NDArray[np.bool_], chunk: slice) -> Doubles:
    """The mean of both courses' weights, 0 where either lacks the sense."""
    both = np.outer(is_there[chunk], is_there)
    return np.asarray(both * (weights[chunk, None] + weights[None, :]) / 2, np.float64)


def _dense(words: Any, dimensions: int, seed: int) -> Floats:
    """Vectors of words as an ordinary array, sparse ones by their largest singular vectors."""
    if not hasattr(words, "toarray"):
        return np.asarray(words, np.float32)
    from scipy.sparse import csr_array

    matrix = csr_array(words, dtype=np.float32)
    _, vectors = singular_vectors(matrix, dimensions, seed)
    return np.asarray(matrix @ vectors, np.float32)


def _unit(vectors: Floats) -> Floats:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)
