"""Time-aware splits into train, validation and test; nothing later ever trains."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommendations.engine.context import Context
from recommendations.engine.types import (
    SECONDS_A_DAY,
    Floats,
    Histories,
    Interactions,
    Ints,
    Longs,
)

TRAIN, VALID, TEST = 0, 1, 2
THURSDAY = 3  # 1 January 1970, counted from Monday = 0


@dataclass(frozen=True, eq=False)
class Targets:
    """What is to be found: for each learner asked about, the courses that came later."""

    learners: Longs  # [n] rows of the interactions, ascending
    indptr: Longs  # [n + 1]
    courses: Ints  # [n_targets]
    moments: Longs | None = None  # [n] when each learner came back, where times are known

    def __len__(self) -> int:
        """How many learners are asked about."""
        return len(self.learners)


@dataclass(frozen=True, eq=False)
class Fold:
    """A past to learn from, and the future to be foretold."""

    past: Interactions
    targets: Targets

    @property
    def histories(self) -> Histories:
        """The past of each learner asked about, row for row with `targets`.

        The moment of asking is known, as a site knows it: a part of the context.
        """
        pasts = Histories.from_interactions(self.past).select(self.targets.learners)
        moments = self.targets.moments
        return (
            pasts if moments is None else replace(pasts, context=asked_at(pasts.context, moments))
        )

    def of_known(self) -> Fold:
        """The same past, asking only about learners who have one."""
        return ask(self, np.flatnonzero(np.diff(self.past.indptr)[self.targets.learners]))

    def without_moments(self) -> Fold:
        """The same fold for data whose times are mere places."""
        return replace(self, targets=replace(self.targets, moments=None))


@dataclass(frozen=True, eq=False)
class Split:
    """Choose on `validation`, then look once at `test`, whose past holds the validation part."""

    validation: Fold
    test: Fold

    def of_known(self) -> Split:
        """The same split, asking only about learners who have a past."""
        return Split(self.validation.of_known(), self.test.of_known())

    def without_moments(self) -> Split:
        """The same split for data whose times are mere places."""
        return Split(self.validation.without_moments(), self.test.without_moments())


def asked_at(context: Context, moments: Longs) -> Context:
    """The context with the clock of the moment of asking; hours are those of UTC."""
    days = moments // SECONDS_A_DAY
    hours, weekdays = moments % SECONDS_A_DAY // 3_600, (days + THURSDAY) % 7
    return {**context, "now": moments, "hour": hours, "weekday": weekdays}


def leave_last_out(interactions: Interactions) -> Split:
    """Each learner's last course is the test, the last but one the validation.

    A learner needs three courses for both parts and two for a test; others only train.
    """
    lengths = np.diff(interactions.indptr)
    left = np.repeat(interactions.indptr[1:], lengths) - np.arange(len(interactions.indices)) - 1
    length = np.repeat(lengths, lengths)
    last, before_last = (left == 0) & (length >= 2), (left == 1) & (length >= 3)
    past = (left >= 1) | (length < 2)
    early = (left >= 2) | (length < 2) | ((length == 2) & (left == 1))
    return Split(
        validation=fold_of(interactions, early, before_last),
        test=fold_of(interactions, past, last),
    )


def temporal(interactions: Interactions, *, shares: tuple[float, float] = (0.8, 0.9)) -> Split:
    """Cut the whole ledger at two moments: 80 % of the entries, the next 10 %, the last 10 %.

    Learners who start after a cut are asked about with an empty history, as a site would be.
    """
    if len(interactions.times) == 0:
        nothing = np.zeros(0, dtype=bool)
        return Split(*(fold_of(interactions, nothing, nothing) for _ in range(2)))
    first, second = np.quantile(interactions.times, shares, method="higher")
    times = interactions.times
    return Split(
        validation=fold_of(interactions, times < first, (times >= first) & (times < second)),
        test=fold_of(interactions, times < second, times >= second),
    )


def own(interactions: Interactions, parts: Ints) -> Split:
    """The parts that the publisher of a set made: `parts` holds TRAIN, VALID or TEST an entry.

    The test's past is the training part alone, as in the papers that publish such splits: their
    figures can be compared. Without a validation part each learner's last training course is it.
    """
    train, valid = parts == TRAIN, parts == VALID
    early = train
    if not valid.any():
        valid = _lasts(interactions, train)
        early = train & ~valid
    return Split(
        validation=fold_of(interactions, early, valid),
        test=fold_of(interactions, train, parts == TEST),
    )


def _lasts(interactions: Interactions, among: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """The last marked entry of each learner who has two or more."""
    owners = np.repeat(np.arange(interactions.n_learners), np.diff(interactions.indptr))[among]
    is_last = np.append(owners[1:] != owners[:-1], True)[: len(owners)]
    has_more = np.insert(owners[1:] == owners[:-1], 0, False)[: len(owners)]
    lasts = np.zeros(len(among), dtype=bool)
    lasts[np.flatnonzero(among)[is_last & has_more]] = True
    return lasts


def fold_of(
    interactions: Interactions, past: npt.NDArray[np.bool_], future: npt.NDArray[np.bool_]
) -> Fold:
    """The entries of `past` to learn from and those of `future` to find."""
    owners = np.repeat(np.arange(interactions.n_learners), np.diff(interactions.indptr))[future]
    learners, counts = np.unique(owners, return_counts=True)
    indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    courses, times = interactions.indices[future], interactions.times[future]
    targets = Targets(learners.astype(np.int64), indptr, courses, times[indptr[:-1]])
    return Fold(interactions.take(past), targets)


def sample(fold: Fold, learners: int, seed: int) -> Fold:
    """The same past, with at most so many learners asked about."""
    if len(fold.targets) <= learners:
        return fold
    random = np.random.default_rng(seed)
    return ask(fold, np.sort(random.choice(len(fold.targets), learners, replace=False)))


def ask(fold: Fold, rows: Longs) -> Fold:
    """The same past, with only some of the learners asked about, by their rows in the targets."""
    targets = fold.targets
    wanted = Histories(targets.indptr, targets.courses, *_blank(targets)).select(rows)
    moments = None if targets.moments is None else targets.moments[rows]
    asked = Targets(targets.learners[rows], wanted.indptr, wanted.courses, moments)
    return replace(fold, targets=asked)


def _blank(targets: Targets) -> tuple[Floats, Longs]:
    """Weights and times for targets, which have none."""
    return np.ones(len(targets.courses), np.float32), np.zeros(len(targets.courses), np.int64)
