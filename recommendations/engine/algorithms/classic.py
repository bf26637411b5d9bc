"""What the classic learners share: pairs of learner and course, described, learned, scored."""

from __future__ import annotations

from abc import abstractmethod
from functools import cached_property
from typing import Annotated, Any, ClassVar, Self

import numpy as np
from pydantic import Field

from recommendations.engine.features.lessons import Lessons, draw_lessons
from recommendations.engine.features.pairs import Pairs
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions

from .base import NOT_TUNED, Algorithm, Progress, silent

TABLES = ("values", "popular", "lifts", "paths", "centres", "vectors", "courses", "languages")

PairCount = Annotated[
    int,
    Field(
        ge=100,
        le=1_000_000,
        description="How many pairs of learner and course are learned from.",
        json_schema_extra=NOT_TUNED,
    ),
]
Negatives = Annotated[
    int, Field(ge=1, le=50, description="Courses not taken, learned beside each one taken.")
]
Candidates = Annotated[
    int,
    Field(
        ge=2,
        le=20_000,
        description="How many courses a learner are looked at closely; the others get no opinion.",
        json_schema_extra=NOT_TUNED,
    ),
]
LeastLeaf = Annotated[
    int, Field(ge=1, le=5_000, description="The fewest pairs that a leaf may rest on.")
]
Depth = Annotated[int, Field(ge=1, le=20, description="How many questions deep a tree may ask.")]


class Classic(Algorithm):
    """A learner of scikit-learn over the columns of `features/pairs.py`.

    Knows newcomers by their profile alone. Learned attributes are the tables of `Pairs` and
    what the learner learned, all plain arrays: scoring needs numpy only.
    """

    reads_context: ClassVar[bool] = True
    popular_negatives: ClassVar[float] = 0.0  # the share drawn by how many took a course
    pairs: int
    negatives: int
    candidates: int

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Describe the courses, draw pairs, learn; without a course taken there is no opinion."""
        self.n_courses_ = len(catalogue)
        tables = Pairs.of(interactions, catalogue, seed=seed)
        progress(0.3, "drawing pairs")
        lessons = draw_lessons(
            interactions,
            tables,
            count=self.pairs,
            negatives=self.negatives,
            popular=self.popular_negatives,
            seed=seed,
        )
        progress(0.6, "learning")
        for name, array in tables.arrays().items():
            setattr(self, f"{name}_", array if lessons.teach else array[:0])
        vars(self).pop("tables", None)
        self.learn(lessons, seed)
        progress(1.0)
        return self

    @abstractmethod
    def learn(self, lessons: Lessons, seed: int) -> None:
        """Set the learned arrays; empty ones where the lessons teach nothing."""

    @abstractmethod
    def interest(self, table: Floats) -> Floats:
        """How likely each described pair is to be taken, from 0 to 1."""

    def score(self, histories: Histories) -> Floats:
        """Interest in the candidates; nothing on learners who neither did nor said anything."""
        scores = np.full((len(histories), self.n_courses_), np.nan, np.float32)
        if len(vars(self)["vectors_"]) == 0:
            return scores
        known = np.flatnonzero(self.tables.speaks_to(histories))
        if len(known) == 0:
            return scores
        learners = self.tables.read(histories.select(known))
        owners, courses = self.tables.candidates(learners, self.candidates)
        table = self.tables.describe(learners, owners, courses)
        scores[known[owners], courses] = self.interest(table)
        return scores

    def has_learned(self) -> bool:
        """Whether anybody took a course."""
        return len(vars(self)["vectors_"]) > 0

    @cached_property
    def tables(self) -> Pairs:
        """What is known of courses and of those who said the same."""
        found: dict[str, Any] = {name: vars(self)[f"{name}_"] for name in TABLES}
        return Pairs(**found)
