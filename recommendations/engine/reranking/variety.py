"""Puts candidates in order: the relevant first, unlike each other, in the mix that is wanted."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from recommendations.engine.reranking.calibration import divergence

Doubles = npt.NDArray[np.float64]
Longs = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Wish:
    """How much variety and calibration count against a relevance of 0 to 1."""

    diversity: float = 0.0
    calibration: float = 0.0


@dataclass(frozen=True, eq=False)
class Mix:
    """The shares of kinds that a learner wants, and what stands on the page already."""

    wanted: Doubles  # [n_kinds] above 0, summing to 1
    shown: Doubles  # [n_kinds] how many cards of each kind stand above
    cards: int = 0  # how many stand above, of any kind


def in_turn(
    relevance: Doubles, alike: Doubles, kinds: Doubles, mix: Mix, wish: Wish, *, count: int
) -> Longs:
    """Places of the candidates in their new order: `count` chosen in turn, the rest by relevance.

    Each turn takes the largest relevance less its likeness to the nearest one taken (MMR,
    Carbonell and Goldstein, SIGIR 1998) and less how far the page with it would be from the mix
    (Steck, RecSys 2018). `alike` [n, n] lies between 0 and 1; `kinds` [n, n_kinds] says of what
    wanted kinds each candidate is. Equal candidates keep their order.
    """
    left = relevance.astype(np.float64)
    nearest, shown = np.zeros(len(left)), mix.shown.astype(np.float64)
    weighs_mix = wish.calibration > 0 and len(mix.wanted) > 0
    taken: list[int] = []
    for turn in range(min(count, len(left))):
        worth = left - wish.diversity * nearest
        if weighs_mix:
            shares = (shown + kinds) / (mix.cards + turn + 1)
            worth = worth - wish.calibration * divergence(mix.wanted, shares)
        best = int(np.argmax(worth))
        taken.append(best)
        left[best] = -np.inf
        np.maximum(nearest, alike[best], out=nearest)
        shown = shown + kinds[best]
    rest = [int(at) for at in np.argsort(-left, kind="stable") if left[at] > -np.inf]
    return np.array(taken + rest, dtype=np.int64)


def likeness(*kinds: tuple[Longs, float]) -> Doubles:
    """How alike candidates are [n, n]: the weights of the kinds that two share; 0 is no kind."""
    n = len(kinds[0][0]) if kinds else 0
    found = np.zeros((n, n))
    for values, weight in kinds:
        found += weight * ((values[:, None] == values[None, :]) & (values[:, None] != 0))
    return found
