"""Thompson sampling: arms that do better get more learners."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from recommendations.experiments.statistics.samples import Sample

DRAWS = 20_000
LEAST_SHARE = 0.05  # so that no arm is given up for ever and every propensity is above 0
EARLY = 50  # an arm with fewer learners is taken to be like all of them together


def thompson_shares(samples: Sequence[Sample], seed: int) -> list[float]:
    """Each arm's chance to be the best (Thompson, 1933), none below the least share.

    The belief about an arm's mean is normal around what its learners did; it starts at what all
    arms did together, with the weight of a few learners.
    """
    values = np.concatenate([sample.linear() for sample in samples])
    if len(values) < EARLY * len(samples) or float(values.var()) <= 0:
        return [1 / len(samples)] * len(samples)
    prior, spread = float(values.mean()), float(values.var())
    counts = np.array([len(sample) for sample in samples], np.float64)
    sums = np.array([float(sample.linear().sum()) for sample in samples])
    means = (sums + EARLY * prior) / (counts + EARLY)
    errors = np.sqrt(spread / (counts + EARLY))
    draws = np.random.default_rng(seed).normal(means, errors, (DRAWS, len(samples)))
    wins = np.bincount(draws.argmax(axis=1), minlength=len(samples)) / DRAWS
    return floored(wins.tolist())


def floored(shares: Sequence[float], least: float = LEAST_SHARE) -> list[float]:
    """The same shares with none below the least, summing to 1."""
    free = 1 - least * len(shares)
    whole = sum(shares)
    return [least + free * share / whole for share in shares]
