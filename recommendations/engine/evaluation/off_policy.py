"""What another policy would have earned, from the log of the one that served.

An entry is a place in a list: what stood there, the chance that it did, and what came of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from recommendations.engine.arrays import Array, Longs

ALPHA = 0.05


@dataclass(frozen=True)
class Log:
    """One entry a place; all arrays are [n]."""

    reward: Array
    propensity: Array  # the chance of what stood there under the policy that served, above 0
    target: Array  # its chance under the other policy
    expected: Array  # the reward that a model expects of what stood there
    expected_target: Array  # the reward that it expects there under the other policy
    owners: Longs  # whose list it is: the entries of one learner hang together


@dataclass(frozen=True)
class Estimate:
    """A mean reward for each place, with its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class WhatIf:
    """Three estimates of the other policy beside what was logged."""

    logged: Estimate
    ips: Estimate
    snips: Estimate
    doubly_robust: Estimate
    effective_size: float  # so many entries that agree say as much
    entries: int


def what_if(log: Log, alpha: float = ALPHA) -> WhatIf:
    """Estimate; raises `ValueError` for an empty log or a chance that is not above 0.

    IPS (Horvitz and Thompson, 1952), self-normalised IPS (Swaminathan and Joachims, NeurIPS 2015)
    and doubly robust (Dudik et al., ICML 2011). Intervals are normal, with learners as clusters.
    """
    if len(log.reward) == 0:
        raise ValueError("the log is empty")
    if float(log.propensity.min()) <= 0:
        raise ValueError("each entry needs a chance above 0")
    weights = log.target / log.propensity
    mean_weight = float(weights.mean())
    ratio = float((weights * log.reward).mean()) / mean_weight if mean_weight > 0 else 0.0
    # The influence of an entry on the ratio of two means.
    linear = ratio + weights * (log.reward - ratio) / (mean_weight or 1.0)
    robust = log.expected_target + weights * (log.reward - log.expected)
    squares = float((weights**2).sum())
    return WhatIf(
        logged=_estimate(log.reward, log.owners, alpha),
        ips=_estimate(weights * log.reward, log.owners, alpha),
        snips=_estimate(linear, log.owners, alpha),
        doubly_robust=_estimate(robust, log.owners, alpha),
        effective_size=float(weights.sum()) ** 2 / squares if squares > 0 else 0.0,
        entries=len(weights),
    )


def _estimate(values: Array, owners: Longs, alpha: float) -> Estimate:
    """The mean with a cluster-robust interval; of a single learner nothing narrower than all."""
    mean = float(values.mean())
    _, places = np.unique(owners, return_inverse=True)
    sums = np.bincount(places, weights=values - mean)
    count = len(sums)
    if count < 2:
        return Estimate(mean, float("-inf"), float("inf"))
    error = float(np.sqrt((sums**2).sum() * count / (count - 1))) / len(values)
    reach = NormalDist().inv_cdf(1 - alpha / 2) * error
    return Estimate(mean, mean - reach, mean + reach)


@dataclass(frozen=True)
class PlaceModel:
    """The reward expected of a course at a place: the place's mean times the course's lift."""

    places: Array  # [n_places]
    lifts: Array  # [n_courses]

    def of(self, courses: Longs, places: Longs) -> Array:
        """Expected rewards of courses at places, of one shape."""
        known = np.minimum(places, len(self.places) - 1)
        return np.asarray(np.clip(self.places[known] * self.lifts[courses], 0.0, 1.0))


SMOOTHING = 20.0  # a course with so many entries is half believed


def fit_places(courses: Longs, places: Longs, rewards: Array, n_courses: int) -> PlaceModel:
    """Fit on logged entries; a course that was never shown is taken to be like the mean."""
    overall = float(rewards.mean()) if len(rewards) else 0.0
    width = int(places.max(initial=0)) + 1
    means = _smoothed(places, rewards, np.full(len(rewards), overall), width, overall)
    base = means[places]
    lifts = _smoothed(courses, rewards, base, n_courses, overall) / (overall or 1.0)
    return PlaceModel(means, lifts)


def _smoothed(keys: Longs, rewards: Array, base: Array, width: int, overall: float) -> Array:
    """Observed over expected for each key, drawn towards 1, times the overall mean."""
    got = np.bincount(keys, weights=rewards, minlength=width) + SMOOTHING * overall
    due = np.bincount(keys, weights=base, minlength=width) + SMOOTHING * overall
    return np.asarray(overall * np.divide(got, due, out=np.ones(width), where=due > 0))
