"""The hybrid: several algorithms fitted together and blended by weights that people can edit."""

from __future__ import annotations

from collections import defaultdict
from typing import Self

from pydantic import Field

from recommendations.engine.algorithms.base import (
    SCORING_ONLY,
    Progress,
    algorithm,
    silent,
)
from recommendations.engine.data.sessions import emphasised
from recommendations.engine.types import (
    Catalogue,
    Contribution,
    Floats,
    Histories,
    Interactions,
)

from .blend import Fusion, blend, sizes
from .ensemble import Ensemble, Settings

# Content speaks for courses that nobody took yet, popularity for learners who took none.
SOURCES = {"ease": 1.0, "transitions": 0.7, "content": 0.05, "popularity": 0.01}


@algorithm
class Hybrid(Ensemble):
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
    session: float = Field(
        1.0,
        ge=1,
        le=20,
        description="How many times more than the rest of the history counts what is done in a "
        "session that still lasts; 1 = no more.",
        json_schema_extra=SCORING_ONLY,
    )
    settings: Settings = Field(default_factory=dict)

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
        self.fit_sources(interactions, catalogue, seed, progress)
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """The blend of all sources."""
        scores = self.scores_of_sources(emphasised(histories, self.session))
        return blend(scores, self.sources, self.fusion, seen=histories)

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """What each course of the history adds over all sources; ranks cannot be taken apart."""
        if self.fusion != "score":
            return ()
        history = emphasised(history, self.session)
        totals: dict[int, float] = defaultdict(float)
        for name, model in self._models.items():
            scale = self.sources[name] / float(sizes(model.score(history))[0, 0])
            for part in model.explain(history, course):
                totals[part.course] += part.value * scale
        return tuple(Contribution(taken, value) for taken, value in totals.items())
