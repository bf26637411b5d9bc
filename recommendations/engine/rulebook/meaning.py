"""Where a condition holds: an array over learners and courses, worked out with numpy alone.

A comparison with something unknown never holds, be it `==` or `!=`; `not` turns it round.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from recommendations.engine.context import names_of, numbers_of, texts_of
from recommendations.engine.types import SECONDS_A_DAY, Floats, Histories

from .facts import BORROWED, Bools, Facts, plain
from .names import LEVELS, NAMES, WEEKDAYS
from .nodes import Both, Comparison, Condition, Either, Not, Rule, Value

Doubles = npt.NDArray[np.float64]
T = TypeVar("T", np.bool_, np.float64)
_CHINESE = "\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_LETTER = rf"[^\W{_CHINESE}]"  # a letter of a script that puts blanks between words
_SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip


def weigh(rules: Collection[Rule], facts: Facts, histories: Histories) -> Floats:
    """The points of all rules that hold [n_histories, n_courses]; NaN where none does."""
    asked = _Asked(facts, histories)
    shape = (len(histories), facts.n_courses)
    points, heard = np.zeros(shape, np.float32), np.zeros(shape, dtype=bool)
    for rule in rules:
        found = np.broadcast_to(asked.holds(rule.condition), shape)
        points += found * np.float32(rule.points)
        heard |= found
    points[~heard] = np.nan
    return points


@dataclass(frozen=True, eq=False)
class _Asked:
    """Some learners who are asked about; arrays are [n, m], [n, 1], [1, m] or [1, 1]."""

    facts: Facts
    histories: Histories

    def holds(self, condition: Condition) -> Bools:
        """Where a condition holds."""
        match condition:
            case Not(part):
                return ~self.holds(part)
            case Both(parts):
                return reduce(np.logical_and, (self.holds(part) for part in parts))
            case Either(parts):
                return reduce(np.logical_or, (self.holds(part) for part in parts))
        return self._compares(condition)

    def _compares(self, found: Comparison) -> Bools:
        sides = {NAMES[value.name].side for value in (found.left, found.right) if value.name}
        is_fixed = sides == {"course"} and found.left.kind != "number"
        if is_fixed and found in self.facts.known:
            return self.facts.known[found]
        match found.right.kind:
            case "number" | "level":
                holds = self._by_size(found)
            case "words":
                holds = self._words(found.left.texts, found.right.name)
            case _:
                holds = self._alike(found)
        if is_fixed:
            self.facts.known[found] = holds
        return holds

    def _by_size(self, found: Comparison) -> Bools:
        """Numbers and levels by their order."""
        left, right = self._sizes(found.left), self._sizes(found.right)
        if found.sign == "in":
            return np.asarray((left[:, :, None] == right[:, None, :]).any(axis=2))
        known = np.isfinite(left) & np.isfinite(right)
        return np.asarray(known & _SIGNS[found.sign](left, right))

    def _sizes(self, value: Value) -> Doubles:
        """Numbers, or levels from 1; NaN where unknown."""
        if not value.name:
            levels = [float(LEVELS.index(text) + 1) for text in value.texts]
            return np.array([levels if value.kind == "level" else [value.number]])
        if value.kind == "level":
            rows = self._texts(value.name)
            sizes = [float(LEVELS.index(row) + 1) if row in LEVELS else np.nan for row in rows]
            return _along(np.array(sizes, np.float64), value.name)
        return self._numbers(value.name)

    def _numbers(self, name: str) -> Doubles:
        if name == "learner.courses":
            return np.diff(self.histories.indptr).astype(np.float64)[:, None]
        if name == "hour":
            hours = numbers_of(self.histories.context, name, len(self.histories))
            return np.where(hours >= 0, hours, np.nan)[:, None]
        column = np.array(self.facts.columns[name], np.float64)[None, :]
        if name == "learners":
            return column
        column[column <= 0] = np.nan  # of minutes and of dates, 0 is unknown
        return (self._now() - column) / SECONDS_A_DAY if name == "published_days" else column

    def _now(self) -> Doubles:
        """The moment of asking [n, 1]; where nobody tells, the last one that the data know of."""
        now = numbers_of(self.histories.context, "now", len(self.histories))
        return np.where(now > 0, now, self.facts.latest).astype(np.float64)[:, None]

    def _words(self, texts: Collection[str], name: str) -> Bools:
        """Which courses [1, m] say any of the texts: whole words, but anywhere in Chinese."""
        pattern = re.compile("|".join(map(_phrase, texts)))
        hits = [pattern.search(text) is not None for text in self.facts.columns[name]]
        return np.array(hits, dtype=bool)[None, :]

    def _alike(self, found: Comparison) -> Bools:
        """Texts that are the same, names of which one is shared."""
        left, right = found.left, found.right
        if not left.name:
            left, right = right, left
        holds = self._shared(left, right) if right.name else self._among(left, right.texts)
        if found.sign == "!=":
            sides = (self._is_known(value.name) for value in (left, right) if value.name)
            return np.asarray(reduce(np.logical_and, sides) & ~holds)
        return holds

    def _among(self, value: Value, texts: Collection[str]) -> Bools:
        """Where a named value is any of the texts; `zh` is also `zh-hans`."""
        wanted = {plain(text) for text in texts}
        is_loose = value.kind == "language"
        rows = self._texts(value.name)
        if value.kind == "names":
            hits = [not wanted.isdisjoint(row) for row in rows]
        else:
            hits = [row in wanted or (is_loose and row.split("-")[0] in wanted) for row in rows]
        return _along(np.array(hits, dtype=bool), value.name)

    def _shared(self, left: Value, right: Value) -> Bools:
        """Where two named values have something in common."""
        if _is_of_course(left.name) == _is_of_course(right.name):
            pairs = zip(_sets(self._texts(left.name)), _sets(self._texts(right.name)), strict=True)
            hits = [not one.isdisjoint(other) for one, other in pairs]
            return _along(np.array(hits, dtype=bool), left.name)
        courses, learners = (left, right) if _is_of_course(left.name) else (right, left)
        places = self.facts.courses_of[courses.name]
        holds = np.zeros((len(self.histories), self.facts.n_courses), dtype=bool)
        for row, names in enumerate(_sets(self._texts(learners.name))):
            for name in names & places.keys():
                holds[row, places[name]] = True
        return holds

    def _is_known(self, name: str) -> Bools:
        return _along(np.array([bool(row) for row in self._texts(name)], dtype=bool), name)

    def _texts(self, name: str) -> list[Any]:
        """A named value, one text or one collection of names a row."""
        if _is_of_course(name):
            return list(self.facts.columns[name])
        if name in BORROWED:
            return self._of_history(BORROWED[name])
        context, count = self.histories.context, len(self.histories)
        own = name.removeprefix("learner.")
        if NAMES[name].kind == "names":
            return [[plain(one) for one in row] for row in names_of(context, own, count)]
        if name == "weekday":
            days = numbers_of(context, own, count).tolist()
            return [WEEKDAYS[day] if 0 <= day < len(WEEKDAYS) else "" for day in days]
        return [plain(text) for text in texts_of(context, own, count).tolist()]

    def _of_history(self, name: str) -> list[Any]:
        """What the courses of each history have of a column of names."""
        known = self.histories.known_to(self.facts.n_courses)
        column = self.facts.columns[name]
        rows: list[set[str]] = [set() for _ in range(len(known))]
        for owner, course in zip(known.owners.tolist(), known.courses.tolist(), strict=True):
            rows[owner].update(column[course])
        return rows


def _sets(rows: list[Any]) -> list[set[str]]:
    """Rows of texts or names as sets; an unknown text is an empty one."""
    return [({row} - {""} if isinstance(row, str) else set(row)) for row in rows]


def _along(values: npt.NDArray[T], name: str) -> npt.NDArray[T]:
    """A row for courses, a column for learners."""
    return values[None, :] if _is_of_course(name) else values[:, None]


def _is_of_course(name: str) -> bool:
    return NAMES[name].side == "course"


def _phrase(text: str) -> str:
    """A pattern for a text as a whole word, where its script has whole words."""
    text = plain(text)
    before = rf"(?<!{_LETTER})" if re.match(_LETTER, text) else ""
    after = rf"(?!{_LETTER})" if re.search(rf"{_LETTER}$", text) else ""
    return before + re.escape(text) + after
