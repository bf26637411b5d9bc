"""What is known of learners besides their past: features by name, one value a learner.

`language`, `level`, `goal` and `device` are text, "" = unknown; `interests` are several names,
one a line; `hour` and `weekday` (Monday = 0, the learner's own clock) are whole numbers, -1 =
unknown; `now` is the moment of asking in seconds since 1970. Any of them may be missing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from .arrays import Array, Longs

Context = Mapping[str, Array]
APART = "\n"  # between several names of one learner
UNKNOWN = -1


def context_of(**features: Sequence[Any] | Array) -> dict[str, Array]:
    """Features from plain lists: text, numbers, or a list of names for each learner."""
    return {name: _column(values) for name, values in features.items()}


def check_context(context: Context, count: int) -> None:
    """Refuse features of another length, which would give learners each other's profiles."""
    wrong = [name for name, values in context.items() if len(values) != count]
    if wrong:
        raise ValueError(f"{', '.join(wrong)}: not one for each of {count} learners")


def rows_of(context: Context, rows: Longs | slice) -> dict[str, Array]:
    """The features of some of the learners."""
    return {name: values[rows] for name, values in context.items()}


def texts_of(context: Context, name: str, count: int) -> Array:
    """One text a learner [count], "" where it is unknown."""
    return context[name] if name in context else np.full(count, "", dtype="U1")


def names_of(context: Context, name: str, count: int) -> list[tuple[str, ...]]:
    """Several names a learner."""
    rows = texts_of(context, name, count).tolist()
    return [tuple(part for part in row.split(APART) if part) for row in rows]


def numbers_of(context: Context, name: str, count: int) -> Longs:
    """One whole number a learner [count], -1 where it is unknown."""
    found = context[name] if name in context else np.full(count, UNKNOWN)
    return np.asarray(found, dtype=np.int64)


def _column(values: Sequence[Any] | Array) -> Array:
    """One feature as an array of text or of numbers."""
    if isinstance(values, np.ndarray):
        return values
    rows = [
        value if isinstance(value, str | int | float) else APART.join(value) for value in values
    ]
    return np.array(rows) if rows else np.zeros(0, dtype="U1")
