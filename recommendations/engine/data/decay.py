"""How a past loses weight: by place in a history, so that its end speaks loudest, and by age."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from recommendations.engine.types import SECONDS_A_DAY, Floats, Histories, Interactions

OLDEST = 40  # half-lives after which nothing fades further: what is 0 would not have been taken


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


def aged(interactions: Interactions, half_life_days: float) -> Interactions:
    """Halve the weight of an interaction for every so many days before the newest; 0 = never."""
    if half_life_days <= 0 or not len(interactions.times):
        return interactions
    days = (interactions.times.max() - interactions.times) / SECONDS_A_DAY
    left = np.exp2(-np.minimum(days / half_life_days, OLDEST))
    weights = (interactions.sequence_weights * left).astype(np.float32)
    return replace(interactions, sequence_weights=weights)
