"""Knowledge tracing: how likely a learner answers right, from what they answered before.

Performance factors analysis (Pavlik, Cen and Koedinger, 2009): the log-odds of a right answer are
the easiness of the skill, plus something for each right and each wrong answer on it so far. Here
the counts enter by their logarithm, so that the tenth answer says less than the first, and beside
those on the skill stand those on everything, so that a strong learner is strong on a new skill too.
Each weight can be said in a sentence, and a web process can compute it with numpy alone.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Array

Doubles = npt.NDArray[np.float64]  # sums of odds need the longer ones

FACTORS = ("right_on_skill", "wrong_on_skill", "right_at_all", "wrong_at_all")
RIDGE = 1.0  # the weight of "a skill is as easy as any", in answers
NEWTON_STEPS = 25
CLOSE = 1e-8


@dataclass(frozen=True)
class Answers:
    """Answers in the order of time: who, on which skills, how many right of how many."""

    learners: Array  # [n] int
    skills: list[tuple[int, ...]]  # n of them
    right: Doubles  # [n]
    out_of: Doubles  # [n], at least 1

    def __len__(self) -> int:
        return len(self.learners)

    def of(self, chosen: Array) -> "Answers":
        """The answers where `chosen` [n] is true, in the same order."""
        kept = np.flatnonzero(chosen)
        skills = [self.skills[index] for index in kept]
        return Answers(self.learners[kept], skills, self.right[kept], self.out_of[kept])


@dataclass
class Tally:
    """How often one learner was right and wrong: on each skill, and at all."""

    right: dict[int, float] = field(default_factory=dict)
    wrong: dict[int, float] = field(default_factory=dict)
    all_right: float = 0.0
    all_wrong: float = 0.0

    def add(self, skills: Collection[int], right: float, out_of: float) -> None:
        """Count one quiz, for each of its skills."""
        for skill in skills:
            self.right[skill] = self.right.get(skill, 0.0) + right
            self.wrong[skill] = self.wrong.get(skill, 0.0) + out_of - right
        self.all_right += right
        self.all_wrong += out_of - right

    def seen(self, skill: int) -> float:
        """How many answers on a skill there are."""
        return self.right.get(skill, 0.0) + self.wrong.get(skill, 0.0)

    def factors(self, skill: int) -> Doubles:
        """The four factors of a skill, [4]."""
        counts = [
            self.right.get(skill, 0.0),
            self.wrong.get(skill, 0.0),
            self.all_right,
            self.all_wrong,
        ]
        return np.asarray(np.log1p(np.array(counts)))


@dataclass(frozen=True)
class Tracing:
    """A fitted model: one number for all skills, one a skill, one a factor."""

    level: float = 0.8  # log-odds of a right answer of somebody unknown on a skill unknown
    easiness: Mapping[int, float] = field(default_factory=dict)  # skill -> more or less than that
    weights: tuple[float, ...] = (0.6, -0.6, 0.1, -0.1)  # of FACTORS

    def chance(self, tally: Tally, skill: int) -> float:
        """How likely the learner answers a question on this skill right."""
        return float(_sigmoid(self._log_odds(tally, skill)))

    def chance_on(self, tally: Tally, skills: Collection[int]) -> float:
        """How likely on a question that takes several skills: at the mean of their log-odds."""
        found = [self._log_odds(tally, skill) for skill in skills]
        return float(_sigmoid(float(np.mean(found)) if found else self.level))

    def _log_odds(self, tally: Tally, skill: int) -> float:
        return (
            self.level
            + self.easiness.get(skill, 0.0)
            + float(tally.factors(skill) @ np.array(self.weights))
        )


def fit_tracing(answers: Answers) -> Tracing:
    """Fit by penalised maximum likelihood (Newton's steps); no answers give the prior."""
    if not len(answers):
        return Tracing()
    skills = sorted({skill for found in answers.skills for skill in found})
    column = {skill: 1 + place for place, skill in enumerate(skills)}
    design = np.zeros((len(answers), 1 + len(skills) + len(FACTORS)))
    design[:, 0] = 1.0
    for row, (found, factors) in enumerate(zip(answers.skills, factors_of(answers), strict=True)):
        design[row, [column[skill] for skill in found]] = 1.0 / max(1, len(found))
        design[row, -len(FACTORS) :] = factors
    prior = np.zeros(design.shape[1])
    prior[0], prior[-len(FACTORS) :] = Tracing.level, Tracing.weights
    found_weights = _newton(design, answers.right, answers.out_of, prior)
    return Tracing(
        level=float(found_weights[0]),
        easiness={skill: float(found_weights[place]) for skill, place in column.items()},
        weights=tuple(float(one) for one in found_weights[-len(FACTORS) :]),
    )


def factors_of(answers: Answers) -> list[Doubles]:
    """The factors of each answer as they were before it: the mean over its skills."""
    tallies: dict[int, Tally] = {}
    found = []
    for index in range(len(answers)):
        tally = tallies.setdefault(int(answers.learners[index]), Tally())
        skills = answers.skills[index]
        found.append(np.mean([tally.factors(skill) for skill in skills], axis=0))
        tally.add(skills, float(answers.right[index]), float(answers.out_of[index]))
    return found


def predict(tracing: Tracing, answers: Answers) -> Doubles:
    """The chance of each answer before it was given, from the learner's earlier ones alone, [n]."""
    easiness = [np.mean([tracing.easiness.get(one, 0.0) for one in s]) for s in answers.skills]
    factors = np.array(factors_of(answers)).reshape(len(answers), len(FACTORS))
    return _sigmoid(tracing.level + np.array(easiness) + factors @ np.array(tracing.weights))


def tallies_of(answers: Answers) -> dict[int, Tally]:
    """Each learner's counts after all their answers."""
    tallies: dict[int, Tally] = {}
    for index in range(len(answers)):
        tally = tallies.setdefault(int(answers.learners[index]), Tally())
        tally.add(answers.skills[index], float(answers.right[index]), float(answers.out_of[index]))
    return tallies


def auc(chances: Doubles, right: Doubles, out_of: Doubles) -> float:
    """The chance that a right answer was thought likelier than a wrong one; NaN without both."""
    wrong = out_of - right
    if not right.sum() or not wrong.sum():
        return float("nan")
    _values, place = np.unique(chances, return_inverse=True)
    rights = np.bincount(place, weights=right)
    wrongs = np.bincount(place, weights=wrong)
    below = np.cumsum(wrongs) - wrongs
    return float((rights * (below + wrongs / 2)).sum() / (right.sum() * wrong.sum()))


def _newton(design: Doubles, right: Doubles, out_of: Doubles, prior: Doubles) -> Doubles:
    """Maximise the binomial likelihood with a ridge towards the prior: concave, so one top."""
    weights = prior.copy()
    penalty = np.full(len(prior), RIDGE)
    for _step in range(NEWTON_STEPS):
        chances = _sigmoid(design @ weights)
        slope = design.T @ (right - out_of * chances) - penalty * (weights - prior)
        spread = np.maximum(out_of * chances * (1 - chances), 1e-9)
        bend = (design * spread[:, None]).T @ design + np.diag(penalty)
        step = np.linalg.solve(bend, slope)
        weights = weights + step / max(1.0, float(np.abs(step).max()))
        if float(np.abs(step).max()) < CLOSE:
            break
    return weights


def _sigmoid(values: Doubles | float) -> Doubles:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(values, -30, 30))))
