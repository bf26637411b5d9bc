"""Earlier moments of the same data, at which what came next is known: to learn how to rank."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from recommendations.engine.arrays import ranges
from recommendations.engine.context import Context, rows_of
from recommendations.engine.types import Histories, Interactions, Longs

from .splits import Fold, Targets, asked_at, fold_of, sample

Kind = Literal["last_courses", "last_days", "at_random"]
MOST_TURNS = 20  # of one learner: the further back, the less is left to learn from
MOST_ASKED = 0.5  # of a learner's courses, or hardly a past would be left to learn from
SHARE = 0.1  # of all entries: what is foretold where the ledger is cut at a moment, or at random
A_YEAR = 31_536_000  # seconds: times below are places in a sequence, not moments


@dataclass(frozen=True, eq=False)
class Rehearsal:
    """What may be learned from, the histories to rank for, and row for row what came next."""

    past: Interactions
    histories: Histories  # [n] never later than what is to be found
    targets: Targets  # [n] rows; a learner may have several, one after another

    def __len__(self) -> int:
        """How many times it is asked what came next."""
        return len(self.targets)


def rehearse(interactions: Interactions, kind: Kind, count: int, seed: int) -> Rehearsal:
    """At most `count` questions whose answers are no part of the past.

    `last_courses`: the latest courses of each learner, each foretold from those before it; as
    many of each as are needed. `last_days`: the latest tenth of the ledger, foretold from all
    before it. `at_random`: any tenth, for data without an order.
    """
    match kind:
        case "last_courses":
            return _last_courses(interactions, count, seed)
        case "last_days":
            return _of(sample(_last_days(interactions), count, seed))
        case "at_random":
            return _of(sample(_at_random(interactions, seed), count, seed))


def _last_courses(interactions: Interactions, count: int, seed: int) -> Rehearsal:
    """Each entry among a learner's latest but the very first is a question of its own."""
    lengths = np.diff(interactions.indptr)
    owners = np.repeat(np.arange(interactions.n_learners), lengths)
    starts = interactions.indptr[:-1][owners]
    places = np.arange(len(owners)) - starts
    left = lengths[owners] - places - 1
    able = max(int((lengths >= 2).sum()), 1)
    turns = min(-(-count // able), MOST_TURNS)
    own = np.clip((lengths * MOST_ASKED).astype(np.int64), 1, turns)
    is_asked = (left < own[owners]) & (places > 0)
    entries = np.flatnonzero(is_asked)
    if len(entries) > count:
        drawn = np.random.default_rng(seed).choice(len(entries), count, replace=False)
        entries = entries[np.sort(drawn)]
    return Rehearsal(
        past=interactions.take(~is_asked),
        histories=_before(interactions, entries, owners[entries], places[entries]),
        targets=Targets(
            owners[entries],
            np.arange(len(entries) + 1),
            interactions.indices[entries],
            interactions.times[entries],
        ),
    )


def _before(interactions: Interactions, entries: Longs, owners: Longs, places: Longs) -> Histories:
    """What came before each entry, and the moment of it where times are moments."""
    inside = ranges(entries - places, places)
    context: Context = rows_of(interactions.context, owners)
    if have_moments(interactions):
        context = asked_at(context, interactions.times[entries])
    return Histories(
        np.concatenate([[0], np.cumsum(places)]).astype(np.int64),
        interactions.indices[inside],
        interactions.sequence_weights[inside],
        interactions.times[inside],
        context,
    )


def _last_days(interactions: Interactions) -> Fold:
    """The ledger cut at one moment."""
    times = interactions.times
    cut = np.quantile(times, 1 - SHARE, method="higher") if len(times) else 0
    return fold_of(interactions, times < cut, times >= cut)


def _at_random(interactions: Interactions, seed: int) -> Fold:
    """A tenth of all entries hidden, wherever they stand."""
    is_hidden = np.random.default_rng(seed).random(len(interactions.indices)) < SHARE
    return fold_of(interactions, ~is_hidden, is_hidden)


def _of(fold: Fold) -> Rehearsal:
    """A fold as a rehearsal."""
    known = fold if have_moments(fold.past) else fold.without_moments()
    return Rehearsal(known.past, known.histories, known.targets)


def have_moments(interactions: Interactions) -> bool:
    """Whether times are moments, and not the places of courses in a sequence."""
    return int(interactions.times.max(initial=0)) >= A_YEAR
