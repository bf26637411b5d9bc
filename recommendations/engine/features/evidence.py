"""What speaks for a skill, a level or a prerequisite of a course: as columns, and to be told.

A course's own answers never stand among its columns: only what it says and what others are.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from .described import Described, Shelf

LEVELS = ("beginner", "intermediate", "advanced")
MOST_TOLD = 3  # neighbours or words named as evidence
_LATIN = re.compile(r"[a-z0-9]+")
Votes = tuple[dict[Any, float], dict[Any, list[int]]]


@dataclass(frozen=True)
class Pair:
    """A course and a possible answer."""

    course: int
    key: str
    columns: tuple[float, ...]
    because: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Ground:
    """What evidence is taken from."""

    shelf: Shelf
    names: Mapping[int, tuple[str, ...]]  # of skills, in every language
    builds_on: Mapping[int, Iterable[int]]  # skill -> the skills that it requires

    @cached_property
    def skills(self) -> list[list[Pair]]:
        """For each course: skills whose name it says, or that its neighbours teach."""
        return [self._skills(place) for place in range(len(self.shelf.courses))]

    @cached_property
    def levels(self) -> list[Pair]:
        """For each course: how high it stands on what it builds on, and the level that it has.

        Cue words and neighbours' levels guess no better than the commonest level does.
        """
        return [self._level(place) for place in range(len(self.shelf.courses))]

    def prerequisites(self, place: int, skills: frozenset[int]) -> list[Pair]:
        """Courses that neighbours build on, or that teach what these skills build on."""
        course, near = self.shelf.courses[place], self.shelf.near(place)
        votes, who = _votes(near, lambda one: one.requires)
        nearness = {one.id: said for one, said in near}
        wanted = {base for skill in skills for base in self.builds_on.get(skill, ())} - skills
        found = []
        for other in self.shelf.courses:
            bases = wanted & other.skills
            is_near = bool(bases) or other.id in votes or other.id in nearness
            if is_near and other.id != course.id and other.language == course.language:
                columns = (
                    len(bases) / max(1, len(wanted)), len(bases) / max(1, len(other.skills)),
                    votes.get(other.id, 0.0), nearness.get(other.id, 0.0),
                    float(len(skills & other.skills)), _steps_down(course, other),
                    float(course.id in other.requires),
                )  # fmt: skip
                because = {"skills": sorted(bases), "neighbours": who.get(other.id, [])[:MOST_TOLD]}
                found.append(Pair(course.id, str(other.id), columns, because))
        return found

    def _skills(self, place: int) -> list[Pair]:
        course = self.shelf.courses[place]
        votes, who = _votes(self.shelf.near(place), lambda one: one.skills)
        title, heading, body = map(self._mentions, (course.title, course.heading, course.body))
        found = []
        for skill in sorted(heading.keys() | body.keys() | votes.keys()):
            columns = (
                float(title[skill] > 0), np.log1p(heading[skill]), np.log1p(body[skill]),
                votes.get(skill, 0.0), float(len(who.get(skill, ()))),
                np.log1p(self._taught[skill] - (skill in course.skills)),
            )  # fmt: skip
            because = {
                "said": heading[skill] + body[skill],
                "neighbours": who.get(skill, [])[:MOST_TOLD],
            }
            found.append(Pair(course.id, str(skill), columns, because))
        return found

    def _level(self, place: int) -> Pair:
        course = self.shelf.courses[place]
        below = [self._by_id[pk] for pk in sorted(course.requires) if pk in self._by_id]
        above = max(
            (1 + LEVELS.index(one.level) for one in below if one.level in LEVELS), default=0
        )
        because = {"requires": [one.id for one in below][:MOST_TOLD]}
        return Pair(course.id, course.level, (float(len(below)), float(above)), because)

    def _mentions(self, text: str) -> Counter[int]:
        """How often a text says each skill's name, in any language."""
        runs = _runs(text, max(map(len, (key.split() for key in self._latin)), default=0))
        found: Counter[int] = Counter()
        for name, skill in self._latin.items():
            found[skill] += runs[name]
        for name, skill in self._other.items():
            found[skill] += text.count(name)
        return +found

    @cached_property
    def _latin(self) -> dict[str, int]:
        """Names that are words with gaps between them -> their skills."""
        return {
            " ".join(map(_singular, _LATIN.findall(name.lower()))): skill
            for skill, names in self.names.items()
            for name in names
            if name.isascii() and name
        }

    @cached_property
    def _other(self) -> dict[str, int]:
        """Names in scripts without gaps -> their skills."""
        return {
            name: skill
            for skill, names in self.names.items()
            for name in names
            if not name.isascii()
        }

    @cached_property
    def _by_id(self) -> dict[int, Described]:
        return {one.id: one for one in self.shelf.courses}

    @cached_property
    def _taught(self) -> Counter[int]:
        """In how many courses each skill is taught."""
        return Counter(skill for one in self.shelf.courses for skill in one.skills)


def _votes(
    near: Sequence[tuple[Described, float]], answers: Callable[[Described], Iterable[Any]]
) -> Votes:
    """The share of nearness that speaks for each answer, and the courses that do."""
    total = sum(said for _, said in near) or 1.0
    votes: dict[Any, float] = defaultdict(float)
    who: dict[Any, list[int]] = defaultdict(list)
    for one, said in near:
        for answer in answers(one):
            votes[answer] += said / total
            who[answer].append(one.id)
    return dict(votes), dict(who)


def _runs(text: str, longest: int) -> Counter[str]:
    """Every run of up to `longest` Latin words, each without the s of a plural."""
    words = [_singular(word) for word in _LATIN.findall(text.lower())]
    return Counter(
        " ".join(words[start : start + length])
        for length in range(1, longest + 1)
        for start in range(len(words) - length + 1)
    )


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def _steps_down(course: Described, other: Described) -> float:
    """How many levels the other one lies below, 0 where one of them is unknown."""
    if course.level not in LEVELS or other.level not in LEVELS:
        return 0.0
    return float(LEVELS.index(course.level) - LEVELS.index(other.level))
