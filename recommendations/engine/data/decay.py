"""How a past loses weight: by place in the history, so that the latest courses speak loudest."""

from __future__ import annotations

import numpy as np

from recommendations.engine.types import Floats, Histories


def fade(histories: Histories, half_life: float) -> Histories:
    """Halve the weight of a course for every `half_life` courses that came after it; 0 = never."""
    if half_life <= 0:
        return histories
    return histories.with_weights(histories.weights * _faded(histories, half_life))


def _faded(histories: Histories, half_life: float) -> Floats:
    """What is left of each entry's weight, 1 for the latest of each history."""
    lengths = np.diff(histories.indptr)
    ends = np.repeat(histories.indptr[1:], lengths)
    later = ends - 1 - np.arange(histories.indptr[0], histories.indptr[-1])
    return np.exp2(-later / half_life).astype(np.float32)
