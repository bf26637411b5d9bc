"""How sure a mean is: 95 % intervals by drawing the learners again and again."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

RESAMPLES = 1_000


def interval(
    values: npt.NDArray[np.float64], *, seed: int = 0, share: float = 0.95
) -> tuple[float, float]:
    """The percentile interval of the mean; (0, 0) where there is nobody to draw."""
    if len(values) == 0:
        return 0.0, 0.0
    random = np.random.default_rng(seed)
    means = [_resampled_mean(values, random) for _ in range(RESAMPLES)]
    low, high = np.quantile(means, [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def difference(
    ours: npt.NDArray[np.float64], theirs: npt.NDArray[np.float64], *, seed: int = 0
) -> tuple[float, tuple[float, float]]:
    """How much better ours is for the same learners, and the interval: pairs are drawn as pairs."""
    gains = ours - theirs
    return (float(gains.mean()) if len(gains) else 0.0), interval(gains, seed=seed)


def _resampled_mean(values: npt.NDArray[np.float64], random: np.random.Generator) -> float:
    """The mean of as many learners as there are, drawn with return."""
    return float(values[random.integers(0, len(values), len(values))].mean())
