"""The hybrid: several algorithms fitted together and blended by weights that people can edit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.algorithms.base import (
    SCORING_ONLY,
    Algorithm,
    Progress,
    algorithm,
    silent,
)
from recommendations.engine.registry import create
from recommendations.engine.types import (
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
)

from .blend import Fusion, blend, sizes

# Content speaks for courses that nobody took yet, popularity for learners who took none.
SOURCES = {"ease": 1.0, "transitions": 0.7, "content": 0.05, "popularity": 0.01}


@algorithm
class Hybrid(Algorithm):
    """Asks its sources and adds up what they say; a source without an opinion is passed over."""

    label = "Picked for you"

    sources: dict[str, float] = Field(
        default_factory=lambda: dict(SOURCES),
        description="What each source's word is worth; 0 = not asked.",
        json_schema_extra=SCORING_ONLY,
    )
    fusion: Fusion = Field(
        "score",
        description="Add up scores, or ranks (for sources whose scores do not compare).",
        json_schema_extra=SCORING_ONLY,
    )
    settings: dict[str, dict[str, Any]] = Field(
        default_factory=dict, description="The knobs of each source, where not the defaults."
    )

    def __post_init__(self) -> None:
        """Refuse weights below 0 and unknown sources while somebody is there to read why."""
        if any(weight < 0 or not np.isfinite(weight) for weight in self.sources.values()):
            raise ValueError("a source's weight must be 0 or more")
        asked = [name for name, weight in self.sources.items() if weight > 0]
        if not asked or "hybrid" in asked:
            raise ValueError("name at least one source above 0, and never the hybrid itself")
        strangers = set(self.settings) - set(self.sources)
        if strangers:
            raise ValueError(f"settings for no source: {', '.join(sorted(strangers))}")
        self._models = {name: create(name, **self.settings.get(name, {})) for name in asked}

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Fit every source that is asked."""
        self.n_courses_ = interactions.n_courses
        for number, (name, model) in enumerate(self._models.items()):
            progress(number / len(self._models), name)
            model.fit(interactions, catalogue, seed=seed)
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The blend of all sources."""
        scores = {name: model.score(histories) for name, model in self._models.items()}
        return blend(scores, self.sources, self.fusion, seen=histories)

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """What each course of the history adds over all sources; ranks cannot be taken apart."""
        if self.fusion != "score":
            return ()
        totals: dict[int, float] = defaultdict(float)
        for name, model in self._models.items():
            scale = self.sources[name] / float(sizes(model.score(history))[0, 0])
            for part in model.explain(history, course):
                totals[part.course] += part.value * scale
        return tuple(Contribution(taken, value) for taken, value in totals.items())

    def state(self) -> dict[str, npt.NDArray[Any]]:
        """The sources' arrays, each under its source's name."""
        arrays = super().state()
        for name, model in self._models.items():
            arrays |= {f"{name}/{key}": array for key, array in model.state().items()}
        return arrays

    @classmethod
    def from_state(cls, params: Mapping[str, Any], arrays: Mapping[str, npt.NDArray[Any]]) -> Self:
        """The hybrid with all its sources; one that was never fitted is refused."""
        model = cls(**params)
        model.n_courses_ = int(arrays["n_courses_"][0])
        for name, source in model._models.items():
            own = {
                key[len(name) + 1 :]: arrays[key] for key in arrays if key.startswith(f"{name}/")
            }
            if not own:
                raise KeyError(f"source {name!r} was not fitted with this hybrid: train it anew")
            model._models[name] = type(source).from_state(source.params(), own)
        return model
