"""Sessions: courses taken in one go, told apart by the gaps between them."""

from __future__ import annotations

import numpy as np

from recommendations.engine.types import Histories, Longs


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
