"""Sample-ratio mismatch: whether the arms got the shares of learners that they were to get."""

from __future__ import annotations

import math
from collections.abc import Sequence

CERTAINTY = 200.0  # the prior's weight: so many learners at the planned shares
ALARM = 0.001  # rare enough that an alarm means a fault and not chance


def mismatch_p(counts: Sequence[int], shares: Sequence[float]) -> float:
    """A p-value that may be read at any time (Lindon and Malek, NeurIPS 2022).

    A Dirichlet mixture against the planned multinomial. Raises `ValueError` where a share is not
    above 0.
    """
    if len(counts) != len(shares) or min(shares, default=1.0) <= 0:
        raise ValueError("each arm needs a share above 0")
    whole = sum(shares)
    planned = [share / whole for share in shares]
    total = sum(counts)
    log_ratio = math.lgamma(CERTAINTY) - math.lgamma(CERTAINTY + total)
    for count, share in zip(counts, planned, strict=True):
        prior = CERTAINTY * share
        log_ratio += math.lgamma(prior + count) - math.lgamma(prior) - count * math.log(share)
    return min(1.0, math.exp(-log_ratio)) if log_ratio > -700 else 1.0


def is_mismatched(counts: Sequence[int], shares: Sequence[float]) -> bool:
    """Whether something else than chance divides the learners."""
    return mismatch_p(counts, shares) < ALARM
