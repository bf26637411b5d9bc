"""What the hybrid and the ranker share: sources that are fitted together, and how they are kept."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.algorithms.base import Algorithm, Progress
from recommendations.engine.registry import create, knobs
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions

from .blend import Fusion

FUSIONS = ("hybrid", "ranker")  # none of them may be a source of another

Settings = Annotated[
    dict[str, dict[str, Any]],
    Field(description="The knobs of each source, where not the defaults."),
]


def algorithm_of(source: str) -> str:
    """A source is an algorithm's name, or `name:anything` where one serves under several knobs."""
    return source.partition(":")[0]


def fit_key(name: str, params: Mapping[str, Any]) -> str:
    """The knobs that a fit depends on: whoever shares them can share the fit."""
    light = {knob.name for knob in knobs(name) if knob.scoring_only}
    heavy = {knob: value for knob, value in params.items() if knob not in light}
    return json.dumps([name, heavy], sort_keys=True, default=str)


class Ensemble(Algorithm):
    """Several algorithms under names; those with a weight of 0 are asked only if `hears_all`."""

    hears_all = False
    sources: dict[str, float]
    fusion: Fusion
    settings: dict[str, dict[str, Any]]

    def __post_init__(self) -> None:
        """Refuse weights below 0 and unknown sources while somebody is there to read why."""
        if any(weight < 0 or not np.isfinite(weight) for weight in self.sources.values()):
            raise ValueError("a source's weight must be 0 or more")
        asked = [name for name, weight in self.sources.items() if weight > 0 or self.hears_all]
        if not any(self.sources.values()) or {algorithm_of(one) for one in asked} & set(FUSIONS):
            raise ValueError("name at least one source above 0, and never a blend itself")
        strangers = set(self.settings) - set(self.sources)
        if strangers:
            raise ValueError(f"settings for no source: {', '.join(sorted(strangers))}")
        self._models = {
            name: create(algorithm_of(name), **self.settings.get(name, {})) for name in asked
        }

    def fit_sources(
        self, interactions: Interactions, catalogue: Catalogue, seed: int, progress: Progress
    ) -> None:
        """Fit every source that is asked; those that differ in scoring alone are fitted once."""
        fitted: dict[str, Algorithm] = {}
        models: dict[str, Algorithm] = {}
        for number, (name, model) in enumerate(self._models.items()):
            progress(number / len(self._models), name)
            key = fit_key(algorithm_of(name), model.params())
            if key not in fitted:
                # A model of its own: should the fit be interrupted, the one before is still whole.
                fresh = type(model)(**model.params())
                fitted[key] = fresh.fit(interactions, catalogue, seed=seed)
            models[name] = fitted[key].with_params(**model.params())
        self._models = models

    def scores_of_sources(self, histories: Histories) -> dict[str, Floats]:
        """What each source says [n_histories, n_courses]."""
        return {name: model.score(histories) for name, model in self._models.items()}

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The sources' arrays, each under its source's name, beside what was learned above them."""
        arrays = super().state()
        for name, model in self._models.items():
            arrays |= {f"{name}/{key}": array for key, array in model.state().items()}
        return arrays

    @classmethod
    def from_state(cls, params: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The ensemble with all its sources; one that was never fitted is refused."""
        own = {key: array for key, array in arrays.items() if "/" not in key}
        model = super().from_state(params, own)
        for name, source in model._models.items():
            inside = f"{name}/"
            kept = {key[len(inside) :]: arrays[key] for key in arrays if key.startswith(inside)}
            if not kept:
                raise KeyError(f"source {name!r} was not fitted with the others: train it anew")
            model._models[name] = type(source).from_state(source.params(), kept)
        return model
