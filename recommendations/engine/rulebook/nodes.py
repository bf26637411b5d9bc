"""What a rule is once it is read: conditions inside conditions, plain values that can be compared."""

from __future__ import annotations

from dataclasses import dataclass

from .names import Kind


@dataclass(frozen=True)
class Value:
    """One side of a comparison: a name, or what is written there."""

    kind: Kind
    name: str = ""  # "" for what is written
    texts: tuple[str, ...] = ()
    number: float = 0.0
    is_list: bool = False


@dataclass(frozen=True)
class Comparison:
    """Holds or not for each learner and course."""

    left: Value
    sign: str  # "not in" is a `Not` around "in"
    right: Value


@dataclass(frozen=True)
class Not:
    """Holds where its part does not."""

    part: Condition


@dataclass(frozen=True)
class Both:
    """Holds where all parts hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Either:
    """Holds where any part holds."""

    parts: tuple[Condition, ...]


Condition = Comparison | Not | Both | Either


@dataclass(frozen=True)
class Rule:
    """Where the condition holds, a course gets so many points."""

    condition: Condition
    points: float
    line: int
