"""Where to look for better knobs: read off the knobs' own limits, defaults and choices."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from recommendations.engine.algorithms.base import Knob
from recommendations.engine.registry import knobs

REACH = 20.0  # a wide knob is looked at from a 20th to the 20-fold of its default
LINEAR_SPAN = 1.0  # shares from 0 to 1 are looked at evenly, wider ranges by ratios


@dataclass(frozen=True)
class Dimension:
    """One knob that is worth choosing: a range, or a list of values."""

    name: str
    kind: str  # "int", "float" or "choice"
    default: Any
    low: float
    high: float
    is_log: bool
    choices: tuple[Any, ...]
    scoring_only: bool
    endless: float | None = None  # what comes after the high end

    def around(self, value: Any, step: float) -> list[Any]:
        """The neighbours of a value, one on each side; all other choices of a list.

        A step of 2 halves and doubles; on an even range it moves by half of the way to an end.
        """
        if value == self.endless:
            return [self.high]
        if self.kind == "choice":
            return [choice for choice in self.choices if choice != value]
        if self.is_log:
            near = [value / step, value * step]
        else:
            near = [value - (self.high - self.low) * (step - 1) / 4,
                    value + (self.high - self.low) * (step - 1) / 4]  # fmt: skip
        inside = [self.rounded(min(max(place, self.low), self.high)) for place in near]
        if self.endless is not None and value == self.high:
            inside.append(self.endless)
        return [place for place in dict.fromkeys(inside) if place != value]

    def rounded(self, value: float) -> Any:
        """A value of the knob's own kind, to three figures: no more can be told apart."""
        return round(value) if self.kind == "int" else float(f"{value:.3g}")


def dimensions(name: str) -> tuple[Dimension, ...]:
    """All that can be chosen for an algorithm; knobs that need no new fit stand first."""
    found = [_dimension(knob) for knob in knobs(name) if knob.is_tuned]
    return tuple(sorted((one for one in found if one), key=lambda one: not one.scoring_only))


def _dimension(knob: Knob) -> Dimension | None:
    """One knob as a dimension; None for text, tables, and numbers whose 0 means something else."""
    match knob.kind:
        case "bool":
            return _choice(knob, (False, True))
        case "choice":
            return _choice(knob, knob.choices)
        case "int" | "float":
            return _range(knob)
    return None


def _choice(knob: Knob, choices: tuple[Any, ...]) -> Dimension:
    """A knob with a list of values."""
    return Dimension(knob.name, "choice", knob.default, 0, 0, False, choices, knob.scoring_only)


def _range(knob: Knob) -> Dimension | None:
    """A knob with numbers: the usual range, the whole of a share, or a stretch by ratio."""
    least = knob.minimum if knob.minimum is not None else -float("inf")
    most = knob.maximum if knob.maximum is not None else float("inf")
    is_log = most - least > LINEAR_SPAN
    if knob.usual:
        low, high = knob.usual
        is_log = low > 0 and high / low > 4
    elif not is_log:
        low, high = least, most
    elif knob.default > 0:
        low, high = max(least, knob.default / REACH), min(most, knob.default * REACH)
    else:
        return None
    shape = knob.default, low, high, is_log, (), knob.scoring_only, knob.endless
    return Dimension(knob.name, knob.kind, *shape)
