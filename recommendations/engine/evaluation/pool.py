"""Several sources' scores of the courses that any of them would put forward, held side by side."""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.splits import Fold
from recommendations.engine.ranking.blend import Fusion, blend
from recommendations.engine.ranking.candidates import BLOCK, recommend, union
from recommendations.engine.selection import largest
from recommendations.engine.types import Floats, Histories

from .protocols import K

Doubles = npt.NDArray[np.float64]
DEPTH = 100  # a course that no source ranks so high cannot come into the first ten of a blend
FUSIONS: tuple[Fusion, ...] = get_args(Fusion)


class Pool:
    """For each learner asked, the candidates of all sources, with each source's scaled scores."""

    def __init__(self, asked: Fold, sources: Mapping[str, Algorithm]) -> None:
        histories, self.n_courses = asked.histories, asked.past.n_courses
        lists = [recommend(model, histories, DEPTH).courses for model in sources.values()]
        self.columns = union(np.concatenate(lists, axis=1), self.n_courses)  # [n, width]
        self.is_course = self.columns < self.n_courses
        self.is_wanted = self._wanted(asked)
        self.ideal = _ideal(np.diff(asked.targets.indptr))
        self.parts = {fusion: self._parts(histories, sources, fusion) for fusion in FUSIONS}

    def ndcg(self, scores: Floats) -> Doubles:
        """Each learner's NDCG if the candidates were ranked so [n]."""
        masked = np.where(self.is_course, scores, np.float32(-np.inf))
        owners, places, rank = largest(masked, K)
        gains = self.is_wanted[owners, places] / np.log2(rank + 2)
        return np.bincount(owners, gains, len(self.columns)) / self.ideal

    def _wanted(self, asked: Fold) -> npt.NDArray[np.bool_]:
        """Which candidates are to be found."""
        targets, width = asked.targets, self.n_courses + 1
        rows = np.arange(len(targets), dtype=np.int64)
        keys = np.repeat(rows, np.diff(targets.indptr)) * width + targets.courses
        return np.isin(rows[:, None] * width + self.columns, keys)

    def _parts(
        self, histories: Histories, sources: Mapping[str, Algorithm], fusion: Fusion
    ) -> dict[str, Floats]:
        """Each source's scores as the blend would add them [n, width]; no opinion adds nothing."""
        places = np.minimum(self.columns, max(self.n_courses - 1, 0))
        parts = {name: np.zeros(self.columns.shape, np.float32) for name in sources}
        for start, part in histories.blocks(BLOCK):
            rows = slice(start, start + len(part))
            for name, model in sources.items():
                alone = blend({name: model.score(part)}, {name: 1.0}, fusion, seen=part)
                parts[name][rows] = np.nan_to_num(np.take_along_axis(alone, places[rows], axis=1))
        return parts


def _ideal(sizes: npt.NDArray[np.int64]) -> Doubles:
    """The DCG of a perfect list for so many courses to find."""
    gains = np.concatenate([[0.0], np.cumsum(1 / np.log2(np.arange(2, K + 2)))])
    return np.asarray(np.maximum(gains[np.minimum(sizes, K)], 1e-12))
