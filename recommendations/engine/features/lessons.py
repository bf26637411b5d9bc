"""What classic learners learn from: a learner at some moment, a course taken next or not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats, Histories, Interactions, Longs

from .counts import Counts
from .pairs import Pairs

BLOCK = 2_000  # learners described at once
MOST_TURNS = 10  # a learner is drawn at most so often
NEWCOMERS = 0.5  # the share of draws that forget the learner's past


@dataclass(frozen=True, eq=False)
class Lessons:
    """Pairs with their answers."""

    table: Floats  # [n_pairs, len(COLUMNS)]
    taken: npt.NDArray[np.bool_]  # [n_pairs]

    @property
    def teach(self) -> bool:
        """Whether there is something to tell apart."""
        return bool(self.taken.any() and not self.taken.all())


def draw_lessons(
    interactions: Interactions,
    pairs: Pairs,
    *,
    count: int,
    negatives: int,
    popular: float,
    seed: int,
) -> Lessons:
    """About `count` pairs: courses that came later, each beside `negatives` that never came.

    A share `popular` of the latter are drawn by how many took them, the others all alike: only
    the latter way do shares of taken pairs rank as chances of being taken do.
    What those who said the same took is counted over the other half of the learners, so that
    no pair's own answer stands among its columns.
    """
    random = np.random.default_rng(seed)
    halves = random.integers(0, 2, interactions.n_learners)
    tables, answers = [], []
    for half in (0, 1):
        counts = Counts.of(interactions, pairs.rows, np.flatnonzero(halves != half))
        mine = np.flatnonzero((halves == half) & (np.diff(interactions.indptr) > 0))
        learners = _turns(mine, count // 2 // (negatives + 1), random)
        for start in range(0, len(learners), BLOCK):
            part = learners[start : start + BLOCK]
            past, positives = _cut(interactions, part, random)
            owners, courses, taken = _beside(
                interactions, part, positives, negatives, popular, random
            )
            tables.append(pairs.describe(pairs.read(past), owners, courses, counts))
            answers.append(taken)
    if not tables:
        return Lessons(np.zeros((0, 0), np.float32), np.zeros(0, dtype=bool))
    return Lessons(np.concatenate(tables), np.concatenate(answers))


def _turns(learners: Longs, wanted: int, random: np.random.Generator) -> Longs:
    """The learners in random order, some or several times, so that about `wanted` are drawn."""
    if len(learners) == 0:
        return learners
    turns = min(-(-wanted // len(learners)), MOST_TURNS)
    drawn = np.concatenate([random.permutation(learners) for _ in range(max(turns, 1))])
    return drawn[: max(wanted, 1)]


def _cut(
    interactions: Interactions, learners: Longs, random: np.random.Generator
) -> tuple[Histories, Longs]:
    """Each learner's past up to a random moment, and a course that came after it."""
    starts = interactions.indptr[:-1][learners]
    lengths = np.diff(interactions.indptr)[learners]
    cuts = random.integers(0, lengths)
    cuts[random.random(len(learners)) < NEWCOMERS] = 0
    later = starts + random.integers(cuts, lengths)
    whole = Histories.from_interactions(interactions).select(learners)
    places = np.arange(len(whole.courses)) - whole.indptr[:-1][whole.owners]
    return whole.keep(places < cuts[whole.owners]), interactions.indices[later].astype(np.int64)


def _beside(
    interactions: Interactions,
    learners: Longs,
    positives: Longs,
    negatives: int,
    popular: float,
    random: np.random.Generator,
) -> tuple[Longs, Longs, npt.NDArray[np.bool_]]:
    """Owners, courses and answers: each taken course with others beside it."""
    width, count = interactions.n_courses, len(learners)
    liked = random.choice(interactions.indices, (count, negatives)).astype(np.int64)
    anyone = random.integers(0, width, (count, negatives))
    others = np.where(random.random((count, negatives)) < popular, liked, anyone)
    courses = np.concatenate([positives[:, None], others], axis=1)
    rows = np.broadcast_to(np.arange(count)[:, None], courses.shape)
    taken = np.zeros(courses.shape, dtype=bool)
    taken[:, 0] = True
    fine = taken | ~_took(interactions, learners, others_of=courses)
    return rows[fine], courses[fine], taken[fine]


def _took(
    interactions: Interactions, learners: Longs, *, others_of: Longs
) -> npt.NDArray[np.bool_]:
    """Which of the courses [n, k] each learner took at any time."""
    whole = Histories.from_interactions(interactions).select(learners)
    width = interactions.n_courses
    keys = whole.owners * width + whole.courses
    asked = np.arange(len(learners))[:, None] * width + others_of
    return np.isin(asked, keys)
