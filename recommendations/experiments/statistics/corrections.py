"""Several questions asked at once: p-values that stay honest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

Correction = Literal["holm", "benjamini_hochberg"]


def corrected(p_values: Sequence[float], how: Correction) -> list[float]:
    """The p-values after correction, in the order given."""
    return holm(p_values) if how == "holm" else benjamini_hochberg(p_values)


def holm(p_values: Sequence[float]) -> list[float]:
    """Keep the chance of any false finding (Holm, 1979)."""
    count, highest = len(p_values), 0.0
    found = [0.0] * count
    for rank, place in enumerate(_ascending(p_values)):
        highest = max(highest, min(1.0, (count - rank) * p_values[place]))
        found[place] = highest
    return found


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """Keep the share of false ones among the findings (Benjamini and Hochberg, 1995)."""
    count, lowest = len(p_values), 1.0
    found = [0.0] * count
    for rank, place in reversed(list(enumerate(_ascending(p_values), start=1))):
        lowest = min(lowest, p_values[place] * count / rank)
        found[place] = lowest
    return found


def _ascending(p_values: Sequence[float]) -> list[int]:
    return sorted(range(len(p_values)), key=lambda place: p_values[place])
