"""How far a figure is from its own past."""

from collections.abc import Sequence

import numpy as np

LEAST_DAYS = 7
MOST_Z = 5.0  # working days and weekends differ: they widen the spread, and so the alarm
MOST_PSI = 0.25  # the usual rule of credit scoring: above it, the population has changed
MAD_TO_SIGMA = 1.4826  # of a normal distribution
# Of the median: a figure that never moved does not alarm at its first small step.
LEAST_SPREAD = 0.02
FLOOR = 1e-4  # stands in for an empty bin


def robust_z(value: float, past: Sequence[float]) -> tuple[float, float] | None:
    """The median of the past, and how many robust standard deviations a value lies from it.

    None where the past is too short to know. Median and median absolute deviation (Hampel, 1974)
    are not moved by the odd day, as means are.
    """
    if len(past) < LEAST_DAYS:
        return None
    median = float(np.median(past))
    spread = MAD_TO_SIGMA * float(np.median(np.abs(np.array(past) - median)))
    spread = max(spread, LEAST_SPREAD * abs(median))
    if spread == 0:
        return median, 0.0 if value == median else 2 * MOST_Z
    return median, (value - median) / spread


def stability(shares: Sequence[float], before: Sequence[float]) -> float:
    """The population stability index of two distributions over the same bins; 0 = the same."""
    now, then = (np.maximum(np.array(part), FLOOR) for part in (shares, before))
    return float(((now - then) * np.log(now / then)).sum())
