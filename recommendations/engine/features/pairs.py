"""What can be said of a learner and a course together: the columns that classic learners read.

A learner is a profile (interests, goal, level, language) and a past; either may be empty.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cached_property

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Array, Ints
from recommendations.engine.context import Context, names_of, texts_of
from recommendations.engine.data.decay import fade
from recommendations.engine.selection import largest
from recommendations.engine.sparse import times_dense
from recommendations.engine.types import (
    SECONDS_A_DAY,
    Catalogue,
    Floats,
    Histories,
    Interactions,
    Longs,
)

from .counts import SAID, Counts, rows_of_values
from .text import course_tokens
from .words import averaged_word_vectors

Bools = npt.NDArray[np.bool_]
LEVELS = {"beginner": 1, "intermediate": 2, "advanced": 3}
GOALS = ("curiosity", "career", "switch", "study")
DIMENSIONS = 64
HALF_LIFE = 3.0  # courses
COLUMNS = (
    "popularity", "trend", "age", "course_level", "minutes",
    "liked", "liked_by_same_interests", "liked_by_same_goal", "liked_by_same_level",
    "liked_by_same_language", "within_interests", "like_interests", "like_past", "within_past",
    "same_language", "step_up", "past_length", "interests", "learner_level", *GOALS,
)  # fmt: skip


@dataclass(frozen=True, eq=False)
class Learners:
    """What a batch of learners says and did, one row each."""

    interests: Longs  # [n, q] rows of categories, -1 where there are fewer
    said: Mapping[str, Longs]  # of SAID: [n] rows of values, -1 = nothing that is known
    liking: Floats  # [n, d] the mean course of their interests, unit length or zero
    past: Floats  # [n, d] the mean course of their past, later ones louder
    within: Floats  # [n, n_categories] how much of the past lies in each, at most 1
    own: Floats  # [n, 7] the last columns of COLUMNS, which no course changes


@dataclass(frozen=True, eq=False)
class Pairs:
    """Tables that describe any pair of a learner and a course; all of it plain arrays."""

    values: npt.NDArray[np.uint8]  # JSON: "category x", "goal y", … -> its row in `lifts`
    popular: Floats  # as in Counts
    lifts: Floats
    paths: Ints  # [n_courses, r] rows of its categories, -1 where there are fewer
    centres: Floats  # [n_categories, d] the sum of each category's courses
    vectors: Floats  # [n_courses, d] of their words, unit length or zero
    courses: Floats  # [n_courses, 3] age, level and minutes
    languages: Ints  # [n_courses] row of its language in `lifts`, -1 = unknown

    @classmethod
    def of(cls, interactions: Interactions, catalogue: Catalogue, *, seed: int) -> Pairs:
        """Read the catalogue and count who took what."""
        rows = rows_of_values(interactions.context, interactions.n_learners, catalogue)
        documents = course_tokens(catalogue)
        vectors = averaged_word_vectors(documents, dimensions=DIMENSIONS, seed=seed)
        paths = _padded(
            [[rows[f"category {name}"] for name in one] for one in catalogue.categories]
        )
        centres = np.zeros((sum(name.startswith("category ") for name in rows), vectors.shape[1]))
        for place in paths.T:
            np.add.at(centres, place[place >= 0], vectors[place >= 0])
        languages = [rows.get(f"language {one}", -1) for one in catalogue.languages]
        return cls(
            values=np.frombuffer(json.dumps(rows).encode(), np.uint8),
            **vars(Counts.of(interactions, rows)),
            paths=paths,
            centres=centres.astype(np.float32),
            vectors=vectors,
            courses=_courses(interactions, catalogue),
            languages=np.array(languages, np.int32),
        )

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each value that a learner may name."""
        found: dict[str, int] = json.loads(self.values.tobytes().decode())
        return found

    def arrays(self) -> dict[str, Array]:
        """Every table by its name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    def speaks_to(self, histories: Histories) -> Bools:
        """Who has a past, or said more of themselves than their language [n]."""
        context, count = histories.context, len(histories)
        found = np.diff(histories.known_to(len(self.vectors)).indptr) > 0
        for name in ("interests", "goal", "level"):
            found |= texts_of(context, name, count) != ""
        return found

    def read(self, histories: Histories) -> Learners:
        """The learners' side of every pair."""
        context, count = histories.context, len(histories)
        past = fade(histories.known_to(len(self.vectors)), HALF_LIFE)
        interests = self._interests(context, count)
        level = np.array([LEVELS.get(one, 0) for one in texts_of(context, "level", count).tolist()])
        goals = texts_of(context, "goal", count)
        own = [np.log1p(np.diff(past.indptr)), (interests >= 0).sum(axis=1), level]
        return Learners(
            interests=interests,
            said={name: self._said(context, name, count) for name in SAID},
            liking=_units(_summed(self.centres, interests)),
            past=_units(times_dense(past, self.vectors)),
            within=self._within(past),
            own=np.stack([*own, *(goals == goal for goal in GOALS)], axis=1).astype(np.float32),
        )

    def describe(
        self, learners: Learners, owners: Longs, courses: Longs, counts: Counts | None = None
    ) -> Floats:
        """COLUMNS of chosen pairs [n_pairs, n_columns]; `counts` may be those of other learners."""
        counts = Counts(self.popular, self.lifts) if counts is None else counts
        lifts = counts.lifts
        interests, paths = learners.interests[owners], self.paths[courses]
        liked = [_lift(lifts, learners.said[name][owners], courses) for name in SAID]
        level, of_course = learners.own[owners, 2], self.courses[courses, 1]
        columns = [
            _mean_lift(lifts, interests, courses),
            *liked,
            (interests[:, :, None] == np.where(paths >= 0, paths, -2)[:, None, :]).sum(axis=(1, 2)),
            np.einsum("pd,pd->p", learners.liking[owners], self.vectors[courses]),
            np.einsum("pd,pd->p", learners.past[owners], self.vectors[courses]),
            np.where(paths >= 0, learners.within[owners[:, None], paths], 0).sum(axis=1),
            _same(learners.said["language"][owners], self.languages[courses]),
            np.where((level > 0) & (of_course > 0), of_course - level, 0),
        ]
        columns.insert(0, counts.popular[courses, 0] + columns[0])
        own = np.concatenate([counts.popular[courses], self.courses[courses]], axis=1)
        sides = [own, np.stack(columns, axis=1), learners.own[owners]]
        return np.concatenate(sides, axis=1).astype(np.float32)

    def candidates(self, learners: Learners, count: int) -> tuple[Longs, Longs]:
        """Owner and course of the pairs worth a closer look, at most about `count` a learner.

        Half are liked by all and by those who said the same, half are like what the learner
        likes, so that a course that nobody took yet has its chance.
        """
        interests = learners.interests
        shares = np.zeros((len(interests), len(self.centres)), np.float32)
        owners = np.repeat(np.arange(len(interests)), interests.shape[1])
        known = interests.ravel() >= 0
        np.add.at(shares, (owners[known], interests.ravel()[known]), 1)
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
        liked = shares @ self.lifts[: len(self.centres)] + self.popular[:, 0]
        for rows in learners.said.values():
            liked += np.where(rows[:, None] >= 0, self.lifts[rows], 0) if len(self.lifts) else 0
        near = (learners.liking + learners.past) @ self.vectors.T
        chosen = np.zeros(liked.shape, dtype=bool)
        for wanted in (liked, near):
            of, courses, _ = largest(wanted.astype(np.float32), (count + 1) // 2)
            chosen[of, courses] = True
        of, courses = np.nonzero(chosen)
        return of.astype(np.int64), courses.astype(np.int64)

    def _interests(self, context: Context, count: int) -> Longs:
        """The rows of each learner's interests, padded."""
        named = names_of(context, "interests", count)
        found = [[self.rows.get(f"category {name}", -1) for name in names] for names in named]
        return _padded([[row for row in rows if row >= 0] for rows in found]).astype(np.int64)

    def _said(self, context: Context, name: str, count: int) -> Longs:
        """The row of what each learner said, -1 = nothing that is known."""
        words = texts_of(context, name, count).tolist()
        return np.array([self.rows.get(f"{name} {word}", -1) for word in words], np.int64)

    def _within(self, past: Histories) -> Floats:
        """How much of each past lies in each category, the largest being 1; at least one wide."""
        within = np.zeros((len(past), max(len(self.centres), 1)), np.float32)
        paths = self.paths[past.courses]
        for place in paths.T:
            known = place >= 0
            np.add.at(within, (past.owners[known], place[known]), past.weights[known])
        most = within.max(axis=1, initial=0, keepdims=True)
        return (within / np.where(most > 0, most, 1)).astype(np.float32)


def _courses(interactions: Interactions, catalogue: Catalogue) -> Floats:
    """Age, level and minutes of the courses [n_courses, 3]; 0 where unknown."""
    count = len(catalogue)
    now = max(interactions.times.max(initial=0), catalogue.published_at.max(initial=0))
    age = np.where(catalogue.published_at > 0, now - catalogue.published_at, 0) / SECONDS_A_DAY
    levels = texts_of(catalogue.features, "level", count).tolist()
    given = np.asarray(catalogue.features.get("minutes", np.zeros(count)), np.float64)
    minutes = np.nan_to_num(np.maximum(given, 0), nan=0.0, posinf=0.0)
    level = [LEVELS.get(one, 0) for one in levels]
    columns = [np.log1p(age), np.array(level), np.log1p(minutes)]
    return np.stack(columns, axis=1).astype(np.float32)


def _lift(lifts: Floats, rows: Longs, courses: Longs) -> Floats:
    """The lift of one value a pair, 0 where nothing was said."""
    if len(lifts) == 0:
        return np.zeros(len(rows), np.float32)
    return np.where(rows >= 0, lifts[rows, courses], 0).astype(np.float32)


def _mean_lift(lifts: Floats, rows: Longs, courses: Longs) -> Floats:
    """The mean lift of all interests of a pair [n_pairs, q], 0 where there is none."""
    total = np.zeros(len(rows), np.float32)
    for place in rows.T:
        total += _lift(lifts, place, courses)
    return np.asarray(total / np.maximum((rows >= 0).sum(axis=1), 1), np.float32)


def _summed(centres: Floats, rows: Longs) -> Floats:
    """The sum of the centres of padded rows [n, d]."""
    total = np.zeros((len(rows), centres.shape[1]), np.float32)
    for place in rows.T:
        total[place >= 0] += _units(centres[place[place >= 0]])
    return total


def _padded(rows: Sequence[Sequence[int]]) -> Ints:
    """Lists of different lengths as one array, filled up with -1; at least one wide."""
    padded = np.full((len(rows), max([1, *map(len, rows)])), -1, np.int32)
    for row, values in enumerate(rows):
        padded[row, : len(values)] = values
    return padded


def _same(learners: Longs, courses: Ints) -> Floats:
    """1 = the same language, -1 = another, 0 = one of them is unknown."""
    same = np.where(learners == courses, 1, -1)
    return np.where((learners >= 0) & (courses >= 0), same, 0).astype(np.float32)


def _units(vectors: Floats) -> Floats:
    """Rows of length 1; rows of zeros stay."""
    lengths = np.linalg.norm(vectors.astype(np.float64), axis=1, keepdims=True)
    return (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
