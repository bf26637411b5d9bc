"""Guesses where a course belongs: its skills, its level and what it builds on, with confidences.

Each kind is a logistic regression over a few columns of evidence, fitted on the catalogue itself,
so that a confidence is about the share of such guesses that are right.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from recommendations.engine.types import Floats

from .evidence import LEVELS, Ground, Pair

FEWEST = 20  # courses that teach how to guess
STRENGTH = 0.3  # of what is learned against what is taken for granted
FEWEST_RIGHT = 10  # right answers among what is said of them


@dataclass(frozen=True)
class Guess:
    """One answer with its evidence."""

    course: int
    key: str
    confidence: float
    because: Mapping[str, Any]


@dataclass(frozen=True, eq=False)
class Guesser:
    """Regressions fitted on some of the courses; None where they teach too little."""

    skill: Any
    level: Any
    prerequisite: Any

    @classmethod
    def learn(cls, ground: Ground, places: Sequence[int]) -> Guesser:
        """Fit on the courses at these places, whose answers are known."""
        courses = ground.shelf.courses
        if len(places) < FEWEST:
            return cls(None, None, None)
        by_id = {courses[place].id: courses[place] for place in places}
        skills = [pair for place in places for pair in ground.skills[place]]
        before = [
            pair for place in places for pair in ground.prerequisites(place, courses[place].skills)
        ]
        levels = [ground.levels[place] for place in places if courses[place].level in LEVELS]
        return cls(
            _fitted(skills, [int(one.key) in by_id[one.course].skills for one in skills]),
            _fitted(levels, [one.key for one in levels]),
            _fitted(before, [int(one.key) in by_id[one.course].requires for one in before]),
        )

    def skills(self, ground: Ground, place: int) -> list[Guess]:
        """Skills that a course may teach, the likeliest first."""
        return _guessed(self.skill, ground.skills[place])

    def prerequisites(self, ground: Ground, place: int, skills: frozenset[int]) -> list[Guess]:
        """Courses that one with these skills may build on, the likeliest first."""
        return _guessed(self.prerequisite, ground.prerequisites(place, skills))

    def levels(self, ground: Ground, place: int) -> list[Guess]:
        """The levels that a course may have, the likeliest first."""
        if self.level is None:
            return []
        pair = ground.levels[place]
        chances = self.level.predict_proba(_table([pair]))[0].tolist()
        found = [
            Guess(pair.course, key, chance, pair.because)
            for key, chance in zip(self.level.classes_.tolist(), chances, strict=True)
        ]
        return sorted(found, key=lambda one: -one.confidence)


def _guessed(model: Any, pairs: Sequence[Pair]) -> list[Guess]:
    if model is None or not pairs:
        return []
    chances = model.predict_proba(_table(pairs))[:, 1].tolist()
    found = [
        Guess(pair.course, pair.key, chance, pair.because)
        for pair, chance in zip(pairs, chances, strict=True)
    ]
    return sorted(found, key=lambda one: (-one.confidence, one.key))


def _fitted(pairs: Sequence[Pair], answers: Sequence[Any]) -> Any:
    """A regression, or None where nothing is to be told apart."""
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    right = np.array(answers)
    values, counts = np.unique(right, return_counts=True)
    if len(values) < 2 or (right.dtype == bool and counts[-1] < FEWEST_RIGHT):
        return None
    model = make_pipeline(StandardScaler(), LogisticRegression(C=STRENGTH, max_iter=1_000))
    return model.fit(_table(pairs), right)


def _table(pairs: Iterable[Pair]) -> Floats:
    return np.array([pair.columns for pair in pairs], np.float32)
