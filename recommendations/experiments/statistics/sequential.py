"""Limits that hold at every look: peeking makes no false winners.

The mixture sequential test for a normal estimate (Robbins, 1970; Johari et al., KDD 2017): its
likelihood ratio, mixed over lifts with a normal prior, exceeds 1/alpha at any time with a chance
of at most alpha where there is no effect.
"""

from __future__ import annotations

import math

ALPHA = 0.05
# The prior's variance in units of the estimate's variance at the planned end, where the limits for
# alpha = 0.05 are tightest: the minimum of (1 + u) / u * log((1 + u) / alpha^2).
BEST_RATIO = 8.4


def always_valid_radius(error: float, worth_knowing: float, alpha: float = ALPHA) -> float:
    """Half the width of the interval around an estimate with this standard error."""
    variance, prior = error**2, _prior(worth_knowing)
    shrink = (variance + prior) / prior
    return math.sqrt(variance * shrink * math.log((variance + prior) / (variance * alpha**2)))


def always_valid_p(estimate: float, error: float, worth_knowing: float) -> float:
    """A p-value that may be read at any time."""
    variance, prior = error**2, _prior(worth_knowing)
    exponent = estimate**2 * prior / (2 * variance * (variance + prior))
    log_ratio = 0.5 * math.log(variance / (variance + prior)) + exponent
    return min(1.0, math.exp(-log_ratio)) if log_ratio > -700 else 1.0


def radius_in_errors(alpha: float = ALPHA) -> float:
    """Half the width at the planned end, in standard errors (the usual test has 1.96)."""
    return math.sqrt((1 + BEST_RATIO) / BEST_RATIO * math.log((1 + BEST_RATIO) / alpha**2))


def _prior(worth_knowing: float) -> float:
    """The variance of the prior: as if the experiment ends where this lift is found 4 times in 5."""
    planned_error = worth_knowing / (radius_in_errors() + 0.8416)
    return BEST_RATIO * planned_error**2
