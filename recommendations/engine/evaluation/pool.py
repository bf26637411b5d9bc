"""Several sources' scores of the courses that any of them would put forward, held side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import TypeVar, get_args

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.splits import Fold
from recommendations.engine.ranking.blend import Fusion, blend
from recommendations.engine.ranking.candidates import BLOCK, top_k, union
from recommendations.engine.selection import largest
from recommendations.engine.types import Floats, Histories, Longs

from .protocols import K

T = TypeVar("T", bound=np.generic)
Doubles = npt.NDArray[np.float64]
DEPTH = 100  # a course that no source ranks so high cannot come into the first ten of a blend
FUSIONS: tuple[Fusion, ...] = get_args(Fusion)


class Pool:
    """For each learner asked, the candidates of all sources, with each source's scaled scores."""

    def __init__(self, asked: Fold, sources: Mapping[str, Algorithm]) -> None:
        self.n_courses = asked.past.n_courses
        blocks = [self._block(part, sources) for _, part in asked.histories.blocks(BLOCK)]
        width = max((columns.shape[1] for columns, _ in blocks), default=1)
        self.columns = _laid_out([columns for columns, _ in blocks], width, self.n_courses)
        self.is_course = self.columns < self.n_courses  # [n, width]
        self.is_wanted = self._wanted(asked)
        self.ideal = _ideal(np.diff(asked.targets.indptr))
        self.parts: dict[Fusion, dict[str, Floats]] = {
            fusion: {
                name: _laid_out([parts[fusion, name] for _, parts in blocks], width, 0)
                for name in sources
            }
            for fusion in FUSIONS
        }

    def ndcg(self, scores: Floats) -> Doubles:
        """Each learner's NDCG if the candidates were ranked so [n]."""
        masked = np.where(self.is_course, scores, np.float32(-np.inf))
        owners, places, rank = largest(masked, K)
        gains = self.is_wanted[owners, places] / np.log2(rank + 2)
        return np.bincount(owners, gains, len(self.columns)) / self.ideal

    def within_reach(self) -> float:
        """The share of learners for whom any source alone has anything wanted in its first ten."""
        found = np.zeros(len(self.columns), dtype=bool)
        for part in self.parts["score"].values():
            heard = np.where(self.is_course & (part != 0), part, np.float32(-np.inf))
            owners, places, _ = largest(heard, K)
            found[owners[self.is_wanted[owners, places]]] = True
        return float(found.mean()) if len(found) else 0.0

    def _wanted(self, asked: Fold) -> npt.NDArray[np.bool_]:
        """Which candidates are to be found."""
        targets, width = asked.targets, self.n_courses + 1
        rows = np.arange(len(targets), dtype=np.int64)
        keys = np.repeat(rows, np.diff(targets.indptr)) * width + targets.courses
        return np.isin(rows[:, None] * width + self.columns, keys)

    def _block(
        self, part: Histories, sources: Mapping[str, Algorithm]
    ) -> tuple[Longs, dict[tuple[Fusion, str], Floats]]:
        """The candidates of some learners, and each source's scores as a blend would add them."""
        scores = {name: model.score(part) for name, model in sources.items()}
        lists = [top_k(one, part, DEPTH).courses for one in scores.values()]
        columns = union(np.concatenate(lists, axis=1), self.n_courses)
        places = np.minimum(columns, max(self.n_courses - 1, 0))
        parts = {}
        for fusion, (name, found) in product(FUSIONS, scores.items()):
            alone = blend({name: found}, {name: 1.0}, fusion, seen=part)
            parts[fusion, name] = np.nan_to_num(np.take_along_axis(alone, places, axis=1))
        return columns, parts


def _laid_out(blocks: Sequence[npt.NDArray[T]], width: int, filler: int) -> npt.NDArray[T]:
    """Blocks of rows below one another, short rows filled up."""
    padded = [
        np.pad(one, ((0, 0), (0, width - one.shape[1])), constant_values=filler) for one in blocks
    ]
    return np.concatenate(padded) if padded else np.zeros((0, width))  # type: ignore[return-value]


def _ideal(sizes: npt.NDArray[np.int64]) -> Doubles:
    """The DCG of a perfect list for so many courses to find."""
    gains = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(2, K + 2)))])
    return np.asarray(np.maximum(gains[np.minimum(sizes, K)], 1e-12))
