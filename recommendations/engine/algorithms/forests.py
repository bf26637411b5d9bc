"""What a tree and a forest share: learned trees as arrays, walked with numpy."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Any

import numpy as np

from recommendations.engine.features.lessons import Lessons
from recommendations.engine.features.pairs import COLUMNS
from recommendations.engine.features.trees import Trees
from recommendations.engine.types import Floats

from .classic import Classic

LIKED_SCALE = 10.0  # logarithms: twenty thousand learners and a little more
TIE = 1e-3  # the most that this moves a share
ARRAYS = ("roots", "lefts", "rights", "columns", "thresholds", "shares")


class Forest(Classic):
    """Interest is the mean share of taken pairs in the leaves that a pair ends in."""

    depth: int
    least_leaf: int

    @abstractmethod
    def grown(self, lessons: Lessons, seed: int) -> list[Any]:
        """The fitted trees of scikit-learn."""

    def learn(self, lessons: Lessons, seed: int) -> None:
        """Grow the trees and read them out."""
        trees = Trees.of(self.grown(lessons, seed) if lessons.teach else [])
        for name in ARRAYS:
            setattr(self, f"{name}_", getattr(trees, name))
        vars(self).pop("trees_read", None)

    def interest(self, table: Floats) -> Floats:
        """The mean over the trees; pairs in the same leaves by how many liked the course."""
        shares = self.trees_read.mean_share(table)
        liked = table[:, COLUMNS.index("liked")].astype(np.float64)
        return np.asarray(shares + TIE * np.tanh(liked / LIKED_SCALE), np.float32)

    @cached_property
    def trees_read(self) -> Trees:
        """The trees as they are walked."""
        found: dict[str, Any] = {name: vars(self)[f"{name}_"] for name in ARRAYS}
        return Trees(**found)
