"""The frozen values that pass between the stages of the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .arrays import Floats, Ids, Ints, Longs, frozen, index_ids, narrow, offsets, seconds
from .context import Context, check_context
from .histories import Histories

if TYPE_CHECKING:
    from scipy.sparse import csr_array


__all__ = [
    "SECONDS_A_DAY",
    "Catalogue",
    "Contribution",
    "Floats",
    "Histories",
    "Ids",
    "Interactions",
    "Ints",
    "Longs",
    "Scored",
]

SECONDS_A_DAY = 86_400


@dataclass(frozen=True, eq=False)
class Interactions:
    """What every learner did with every course: one entry a pair, each learner's in time order.

    `indices`, `sequence_weights` and `times` hold learner after learner; learner `n` owns the
    entries `indptr[n]` to `indptr[n + 1]`. Times are whole seconds since 1970, UTC.
    """

    learners: Ids  # [n_learners]
    courses: Ids  # [n_courses]
    indptr: Longs  # [n_learners + 1]
    indices: Ints  # [n_entries] the course, as a position in `courses`
    sequence_weights: Floats  # [n_entries]
    times: Longs  # [n_entries] when the learner last touched the course
    negatives: csr_array = field(repr=False)  # [n_learners, n_courses] strength of "not for me"
    context: Context = field(default_factory=dict, repr=False)  # [n_learners] each, see context.py

    @classmethod
    def from_events(
        cls,
        learners: Sequence[Any] | Ids,
        courses: Sequence[Any] | Ids,
        weights: Sequence[float] | npt.NDArray[Any],
        times: Sequence[Any] | npt.NDArray[Any],
        *,
        course_ids: Sequence[Any] | Ids | None = None,
        half_life_days: float | None = None,
        now: int | None = None,
    ) -> Interactions:
        """Build from one row an event, in any order; ids may be numbers, strings or UUIDs.

        Weights of a pair are summed after decay, a negative weight counts against the course.
        `course_ids` fixes the columns; events of other courses are left out. The order within
        one second is that of the columns, so it is the same however the rows arrive.
        """
        from .building import build

        return build(cls, learners, courses, weights, times, course_ids, half_life_days, now)

    @property
    def n_learners(self) -> int:
        """How many learners there are."""
        return len(self.learners)

    @property
    def n_courses(self) -> int:
        """How many courses there are, taken or not."""
        return len(self.courses)

    @cached_property
    def weights(self) -> csr_array:
        """The same entries as a matrix [n_learners, n_courses], courses ascending in a row."""
        from scipy.sparse import csr_array

        shape = (self.n_learners, self.n_courses)
        parts = (self.sequence_weights.copy(), self.indices.copy(), narrow(self.indptr).copy())
        matrix = csr_array(parts, shape=shape)
        matrix.sort_indices()
        return matrix

    @cached_property
    def content_hash(self) -> str:
        """The lineage of a model: changes with any fact, never with the order of the rows."""
        digest = hashlib.sha256()
        for ids in (self.learners, self.courses):
            digest.update("\x1f".join(map(str, ids.tolist())).encode())
            digest.update(b"\x1e")
        negatives = (self.negatives.indptr, self.negatives.indices, self.negatives.data)
        for array in (self.indptr, self.indices, self.sequence_weights, self.times, *negatives):
            digest.update(np.ascontiguousarray(array).tobytes())
            digest.update(b"\x1e")
        for name in sorted(self.context):
            digest.update(f"{name}\x1f{self.context[name].tolist()}\x1e".encode())
        return digest.hexdigest()

    def with_context(self, context: Context) -> Interactions:
        """The same facts with what is known of the learners, row for row."""
        check_context(context, self.n_learners)
        return replace(self, context=context)

    def take(self, kept: npt.NDArray[np.bool_]) -> Interactions:
        """The same learners and courses with only the entries marked in `kept`."""
        owners = np.repeat(np.arange(self.n_learners), np.diff(self.indptr))[kept]
        return Interactions(
            learners=self.learners,
            courses=self.courses,
            indptr=frozen(offsets(owners, self.n_learners)),
            indices=frozen(self.indices[kept]),
            sequence_weights=frozen(self.sequence_weights[kept]),
            times=frozen(self.times[kept]),
            negatives=self.negatives,
            context=self.context,
        )


@dataclass(frozen=True, eq=False)
class Catalogue:
    """What is known of the courses themselves, column for column of the interactions."""

    courses: Ids  # [n_courses]
    texts: tuple[str, ...]  # title and description
    languages: tuple[str, ...]
    categories: tuple[tuple[str, ...], ...]
    published_at: Longs  # seconds since 1970; 0 = unknown
    features: Mapping[str, npt.NDArray[Any]] = field(default_factory=dict)

    @classmethod
    def build(
        cls,
        courses: Sequence[Any] | Ids,
        *,
        texts: Sequence[str] | None = None,
        languages: Sequence[str] | None = None,
        categories: Sequence[Sequence[str]] | None = None,
        published_at: Sequence[Any] | npt.NDArray[Any] | None = None,
        features: Mapping[str, npt.NDArray[Any]] | None = None,
    ) -> Catalogue:
        """Fill what is not given with blanks; every given part must be as long as `courses`."""
        ids = index_ids(courses)
        count = len(ids)
        catalogue = cls(
            courses=ids,
            texts=tuple(texts if texts is not None else [""] * count),
            languages=tuple(languages if languages is not None else [""] * count),
            categories=tuple(tuple(c) for c in (categories or [()] * count)),
            published_at=seconds(published_at if published_at is not None else [0] * count),
            features=dict(features or {}),
        )
        catalogue.check()
        return catalogue

    def check(self) -> None:
        """Refuse parts of different lengths, which would give courses each other's words."""
        parts = {"texts": self.texts, "languages": self.languages, "categories": self.categories}
        lengths = {name: len(part) for name, part in parts.items()}
        lengths["published_at"] = len(self.published_at)
        lengths |= {f"features[{name}]": len(array) for name, array in self.features.items()}
        wrong = [name for name, length in lengths.items() if length != len(self)]
        if wrong:
            raise ValueError(f"{', '.join(wrong)}: not one for each of {len(self)} courses")

    def __len__(self) -> int:
        """How many courses there are."""
        return len(self.courses)


@dataclass(frozen=True, eq=False)
class Scored:
    """The best courses of each history, best first; short lists end in -1 and NaN."""

    courses: Ints  # [n_histories, k]
    scores: Floats  # [n_histories, k]

    def __len__(self) -> int:
        """How many histories were ranked."""
        return len(self.courses)

    def row(self, number: int) -> list[tuple[int, float]]:
        """One learner's (course, score) pairs, best first."""
        found = self.courses[number] >= 0
        pairs = zip(self.courses[number][found], self.scores[number][found], strict=True)
        return [(int(course), float(score)) for course, score in pairs]


@dataclass(frozen=True)
class Contribution:
    """A part of a score: from one course of the history, or -1 for what holds for everyone."""

    course: int
    value: float
