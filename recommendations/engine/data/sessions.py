"""Sessions: courses taken in one go, told apart by the gaps between them."""

from __future__ import annotations

import numpy as np

from recommendations.engine.arrays import HEAVIEST
from recommendations.engine.context import numbers_of
from recommendations.engine.types import Histories, Longs

PAUSE_SECONDS = 3_600  # who did nothing for so long has left: what follows is another session


def latest_session(histories: Histories, gap: int) -> Longs:
    """How many courses each history's latest session holds [n_histories]; 0 without a history.

    A gap of more than so many seconds ends a session.
    """
    lengths = np.diff(histories.indptr)
    times, owners = histories.times, histories.owners
    breaks = (np.diff(times) > gap) | (np.diff(owners) != 0)
    starts = np.flatnonzero(np.concatenate([[True], breaks])[: len(times)])
    ends = histories.indptr[1:]
    begun = (
        starts[np.maximum(np.searchsorted(starts, ends - 1, side="right") - 1, 0)]
        if len(starts)
        else np.zeros(len(lengths), np.int64)
    )
    return np.where(lengths > 0, ends - begun, 0).astype(np.int64)


def emphasised(histories: Histories, factor: float) -> Histories:
    """The same pasts with what was done in a session that still lasts weighing `factor` times more.

    The context's `now` tells whether it lasts; where it is not told, everybody is still there.
    """
    if factor == 1 or not len(histories.times):
        return histories
    now = numbers_of(histories.context, "now", len(histories))
    lengths, ends = latest_session(histories, PAUSE_SECONDS), histories.indptr[1:]
    last = histories.times[np.maximum(ends - 1, 0)]
    lengths[(now >= 0) & (now - last > PAUSE_SECONDS)] = 0
    places = np.arange(len(histories.times)) + histories.indptr[0]
    is_now = places >= np.repeat(ends - lengths, np.diff(histories.indptr))
    weights = np.where(is_now, histories.weights * np.float32(factor), histories.weights)
    return histories.with_weights(np.minimum(weights, HEAVIEST).astype(np.float32))
