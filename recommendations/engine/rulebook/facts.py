"""What the rules of a book need to know of the courses: kept as one array of bytes with a model."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Longs
from recommendations.engine.context import names_of, texts_of
from recommendations.engine.types import Catalogue, Interactions

from .nodes import Comparison, Condition, Not, Rule

Bools = npt.NDArray[np.bool_]
BORROWED = {"learner.categories": "category", "learner.skills": "skills"}


@dataclass(frozen=True, eq=False)
class Facts:
    """Columns of the catalogue by the names that rules give them; texts are in lower case."""

    columns: Mapping[str, list[Any]]
    n_courses: int
    latest: int  # the last moment that the data know of
    known: dict[Comparison, Bools] = field(default_factory=dict)  # what holds whoever asks

    @classmethod
    def of(cls, rules: Collection[Rule], catalogue: Catalogue, interactions: Interactions) -> Facts:
        """Those that these rules speak of."""
        wanted = {BORROWED.get(name, name) for rule in rules for name in names_in(rule.condition)}
        columns = {
            name: column(catalogue, interactions)
            for name, column in _COLUMNS.items()
            if name in wanted
        }
        moments = [interactions.times.max(initial=0), catalogue.published_at.max(initial=0)]
        return cls(columns, len(catalogue), int(max(moments)))

    @classmethod
    def read(cls, packed: npt.NDArray[np.uint8]) -> Facts:
        """Back from bytes."""
        return cls(**json.loads(packed.tobytes().decode()))

    def packed(self) -> npt.NDArray[np.uint8]:
        """As bytes, for a model's state."""
        parts = {"columns": self.columns, "n_courses": self.n_courses, "latest": self.latest}
        written = json.dumps(parts, ensure_ascii=False).encode("utf-8", "replace")
        return np.frombuffer(written, dtype=np.uint8)

    @cached_property
    def courses_of(self) -> Mapping[str, Mapping[str, Longs]]:
        """For each column of names or texts: where each of its values is found."""
        return {name: _places(values) for name, values in self.columns.items()}


def names_in(condition: Condition) -> Iterator[str]:
    """Every name that a condition speaks of."""
    match condition:
        case Comparison(left, _, right):
            yield from (value.name for value in (left, right) if value.name)
        case Not(part):
            yield from names_in(part)
        case _:
            for part in condition.parts:
                yield from names_in(part)


def plain(text: str) -> str:
    """Text as it is compared: one form of every letter, lower case."""
    return unicodedata.normalize("NFKC", text).lower()


def _places(values: list[Any]) -> Mapping[str, Longs]:
    """The courses that have each value."""
    places: dict[str, list[int]] = {}
    for course, own in enumerate(values):
        for value in own if isinstance(own, list) else [own]:
            places.setdefault(str(value), []).append(course)
    return {value: np.array(found, dtype=np.int64) for value, found in places.items()}


def _text(catalogue: Catalogue, name: str) -> list[str]:
    return [plain(text) for text in texts_of(catalogue.features, name, len(catalogue)).tolist()]


def _titles(catalogue: Catalogue, _: Interactions) -> list[str]:
    """Titles; where a catalogue has none apart, the first line of the texts."""
    if "title" in catalogue.features:
        return _text(catalogue, "title")
    return [plain((text.splitlines() or [""])[0]) for text in catalogue.texts]


def _names(catalogue: Catalogue, name: str) -> list[list[str]]:
    rows = names_of(catalogue.features, name, len(catalogue))
    return [[plain(one) for one in row] for row in rows]


def _minutes(catalogue: Catalogue, _: Interactions) -> list[float]:
    """0 = unknown."""
    found = np.asarray(catalogue.features.get("minutes", np.zeros(len(catalogue))), np.float64)
    return [float(one) if 0 < one < np.inf else 0.0 for one in found.tolist()]


def _learners(catalogue: Catalogue, interactions: Interactions) -> list[int]:
    counts: list[int] = np.bincount(interactions.indices, minlength=len(catalogue)).tolist()
    return counts


_COLUMNS: Mapping[str, Any] = {
    "title": _titles,
    "text": lambda catalogue, _: [plain(text) for text in catalogue.texts],
    "category": lambda catalogue, _: [[plain(n) for n in row] for row in catalogue.categories],
    "skills": lambda catalogue, _: _names(catalogue, "skills"),
    "language": lambda catalogue, _: [plain(one) for one in catalogue.languages],
    "level": lambda catalogue, _: _text(catalogue, "level"),
    "minutes": _minutes,
    "published_days": lambda catalogue, _: catalogue.published_at.tolist(),
    "learners": _learners,
}
