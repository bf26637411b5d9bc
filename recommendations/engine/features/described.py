"""Courses as they describe themselves, and which of them are alike: the ground of proposals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from recommendations.engine.types import Floats, Longs

from .text import tokens, word_counts

NEIGHBOURS = 10
BLOCK = 512  # courses compared with all others at once


@dataclass(frozen=True)
class Described:
    """One course: what it says, and where its people put it."""

    id: int
    language: str
    heading: str  # title, subtitle, outcomes, names of sections and lessons
    body: str  # description and lessons; never the names of its skills as such
    level: str = ""
    skills: frozenset[int] = frozenset()
    requires: frozenset[int] = frozenset()  # courses

    @property
    def title(self) -> str:
        """The first line of the heading."""
        return self.heading.partition("\n")[0]


@dataclass(frozen=True, eq=False)
class Shelf:
    """Courses side by side."""

    courses: Sequence[Described]

    @cached_property
    def neighbours(self) -> tuple[Longs, Floats]:
        """The nearest others of each by their words, and how near: [n, NEIGHBOURS] both."""
        words = [tokens(f"{one.heading}\n{one.body}") for one in self.courses]
        vectors = word_counts(words, weigh=True)
        lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
        count = min(NEIGHBOURS, len(self.courses) - 1)
        rows, near = [np.zeros((0, count), np.int64)], [np.zeros((0, count), np.float32)]
        for start in range(0, len(self.courses), BLOCK):
            found, said = _nearest(vectors, lengths, slice(start, start + BLOCK), count)
            rows.append(found)
            near.append(said)
        return np.concatenate(rows), np.concatenate(near)

    def near(self, place: int) -> list[tuple[Described, float]]:
        """The nearest others of one course, the nearest first."""
        rows, near = self.neighbours
        pairs = zip(rows[place].tolist(), near[place].tolist(), strict=True)
        return [(self.courses[row], said) for row, said in pairs if said > 0]


def _nearest(vectors: Any, lengths: Floats, block: slice, count: int) -> tuple[Longs, Floats]:
    """The nearest of a block; lengths are above 0, for every course holds the tie of all."""
    alike = (vectors[block] @ vectors.T).toarray() / lengths[block, None] / lengths[None, :]
    own = np.arange(len(lengths))[block]
    alike[np.arange(len(own)), own] = -1
    best = np.argsort(-alike, axis=1, kind="stable")[:, :count]
    return best, np.take_along_axis(alike, best, axis=1).astype(np.float32)
