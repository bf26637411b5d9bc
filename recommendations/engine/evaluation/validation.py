"""Fitting and judging on the validation part, over and over, without fitting the same twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, sample
from recommendations.engine.ranking.ensemble import fit_key
from recommendations.engine.registry import create

from .protocols import evaluate

Note = Callable[[str], None]
ASKED_LEARNERS = 10_000  # a knob's effect shows on so many; all of them would only cost time
KEPT_MODELS = 2


class Validation:
    """Judges knobs on one fold; the latest models are kept for knobs that need no new fit."""

    def __init__(self, dataset: Dataset, fold: Fold, seed: int) -> None:
        self.dataset, self.fold, self.seed = dataset, fold, seed
        self.asked = sample(fold, ASKED_LEARNERS, seed)
        self.fits = 0
        self._models: dict[str, Algorithm] = {}

    def ndcg(self, name: str, params: Mapping[str, Any]) -> float:
        """How well these knobs rank what the learners took next."""
        return evaluate(self.model(name, params), self.asked).ndcg

    def model(self, name: str, params: Mapping[str, Any]) -> Algorithm:
        """A model under these knobs that has learned the fold's past."""
        fresh = create(name, **params)
        key = fit_key(name, fresh.params())
        if key not in self._models:
            fresh.fit(self.fold.past, self.dataset.catalogue, seed=self.seed)
            self.fits += 1
            self.keep(name, fresh)
        kept = self._models[key]
        return kept if kept.params() == fresh.params() else kept.with_params(**fresh.params())

    def keep(self, name: str, model: Algorithm) -> None:
        """Remember a model that has learned this fold's past."""
        while len(self._models) >= KEPT_MODELS:
            del self._models[next(iter(self._models))]
        self._models[fit_key(name, model.params())] = model
