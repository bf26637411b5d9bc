"""How much better one arm is than another, and between which limits."""

from __future__ import annotations

import math
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from recommendations.experiments.statistics.samples import Numbers, Sample
from recommendations.experiments.statistics.sequential import always_valid_p, always_valid_radius

ALPHA = 0.05
# Below these the normal approximation says little: nothing is concluded yet.
FEWEST_LEARNERS = 100
FEWEST_ACTIVE = 20
NORMAL = NormalDist()


@dataclass(frozen=True)
class Effect:
    """An arm against the control: everything is relative to the control's value (0.05 = +5 %).

    `interval` is for one look at a planned end, `sequence` holds however often one looks.
    """

    control: float
    treatment: float
    lift: float
    error: float  # the standard error of the lift
    interval: tuple[float, float]
    sequence: tuple[float, float]
    p_fixed: float
    p_always: float
    cuped_gain: float  # by how much the past of the learners lowered the variance; 0 = not at all

    @property
    def is_better(self) -> bool:
        """Whether the arm is better, safe under peeking."""
        return self.sequence[0] > 0

    @property
    def is_worse(self) -> bool:
        """Whether the arm is worse, safe under peeking."""
        return self.sequence[1] < 0


def compare(
    control: Sample, treatment: Sample, *, worth_knowing: float, alpha: float = ALPHA
) -> Effect | None:
    """The effect of a treatment, or None while there is too little to say anything.

    `worth_knowing` is the smallest lift that the experiment was planned for: the always-valid
    limits are tightest there. CUPED (Deng et al., WSDM 2013) takes out what the learners' own past
    foretells.
    """
    if not (_is_enough(control) and _is_enough(treatment)):
        return None
    (mean_c, variance_c), (mean_t, variance_t), gain = _adjusted(control, treatment)
    if mean_c <= 0:
        return None
    lift = mean_t / mean_c - 1
    error = math.sqrt(variance_t / mean_c**2 + mean_t**2 * variance_c / mean_c**4)
    if error <= 0:
        return None
    z = NORMAL.inv_cdf(1 - alpha / 2)
    radius = always_valid_radius(error, worth_knowing, alpha)
    return Effect(
        control=mean_c,
        treatment=mean_t,
        lift=lift,
        error=error,
        interval=(lift - z * error, lift + z * error),
        sequence=(lift - radius, lift + radius),
        p_fixed=2 * (1 - NORMAL.cdf(abs(lift) / error)),
        p_always=always_valid_p(lift, error, worth_knowing),
        cuped_gain=gain,
    )


def _is_enough(sample: Sample) -> bool:
    return len(sample) >= FEWEST_LEARNERS and int((sample.top > 0).sum()) >= FEWEST_ACTIVE


def _adjusted(
    control: Sample, treatment: Sample
) -> tuple[tuple[float, float], tuple[float, float], float]:
    """Mean and variance of the mean of each arm after CUPED, and what CUPED gained."""
    values = [control.linear(), treatment.linear()]
    past = [control.before, treatment.before]
    slope = _slope(values, past)
    middle = float(np.concatenate(past).mean())
    pairs = zip(values, past, strict=True)
    adjusted = [value - slope * (before - middle) for value, before in pairs]
    spread, raw = sum(_variance(one) for one in adjusted), sum(_variance(one) for one in values)
    gain = 1 - spread / raw if raw > 0 else 0.0
    first, second = (
        _mean_and_variance(value, sample.weight)
        for value, sample in zip(adjusted, (control, treatment), strict=True)
    )
    return first, second, max(gain, 0.0)


def _slope(values: list[Numbers], past: list[Numbers]) -> float:
    """How much of a value the past foretells, learned within both arms alike."""
    centred = [before - before.mean() for before in past]
    width = sum(float(one @ one) for one in centred)
    if width <= 0:
        return 0.0
    products = zip(values, centred, strict=True)
    return sum(float((value - value.mean()) @ one) for value, one in products) / width


def _variance(values: Numbers) -> float:
    return float(values.var(ddof=1)) if len(values) > 1 else 0.0


def _mean_and_variance(values: Numbers, weight: Numbers) -> tuple[float, float]:
    """The weighted mean and its variance; with equal weights the usual ones."""
    total = float(weight.sum())
    mean = float(weight @ values) / total
    count = len(values)
    variance = float((weight**2) @ (values - mean) ** 2) / total**2
    return mean, variance * count / (count - 1)
