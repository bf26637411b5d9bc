"""How good guesses of a course's place are, on courses that the guesser never saw."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.features.evidence import Ground
from recommendations.engine.features.guesses import Guesser

FOLDS = 10
FIRST = 3


@dataclass(frozen=True)
class Figure:
    """A mean over courses with its interval."""

    mean: float
    low: float
    high: float
    n: int

    @classmethod
    def of(cls, values: list[float]) -> Figure:
        """With a bootstrap over the courses."""
        low, high = interval(np.array(values, np.float64))
        return cls(float(np.mean(values)) if values else 0.0, low, high, len(values))


def leave_out(ground: Ground, *, sure: float, seed: int = 0) -> dict[str, Figure]:
    """Guess each tenth of the catalogue from the others; `sure` = the least confidence offered."""
    courses = ground.shelf.courses
    folds = np.random.default_rng(seed).permutation(len(courses)) % FOLDS
    values: dict[str, list[float]] = {name: [] for name in NAMES}
    for fold in range(FOLDS):
        taught = np.flatnonzero(folds != fold).tolist()
        guesser = Guesser.learn(ground, taught)
        usual = Counter(courses[place].level for place in taught).most_common(1)[0][0]
        for place in np.flatnonzero(folds == fold).tolist():
            course = courses[place]
            levels = guesser.levels(ground, place)
            values["level"].append(float(levels[0].key == course.level) if levels else 0.0)
            values["level_majority"].append(float(usual == course.level))
            if levels and levels[0].confidence >= sure:
                values["level_offered"].append(float(levels[0].key == course.level))
            skills = [(int(one.key), one.confidence) for one in guesser.skills(ground, place)]
            _note(values, "skills", skills, course.skills, sure)
            before = guesser.prerequisites(ground, place, course.skills)
            pairs = [(int(one.key), one.confidence) for one in before]
            _note(values, "prerequisites", pairs, course.requires, sure)
    return {name: Figure.of(found) for name, found in values.items()}


NAMES = (
    "level", "level_majority", "level_offered",
    "skills_recall@3", "skills_precision@3", "skills_offered",
    "prerequisites_recall@3", "prerequisites_precision@3", "prerequisites_offered",
)  # fmt: skip


def _note(
    values: dict[str, list[float]],
    kind: str,
    guessed: list[tuple[int, float]],
    truth: frozenset[int],
    sure: float,
) -> None:
    """Recall and precision of the first three, and whether what would be offered is right."""
    first = [key for key, _ in guessed[:FIRST]]
    right = len(truth.intersection(first))
    if truth:
        values[f"{kind}_recall@3"].append(right / len(truth))
        values[f"{kind}_precision@3"].append(right / FIRST)
    values[f"{kind}_offered"] += [float(key in truth) for key, chance in guessed if chance >= sure]
