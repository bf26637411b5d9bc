"""An order that somebody else told: read from words that may be anything, fused with what stood."""

from __future__ import annotations

import re
from collections.abc import Sequence

LIST = re.compile(r"\[[\s0-9,]*\]")
NUMBER = re.compile(r"(?<![0-9])[0-9]{1,4}(?![0-9])")
RANK_CONSTANT = 60  # of reciprocal rank fusion (Cormack, Clarke and Büttcher, 2009)


def read_order(words: str, count: int) -> list[int] | None:
    """The places 0 to `count` - 1 in the order that a list of numbers from 1 tells.

    Numbers that stand for nothing and those told twice are passed over; what was not told follows
    as it stood. None where the first list tells of less than half: a few numbers are rather an
    echo of what was asked than an order.
    """
    found = LIST.search(words)
    numbers = [int(number) - 1 for number in NUMBER.findall(found.group())] if found else []
    told = dict.fromkeys(place for place in numbers if 0 <= place < count)
    if len(told) * 2 < max(count, 1):
        return None
    return [*told, *(place for place in range(count) if place not in told)]


def fused(order: Sequence[int], weight: float) -> list[int]:
    """The places in the order of both: `weight` 0 leaves all as it stands, 1 takes what was told."""
    told = {place: rank for rank, place in enumerate(order)}

    def worth(place: int) -> float:
        stood, now = 1 / (RANK_CONSTANT + place), 1 / (RANK_CONSTANT + told[place])
        return (1 - weight) * stood + weight * now

    return sorted(range(len(order)), key=lambda place: (-worth(place), place))


def among(order: Sequence[int], places: Sequence[int], count: int) -> list[int]:
    """The order of some ascending `places` as one of all `count`; the others stay where they are."""
    whole = list(range(count))
    for at, rank in zip(places, order, strict=True):
        whole[at] = places[rank]
    return whole
