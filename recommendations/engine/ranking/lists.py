"""Lists of candidates with what was to be found: to learn from, and to judge by."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Self

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats, Longs

Doubles = npt.NDArray[np.float64]
K = 10  # places that count
DOUBT = 1.0  # a gain must be larger than so many of its standard errors


@dataclass(frozen=True, eq=False)
class Lists:
    """Lists of candidates with the answers: what is learned from, and judged on."""

    table: Floats  # [n_pairs, n_columns]
    owners: Longs  # [n_pairs] ascending
    wanted: npt.NDArray[np.bool_]  # [n_pairs]
    sizes: Longs  # [n_lists] how many were to be found, among the candidates or not

    def __len__(self) -> int:
        """How many lists there are."""
        return len(self.sizes)

    @property
    def have_answers(self) -> npt.NDArray[np.bool_]:
        """Which lists hold anything that was to be found [n_lists]."""
        return np.asarray(np.bincount(self.owners, self.wanted, len(self)) > 0)

    def part(self, chosen: npt.NDArray[np.bool_]) -> Self:
        """Some of the lists [n_lists]."""
        kept = chosen[self.owners]
        owners = (np.cumsum(chosen) - 1)[self.owners[kept]]
        return type(self)(self.table[kept], owners, self.wanted[kept], self.sizes[chosen])

    def ndcg(self, scores: Floats) -> Doubles:
        """Each list's NDCG over the first ten if it were ordered so; NaN comes last."""
        falling = -np.nan_to_num(scores, nan=-np.inf)
        order = np.lexsort((falling, self.owners))
        owners = self.owners[order]
        places = np.arange(len(owners)) - np.searchsorted(owners, owners)
        gains = self.wanted[order] * (places < K) / np.log2(places + 2)
        ideal = np.cumsum(1 / np.log2(np.arange(2, K + 2)))
        best = ideal[np.clip(self.sizes, 1, K) - 1]
        return np.asarray(np.bincount(owners, gains, len(self)) / best)


def is_sure(gains: Doubles) -> bool:
    """Whether a mean gain stands out of its own noise."""
    if len(gains) < 2:
        return False
    doubt = DOUBT * float(gains.std()) / math.sqrt(len(gains))
    return float(gains.mean()) > doubt
