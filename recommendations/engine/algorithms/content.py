"""Content: courses whose words are like those of the courses in the history."""

from __future__ import annotations

from functools import partial
from typing import Annotated, Any, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrivals import Arrivals
from recommendations.engine.features.fields import fields_of
from recommendations.engine.features.fusion import (
    Fusion,
    Gated,
    Late,
    Likeness,
    Sense,
    early,
    sense_of,
)
from recommendations.engine.features.gates import learn_gates
from recommendations.engine.features.likeness import Measure, likeness
from recommendations.engine.features.text import (
    TextFeatures,
    course_tokens,
    sentence_vectors,
    tied,
    word_counts,
)
from recommendations.engine.features.words import averaged_word_vectors
from recommendations.engine.selection import largest
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Interactions

from .base import NOT_TUNED, PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

CHUNK = 500  # courses compared with all others at once
Weight = Annotated[float, Field(ge=0, le=10)]  # of a sense; that of the text is 1
SenseWeight = Annotated[Weight, Field(json_schema_extra=NOT_TUNED)]


@algorithm
class Content(ItemToItem):
    """Knows courses that nobody has taken yet; needs no learner but the one it scores.

    Courses are described by title, description, categories and language, in any script; vectors
    given in `catalogue.features["text"]` take the place of the packaged sentence encoder. Where
    asked, vectors of their pictures and sound (`"picture"`, `"sound"`) have a say too.
    """

    label = "Similar courses"

    features: TextFeatures = Field(
        "tf_idf",
        description="Plain word counts, words weighed by rarity, the company that words keep "
        "in this catalogue, or the meaning of sentences.",
    )
    measure: Measure = Field("cosine", description="How two descriptions are compared.")
    dimensions: int = Field(
        300, ge=2, le=1_000, description="Numbers in a word's vector, where words have vectors."
    )
    neighbours: int = Field(
        100, ge=1, le=5_000, description="How many most similar courses each course keeps."
    )
    picture: bool = Field(
        False,
        description="Compare courses by their pictures too.",
        json_schema_extra=NOT_TUNED,
    )
    sound: bool = Field(
        False, description="Compare courses by their sound too.", json_schema_extra=NOT_TUNED
    )
    fusion: Fusion = Field(
        "gates",
        description="How text, picture and sound come together: in one space, by fixed weights, "
        "or by weights for each course that are learned from what learners take together.",
        json_schema_extra=NOT_TUNED,
    )
    picture_weight: SenseWeight = Field(1.0, description="How much pictures count; text counts 1.")
    sound_weight: SenseWeight = Field(1.0, description="How much sound counts; text counts 1.")
    picture_weights: dict[str, Weight] = Field(
        default_factory=dict,
        description="Another weight of pictures for some categories, by slug: design = 3.",
    )
    sound_weights: dict[str, Weight] = Field(
        default_factory=dict,
        description="Another weight of sound for some categories, by slug: music = 3.",
    )
    position_half_life: PositionHalfLife = 3.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Compare all descriptions, some courses at a time, and keep the nearest."""
        self.n_courses_ = len(catalogue)
        self.taken_ = np.ones(self.n_courses_, dtype=bool)
        alike = self._likeness(interactions, catalogue, seed)
        progress(0.5, "comparing")
        rows, columns, values = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
        for start in range(0, self.n_courses_, CHUNK):
            found = alike(slice(start, start + CHUNK))
            found[np.arange(len(found)), np.arange(start, start + len(found))] = 0  # itself
            found[found <= 0] = -np.inf
            owners, others, _ = largest(found.astype(np.float32), self.neighbours)
            rows.append(owners + start)
            columns.append(others)
            values.append(found[owners, others])
            progress(0.5 + 0.5 * min(start + CHUNK, self.n_courses_) / self.n_courses_)
        self.items_ = self._matrix(np.concatenate(rows), np.concatenate(columns), values)
        return self

    def welcome(self, arrivals: Arrivals) -> Self:
        """The same neighbourhoods with new courses in them, by the words of both."""
        model = self.with_params()
        if isinstance(model.items_, Sparse):
            model.items_ = arrivals.linked(model.items_)
            model.n_courses_ = self.n_courses_ + len(arrivals)
            model.taken_ = np.ones(model.n_courses_, dtype=bool)
        return model

    def _likeness(self, interactions: Interactions, catalogue: Catalogue, seed: int) -> Likeness:
        """How alike courses are by all that may be looked at."""
        words = self._vectors(catalogue, seed)
        text = partial(likeness, words, measure=self.measure)
        senses = self._senses(catalogue)
        if not senses:
            return text
        match self.fusion:
            case "early":
                return early(words, senses, self.measure, self.dimensions, seed)
            case "late":
                return Late.of(text, senses, self._has_text(catalogue))
            case "gates":
                gates = learn_gates(interactions, text, senses, fields_of(catalogue), seed=seed)
                return Gated(text, senses, *gates)

    def _senses(self, catalogue: Catalogue) -> tuple[Sense, ...]:
        """What there is besides words, where asked."""
        found = (
            sense_of(catalogue, "picture", self.picture_weight, self.picture_weights)
            if self.picture
            else None,
            sense_of(catalogue, "sound", self.sound_weight, self.sound_weights)
            if self.sound
            else None,
        )
        return tuple(sense for sense in found if sense is not None)

    def _has_text(self, catalogue: Catalogue) -> Any:
        """Which courses say anything in words [n_courses]."""
        given = catalogue.features.get("text") if self.features == "embedding" else None
        if given is not None:
            return np.nan_to_num(given).reshape(len(catalogue), -1).any(axis=1)
        return np.array([bool(text.strip()) for text in catalogue.texts], dtype=bool)

    def _vectors(self, catalogue: Catalogue, seed: int) -> Any:
        """A row for each course: sparse words or dense meaning."""
        match self.features:
            case "bag_of_words":
                return word_counts(course_tokens(catalogue), weigh=False)
            case "tf_idf":
                return word_counts(course_tokens(catalogue), weigh=True)
            case "word_vectors":
                documents = course_tokens(catalogue)
                return tied(averaged_word_vectors(documents, dimensions=self.dimensions, seed=seed))
            case "embedding":
                given = catalogue.features.get("text")
                return tied(sentence_vectors(catalogue.texts) if given is None else given)

    def _matrix(self, rows: Any, columns: Any, values: Any) -> Sparse:
        """Links from a course of the history to those that it is near to."""
        from scipy.sparse import csr_array

        shape = (self.n_courses_, self.n_courses_)
        return Sparse.of(csr_array((np.concatenate(values), (rows, columns)), shape=shape))
