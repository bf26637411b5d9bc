"""A decision tree: a few questions about a learner and a course, and how often the answer was yes."""

from __future__ import annotations

from typing import Any

from recommendations.engine.features.lessons import Lessons

from .base import algorithm
from .classic import Candidates, Depth, LeastLeaf, Negatives, PairCount
from .forests import Forest


@algorithm
class DecisionTree(Forest):
    """CART (Breiman, Friedman, Olshen & Stone, 1984) by scikit-learn, read out as arrays."""

    label = "Fits your profile"

    depth: Depth = 6
    least_leaf: LeastLeaf = 100
    pairs: PairCount = 300_000
    negatives: Negatives = 30
    candidates: Candidates = 300

    def grown(self, lessons: Lessons, seed: int) -> list[Any]:
        """One tree."""
        from sklearn.tree import DecisionTreeClassifier

        tree = DecisionTreeClassifier(
            max_depth=self.depth, min_samples_leaf=self.least_leaf, random_state=seed
        )
        return [tree.fit(lessons.table, lessons.taken)]
