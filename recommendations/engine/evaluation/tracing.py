"""How well knowledge tracing foretells answers of learners that it never saw, beside simple guesses."""

from dataclasses import asdict, dataclass

import numpy as np

from recommendations.engine.tracing import Answers, Doubles, auc, fit_tracing, predict

HELD_OUT = 0.2  # of the learners
FEWEST_LEARNERS = 10


@dataclass(frozen=True)
class Report:
    """AUC on the held-out learners' answers: 0.5 is a coin, 1 is always right."""

    learners: int
    answers: int  # single questions
    held_out_learners: int
    held_out_answers: int
    auc: float | None
    auc_of_skill: float | None  # by how easy the skill was for others
    auc_of_learner: float | None  # by the learner's own share of right answers so far
    auc_of_truth: float | None = None  # by the chances that made a synthetic set: the ceiling
    calibration_error: float | None = None  # mean distance of chance and share, over ten bins
    is_synthetic: bool = False

    def as_json(self) -> dict[str, int | float | bool | None]:
        """As numbers by name."""
        return asdict(self)


def report_on(answers: Answers, *, seed: int = 0, truth: Doubles | None = None) -> Report:
    """Fit on four fifths of the learners, foretell the others' answers one by one in their order."""
    people = np.unique(answers.learners)
    if len(people) < FEWEST_LEARNERS:
        return Report(len(people), int(answers.out_of.sum()), 0, 0, None, None, None)
    held = np.random.default_rng(seed).permutation(people)[: int(HELD_OUT * len(people))]
    is_held = np.isin(answers.learners, held)
    seen, unseen = answers.of(~is_held), answers.of(is_held)
    chances = predict(fit_tracing(seen), unseen)
    by_truth = None if truth is None else _auc(truth[is_held], unseen)
    return Report(
        learners=len(people),
        answers=int(answers.out_of.sum()),
        held_out_learners=len(held),
        held_out_answers=int(unseen.out_of.sum()),
        auc=_auc(chances, unseen),
        auc_of_skill=_auc(_by_skill(seen, unseen), unseen),
        auc_of_learner=_auc(_by_learner(unseen), unseen),
        auc_of_truth=by_truth,
        calibration_error=_calibration_error(chances, unseen),
        is_synthetic=truth is not None,
    )


def synthetic_answers(
    *, learners: int = 400, skills: int = 30, quizzes: int = 40, seed: int = 0
) -> tuple[Answers, Doubles]:
    """Answers of invented learners with the chances that made them.

    Each learner has an ability and a start on each skill; each quiz on a skill makes the next one
    easier. This is another process than the fitted model's, so that the fit is no foregone thing.
    """
    rng = np.random.default_rng(seed)
    ability = rng.normal(0, 0.8, learners)
    start = rng.normal(0, 0.8, (learners, skills))
    difficulty = rng.normal(0, 0.9, skills)
    gain = rng.gamma(2.0, 0.12, skills)
    practised = np.zeros((learners, skills))
    favourites = rng.dirichlet(np.full(skills, 0.3), learners)
    rows: list[tuple[int, int, float, float]] = []
    for learner in range(learners):
        for skill in rng.choice(skills, size=int(rng.integers(5, quizzes)), p=favourites[learner]):
            odds = ability[learner] + start[learner, skill] - difficulty[skill]
            odds += gain[skill] * practised[learner, skill] + 0.6
            chance = 1 / (1 + np.exp(-odds))
            rows.append((learner, int(skill), float(rng.binomial(3, chance)), float(chance)))
            practised[learner, skill] += 1
    table = np.array(rows)
    answers = Answers(
        table[:, 0].astype(int),
        [(int(skill),) for skill in table[:, 1]],
        table[:, 2],
        np.full(len(table), 3.0),
    )
    return answers, table[:, 3]


def _auc(chances: Doubles, answers: Answers) -> float | None:
    found = auc(chances, answers.right, answers.out_of)
    return None if np.isnan(found) else round(found, 4)


def _by_skill(seen: Answers, unseen: Answers) -> Doubles:
    """The share of right answers of others on the same skills."""
    right: dict[int, float] = {}
    total: dict[int, float] = {}
    for skills, one, out_of in zip(seen.skills, seen.right, seen.out_of, strict=True):
        for skill in skills:
            right[skill] = right.get(skill, 0.0) + float(one)
            total[skill] = total.get(skill, 0.0) + float(out_of)
    return np.array(
        [np.mean([(1 + right.get(s, 0.0)) / (2 + total.get(s, 0.0)) for s in skills])
         for skills in unseen.skills]
    )  # fmt: skip


def _by_learner(unseen: Answers) -> Doubles:
    """The learner's own share of right answers before each."""
    so_far: dict[int, tuple[float, float]] = {}
    found = []
    for learner, right, out_of in zip(unseen.learners, unseen.right, unseen.out_of, strict=True):
        was_right, total = so_far.get(int(learner), (0.0, 0.0))
        found.append((1 + was_right) / (2 + total))
        so_far[int(learner)] = (was_right + float(right), total + float(out_of))
    return np.array(found)


def _calibration_error(chances: Doubles, answers: Answers) -> float:
    bins = np.minimum((chances * 10).astype(int), 9)
    total = np.bincount(bins, weights=answers.out_of, minlength=10)
    told = np.bincount(bins, weights=answers.out_of * chances, minlength=10)
    right = np.bincount(bins, weights=answers.right, minlength=10)
    return round(float(np.abs(told - right).sum() / total.sum()), 4)
