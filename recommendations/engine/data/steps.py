"""Every step of every learner as a sample: the past before it, its last course, what came next."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from recommendations.engine.arrays import Array, ranges
from recommendations.engine.types import Floats, Interactions

if TYPE_CHECKING:
    from scipy.sparse import csr_array

FAINTEST = 0.05  # what is fainter than this is no longer part of a past
LONGEST = 64  # courses of a past, however slowly it fades


class Steps(NamedTuple):
    """One row a step, in float64."""

    pasts: csr_array  # [n_steps, n_courses] fading with distance, the last course at full weight
    lasts: csr_array  # [n_steps, n_courses] the last course of the past alone
    nexts: csr_array  # [n_steps, n_courses] what came next


def steps_of(
    interactions: Interactions, weights: Floats, *, half_life: float, length_damping: float
) -> Steps:
    """All steps; a course of the past counts half after `half_life` later ones.

    A learner of n steps weighs n ** (1 - `length_damping`): at 1 all learners weigh the same.
    """
    lengths = np.diff(interactions.indptr)
    starts = np.repeat(interactions.indptr[:-1], lengths)
    nexts = np.flatnonzero(np.arange(len(starts)) > starts)
    reach = min(int(np.ceil(-np.log2(FAINTEST) * half_life)), LONGEST)
    back = np.minimum(nexts - starts[nexts], reach)
    worth = np.repeat(np.maximum(lengths - 1, 1), lengths)[nexts] ** (-length_damping / 2)

    def rows(entries: Array, counts: Array) -> csr_array:
        """A matrix of which each step owns `counts` of the entries."""
        from scipy.sparse import csr_array

        steps = np.repeat(np.arange(len(nexts)), counts)
        later = np.maximum(nexts[steps] - 1 - entries, 0)
        data = weights[entries] * np.exp2(-later / half_life) * worth[steps]
        indptr = np.concatenate([[0], np.cumsum(counts)])
        shape = (len(nexts), interactions.n_courses)
        return csr_array((data, interactions.indices[entries], indptr), shape=shape)

    one = np.ones(len(nexts), np.int64)
    return Steps(rows(ranges(nexts - back, back), back), rows(nexts - 1, one), rows(nexts, one))
