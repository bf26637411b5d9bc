"""How far what is shown is from the mix of a learner's interests (Steck, RecSys 2018)."""

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]
SMOOTHING = 0.01  # an interest that is not shown at all is not infinitely bad


def mix_of(kinds: npt.NDArray[np.int64], weights: npt.NDArray[np.floating]) -> dict[int, float]:
    """The share of each kind, largest first, summing to 1; kind 0 is none and left out."""
    known = (kinds != 0) & (weights > 0)
    names, owners = np.unique(kinds[known], return_inverse=True)
    totals = np.bincount(owners, weights[known], minlength=len(names))
    order = np.argsort(-totals, kind="stable")
    sums = totals.sum() or 1.0
    return {int(names[at]): float(totals[at] / sums) for at in order}


def divergence(wanted: Doubles, shown: Doubles) -> Doubles:
    """The Kullback-Leibler divergence in nats [...] of shares `shown` [..., n] from `wanted` [n].

    Every wanted share is above 0; what is shown may also be of kinds that are not wanted, so its
    shares may sum to less than 1.
    """
    mixed = (1 - SMOOTHING) * shown + SMOOTHING * wanted
    return np.asarray((wanted * np.log(wanted / mixed)).sum(axis=-1))
