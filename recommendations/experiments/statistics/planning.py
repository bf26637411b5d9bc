"""Before the start: how many learners it takes, how long, and what can be found at all."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

from recommendations.experiments.statistics.samples import Sample
from recommendations.experiments.statistics.sequential import ALPHA, radius_in_errors

NORMAL = NormalDist()
POWER = 0.8


@dataclass(frozen=True)
class Spread:
    """How much learners differ in a metric, as their past shows it.

    `relative_variance` is the variance of one learner's value over the squared mean;
    `explained` the share of it that their earlier activity foretells (CUPED).
    """

    relative_variance: float
    explained: float = 0.0

    @property
    def left(self) -> float:
        """What CUPED leaves."""
        return self.relative_variance * (1 - self.explained)


def spread_of(sample: Sample) -> Spread | None:
    """The spread in past data; None where there is too little to tell."""
    values, mean = sample.linear(), sample.value
    if len(values) < 3 or mean <= 0:
        return None
    variance = float(values.var(ddof=1))
    past = sample.before - sample.before.mean()
    width = float(past @ past) * variance * (len(values) - 1)
    explained = float((values - values.mean()) @ past) ** 2 / width if width > 0 else 0.0
    return Spread(variance / mean**2, min(explained, 1.0))


def learners_needed(
    spread: Spread,
    lift: float,
    shares: tuple[float, float] = (0.5, 0.5),
    *,
    power: float = POWER,
    alpha: float = ALPHA,
    is_sequential: bool = True,
) -> int:
    """Learners of both arms together until a lift of this size is found with this power."""
    error = abs(lift) / (_threshold(alpha, is_sequential=is_sequential) + NORMAL.inv_cdf(power))
    return math.ceil(_unit(spread, lift, shares) / error**2)


def smallest_lift(
    spread: Spread,
    learners: int,
    shares: tuple[float, float] = (0.5, 0.5),
    *,
    power: float = POWER,
    alpha: float = ALPHA,
    is_sequential: bool = True,
) -> float:
    """The smallest lift that so many learners show with this power."""
    error = math.sqrt(_unit(spread, 0.0, shares) / max(learners, 1))
    return error * (_threshold(alpha, is_sequential=is_sequential) + NORMAL.inv_cdf(power))


def power_of(
    spread: Spread,
    lift: float,
    learners: int,
    shares: tuple[float, float] = (0.5, 0.5),
    *,
    alpha: float = ALPHA,
    is_sequential: bool = True,
) -> float:
    """The chance that so many learners show this lift: the least, as peeking may find it sooner."""
    error = math.sqrt(_unit(spread, lift, shares) / max(learners, 1))
    return NORMAL.cdf(abs(lift) / error - _threshold(alpha, is_sequential=is_sequential))


def _unit(spread: Spread, lift: float, shares: tuple[float, float]) -> float:
    """The variance of the lift for one learner in all."""
    control, treatment = shares
    return spread.left * ((1 + lift) ** 2 / control + 1 / treatment)


def _threshold(alpha: float, *, is_sequential: bool) -> float:
    return radius_in_errors(alpha) if is_sequential else NORMAL.inv_cdf(1 - alpha / 2)
