"""Several splits of one data set: windows that roll through time, and earlier futures to check."""

from __future__ import annotations

import numpy as np

from recommendations.engine.types import Interactions, Ints

from .splits import TEST, Fold, Split, fold_of

WINDOW = 0.1  # of all entries: what each window asks about


def rolling(interactions: Interactions, folds: int) -> tuple[Split, ...]:
    """The last `folds` tenths of the ledger, each foretold from all before it, earliest first.

    The tenth before each is its validation part. At most 8, so that the first has a past.
    """
    if not 1 <= folds <= 8:
        raise ValueError("rolling splits: from 1 to 8 folds")
    if len(interactions.times) == 0:
        return ()
    shares = 1 - WINDOW * np.arange(folds + 1, 0, -1)
    cuts = [*np.quantile(interactions.times, shares, method="higher").tolist(), np.inf]
    windows = [_window(interactions, *cuts[n : n + 2]) for n in range(folds + 1)]
    return tuple(Split(windows[n], windows[n + 1]) for n in range(folds))


def _window(interactions: Interactions, start: float, stop: float) -> Fold:
    """What came between two moments, foretold from all before the first."""
    times = interactions.times
    return fold_of(interactions, times < start, (times >= start) & (times < stop))


def earlier_courses(interactions: Interactions, folds: int) -> tuple[Fold, ...]:
    """For cross-validation: the last course but one of each learner, the last but two, and so on.

    Each is foretold from the courses before it; the last course, the test, is in none of them.
    """
    lengths = np.diff(interactions.indptr)
    left = np.repeat(interactions.indptr[1:], lengths) - np.arange(len(interactions.indices)) - 1
    place = np.arange(len(left)) - np.repeat(interactions.indptr[:-1], lengths)
    is_first = (place == 0) & ((left > 0) | (np.repeat(lengths, lengths) == 1))
    return tuple(
        fold_of(interactions, (left > back) | is_first, (left == back) & (place > 0))
        for back in range(1, folds + 1)
    )


def earlier_windows(interactions: Interactions, folds: int) -> tuple[Fold, ...]:
    """For cross-validation: the tenths of the ledger before the test, the latest first."""
    return tuple(split.validation for split in reversed(rolling(interactions, folds)))


def shares(interactions: Interactions, parts: Ints, folds: int, seed: int) -> tuple[Fold, ...]:
    """For cross-validation without an order: all but the test part, dealt at random."""
    known = parts != TEST
    dealt = np.random.default_rng(seed).integers(0, folds, len(parts))
    return tuple(
        fold_of(interactions, known & (dealt != one), known & (dealt == one))
        for one in range(folds)
    )
