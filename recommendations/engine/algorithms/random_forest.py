"""A random forest: many trees on drawn pairs and drawn columns, and their mean."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from recommendations.engine.features.lessons import Lessons

from .base import NOT_TUNED, algorithm
from .classic import Candidates, Depth, LeastLeaf, Negatives, PairCount
from .forests import Forest


@algorithm
class RandomForest(Forest):
    """Random forests (Breiman, Machine Learning 2001) by scikit-learn, read out as arrays."""

    label = "Fits learners like you"

    trees: int = Field(
        40, ge=1, le=300, description="How many trees are asked.", json_schema_extra=NOT_TUNED
    )
    depth: Depth = 10
    least_leaf: LeastLeaf = 50
    pairs: PairCount = 300_000
    negatives: Negatives = 30
    candidates: Candidates = 300

    def grown(self, lessons: Lessons, seed: int) -> list[Any]:
        """All trees."""
        from sklearn.ensemble import RandomForestClassifier

        forest = RandomForestClassifier(
            self.trees,
            max_depth=self.depth,
            min_samples_leaf=self.least_leaf,
            max_features="sqrt",
            random_state=seed,
        )
        return list(forest.fit(lessons.table, lessons.taken).estimators_)
