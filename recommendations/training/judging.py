"""Judges models on a time-aware split: full ranking, what a learner took before is masked."""

from functools import cached_property
from typing import Any

import numpy as np

from recommendations.engine import registry
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.splits import Fold, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.protocols import K, judge
from recommendations.engine.ranking.blend import blend
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.types import Floats, Histories
from recommendations.training.data import TrainingData

LEARNERS_ASKED = 5_000


class _Blend:
    """Several fitted models as one scorer."""

    def __init__(self, models: dict[str, tuple[Algorithm, float]]) -> None:
        self.models = models

    def score(self, histories: Histories) -> Floats:
        """The weighted blend that the homepage serves."""
        scores = {name: model.score(histories) for name, (model, _) in self.models.items()}
        weights = {name: weight for name, (_, weight) in self.models.items()}
        return blend(scores, weights, seen=histories)


class Judge:
    """Fits models on the past of a split and measures them on what came after."""

    def __init__(self, data: TrainingData, seed: int) -> None:
        self.data = data
        self.seed = seed
        self.fitted: dict[str, tuple[Algorithm, float]] = {}

    @cached_property
    def fold(self) -> Fold:
        """Each learner's last course is to be found; at most some thousand learners are asked."""
        return sample(leave_last_out(self.data.interactions).test, LEARNERS_ASKED, self.seed)

    def metrics_of(self, name: str, params: dict[str, Any], weight: float) -> dict[str, Any]:
        """Fit on the past only and measure; empty where no learner has a future to foretell."""
        model = registry.create(name, **params)
        if len(self.fold.targets) == 0:
            return {}
        model.fit(self.fold.past, self.data.catalogue, seed=self.seed)
        if weight > 0:
            self.fitted[name] = (model, weight)
        return self._measured(model)

    def blend_metrics(self) -> dict[str, Any]:
        """The same for all fitted models together."""
        if len(self.fitted) < 2:
            return {}
        return {"hybrid": self._measured(_Blend(self.fitted))}

    def _measured(self, scorer: Any) -> dict[str, Any]:
        report = judge(recommend(scorer, self.fold.histories, K), self.fold)
        metrics: dict[str, Any] = {
            f"{metric}@{K}": round(float(value), 6)
            for metric, value in report.values.items()
            if np.isfinite(value)
        }
        ends = interval(report.per_learner["ndcg"], seed=self.seed)
        metrics[f"ndcg@{K}_ci"] = [round(float(end), 6) for end in ends]
        return metrics | dict(report.counts)
