"""What is known of learners as numbers that a network can look up."""

from __future__ import annotations

from zlib import crc32

import numpy as np

from recommendations.engine.arrays import Longs
from recommendations.engine.context import Context, names_of, texts_of

NAMES = ("language", "level", "goal")
INTERESTS = "interests"
MOST_INTERESTS = 13


def profile_numbers(context: Context, count: int, size: int) -> Longs | None:
    """Features of each learner as numbers from 1 to `size` [count, n]; 0 where there are none.

    A number is a checksum of the feature's words: no list of all features has to be kept. None
    where nothing is known of anyone.
    """
    if not {*NAMES, INTERESTS} & set(context):
        return None
    numbers = np.zeros((count, len(NAMES) + MOST_INTERESTS), np.int64)
    for column, name in enumerate(NAMES):
        for row, text in enumerate(texts_of(context, name, count).tolist()):
            numbers[row, column] = _number(name, text, size)
    for row, interests in enumerate(names_of(context, INTERESTS, count)):
        for column, text in enumerate(interests[:MOST_INTERESTS], start=len(NAMES)):
            numbers[row, column] = _number("interest", text, size)
    return numbers


def _number(name: str, text: str, size: int) -> int:
    """One feature's number; unknown ones have none."""
    return 1 + crc32(f"{name}={text}".encode()) % size if text else 0
