"""Judges models on a time-aware split: full ranking, what a learner took before is masked."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from recommendations.engine import registry
from recommendations.engine.algorithms.base import Algorithm, Progress, silent
from recommendations.engine.data.splits import Fold, leave_last_out, sample
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.metrics import Report
from recommendations.engine.evaluation.protocols import K, judge
from recommendations.engine.evaluation.slices import slices
from recommendations.engine.ranking.blend import blend
from recommendations.engine.ranking.candidates import BLOCK, top_k
from recommendations.engine.types import Scored
from recommendations.training.data import TrainingData

logger = logging.getLogger(__name__)

LEARNERS_ASKED = 5_000
SURE_OF = ("ndcg", "hr", "mrr")  # metrics that come with an interval
Weights = Mapping[str, float]


@dataclass(eq=False)
class Judge:
    """Fits models on the past of a split, and ranks with all of them in one pass."""

    data: TrainingData
    seed: int
    models: dict[str, Algorithm] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    lists: dict[str, Scored] = field(default_factory=dict)
    faults: dict[str, Exception] = field(default_factory=dict)

    @cached_property
    def fold(self) -> Fold:
        """Each learner's last course is to be found; at most some thousand learners are asked."""
        return sample(leave_last_out(self.data.interactions).test, LEARNERS_ASKED, self.seed)

    @cached_property
    def asked(self) -> str:
        """A hash of whom is asked about what: figures of one and the same exam are of pairs."""
        people, wanted = self.fold.past.learners, self.fold.targets
        facts = (people[wanted.learners], wanted.indptr, self.fold.past.courses[wanted.courses])
        whole = hashlib.sha256()
        for part in facts:
            whole.update(np.ascontiguousarray(part).tobytes())
        return whole.hexdigest()[:16]

    def judged_of(self, key: str) -> dict[str, np.ndarray]:
        """What a model was worth to each learner asked, by metric; nothing of who they are."""
        report = self.reports.get(key)
        if report is None:
            return {}
        return {name: report.per_learner[name].astype(np.float32) for name in SURE_OF}

    def fit(self, key: str, name: str, params: dict[str, Any], progress: Progress = silent) -> None:
        """Learn from the past only; nothing where no learner has a future to foretell."""
        model = registry.create(name, **params)
        if len(self.fold.targets) > 0:
            model.fit(self.fold.past, self.data.catalogue, seed=self.seed, progress=progress)
            self.models[key] = model

    def rank(self, blends: Mapping[str, Weights]) -> None:
        """Make and measure the lists of every model, and of every blend of them."""
        histories = self.fold.histories
        keys = [*self.models, *blends]
        parts: dict[str, list[Scored]] = {key: [] for key in keys}
        for _start, part in histories.blocks(BLOCK):
            scores = {}
            for key, model in list(self.models.items()):
                try:
                    scores[key] = model.score(part)
                except Exception as error:
                    logger.exception("%s could not be judged.", key)
                    self._give_up(key, error)
            for key, found in scores.items():
                parts[key].append(top_k(found, part, K))
            for key, weights in blends.items():
                heard = {name: weight for name, weight in weights.items() if name in scores}
                if heard:
                    parts[key].append(top_k(blend(scores, heard, seen=part), part, K))
        for key, lists in parts.items():
            if lists and key not in self.faults:
                self._measure(key, lists)

    def metrics_of(self, key: str) -> dict[str, Any]:
        """What was measured, with intervals and slices; empty where nobody could be asked."""
        if key not in self.reports:
            return {}
        report = self.reports[key]
        metrics: dict[str, Any] = {
            f"{metric}@{K}": round(float(value), 6)
            for metric, value in report.values.items()
            if np.isfinite(value)
        }
        for metric in SURE_OF:
            ends = interval(report.per_learner[metric], seed=self.seed)
            metrics[f"{metric}@{K}_ci"] = [round(float(end), 6) for end in ends]
        parts = slices(self.lists[key], report, self.fold, self.data.catalogue)
        return metrics | dict(report.counts) | {"slices": parts}

    def _measure(self, key: str, parts: list[Scored]) -> None:
        courses = np.concatenate([part.courses for part in parts])
        scores = np.concatenate([part.scores for part in parts])
        self.lists[key] = Scored(courses, scores)
        self.reports[key] = judge(self.lists[key], self.fold)

    def _give_up(self, key: str, error: Exception) -> None:
        """A model that cannot score is judged no further; the others are."""
        self.faults[key] = error
        del self.models[key]
