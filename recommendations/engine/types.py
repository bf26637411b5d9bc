"""The frozen values that pass between the stages of the engine."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .arrays import frozen, index_ids, offsets, positions_of, ranges, seconds

if TYPE_CHECKING:
    from scipy.sparse import csr_array

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]
Ids = npt.NDArray[Any]

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
        parts = (self.sequence_weights.copy(), self.indices.copy(), self.indptr.copy())
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
        return digest.hexdigest()

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
        )


@dataclass(frozen=True, eq=False)
class Histories:
    """A batch of learners' pasts to score from: oldest course first, positions in the columns."""

    indptr: Longs  # [n_histories + 1]
    courses: Ints  # [n_entries]
    weights: Floats  # [n_entries]
    times: Longs  # [n_entries]

    @classmethod
    def empty(cls, count: int) -> Histories:
        """Learners who have done nothing yet."""
        return cls.from_lists([[]] * count)

    @classmethod
    def from_interactions(cls, interactions: Interactions) -> Histories:
        """The past of every learner in `interactions`, row for row."""
        return cls(
            interactions.indptr,
            interactions.indices,
            interactions.sequence_weights,
            interactions.times,
        )

    @classmethod
    def from_lists(
        cls,
        courses: Sequence[Sequence[int]],
        weights: Sequence[Sequence[float]] | None = None,
        times: Sequence[Sequence[int]] | None = None,
    ) -> Histories:
        """From one list of column positions a learner, oldest first; negative ones are dropped.

        Without `times` the place in the list stands in for the time, without `weights` all are 1.
        """
        lengths = np.array([len(row) for row in courses], dtype=np.int64)
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        flat = np.array([c for row in courses for c in row], dtype=np.int32)
        strengths = _flat(weights, np.float32, np.ones(len(flat), np.float32))
        when = _flat(times, np.int64, np.arange(len(flat)) - np.repeat(indptr[:-1], lengths))
        known = (flat >= 0) & np.isfinite(strengths) & (strengths > 0)
        owners = np.repeat(np.arange(len(lengths)), lengths)[known]
        return cls(offsets(owners, len(lengths)), flat[known], strengths[known], when[known])

    @classmethod
    def from_ids(
        cls,
        ids: Sequence[Sequence[Any]],
        courses: Ids,
        weights: Sequence[Sequence[float]] | None = None,
        times: Sequence[Sequence[Any]] | None = None,
    ) -> Histories:
        """From lists of external course ids, looked up in a model's `courses`; strangers drop."""
        flat = positions_of([c for row in ids for c in row], courses).tolist()
        ends = np.cumsum([0, *(len(row) for row in ids)]).tolist()
        rows = [flat[start:stop] for start, stop in zip(ends[:-1], ends[1:], strict=True)]
        when = None if times is None else [seconds(row).tolist() for row in times]
        return cls.from_lists(rows, weights, when)

    def __len__(self) -> int:
        """How many learners are in the batch."""
        return len(self.indptr) - 1

    def __getitem__(self, rows: slice | int) -> Histories:
        """Some neighbouring learners of the batch, or one, as a batch."""
        if isinstance(rows, int):
            rows = slice(rows, rows + 1)
        start, stop, _ = rows.indices(len(self))
        return self.part(start, max(start, stop))

    def part(self, start: int, stop: int) -> Histories:
        """Learners `start` to `stop`, without copying the entries."""
        low, high = int(self.indptr[start]), int(self.indptr[stop])
        indptr = self.indptr[start : stop + 1] - low
        inside = slice(low, high)
        return Histories(indptr, self.courses[inside], self.weights[inside], self.times[inside])

    def select(self, rows: Longs) -> Histories:
        """The learners at the given places, in that order."""
        lengths = np.diff(self.indptr)[rows]
        entries = ranges(self.indptr[:-1][rows], lengths)
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        return Histories(indptr, self.courses[entries], self.weights[entries], self.times[entries])

    def blocks(self, size: int) -> Iterator[tuple[int, Histories]]:
        """The batch cut into parts of `size` learners, each with its first row's number."""
        for start in range(0, len(self), size):
            yield start, self.part(start, min(start + size, len(self)))

    def known_to(self, n_courses: int) -> Histories:
        """The same pasts without the courses that a model of `n_courses` has never heard of."""
        known = (self.courses >= 0) & (self.courses < n_courses) & np.isfinite(self.weights)
        if known.all():
            return self
        owners = self.owners[known]
        indptr = offsets(owners, len(self))
        return Histories(indptr, self.courses[known], self.weights[known], self.times[known])

    @property
    def owners(self) -> Longs:
        """The row of every entry."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    def with_weights(self, weights: Floats) -> Histories:
        """The same pasts, weighed otherwise."""
        return Histories(self.indptr, self.courses, weights, self.times)


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


def _flat(
    rows: Sequence[Sequence[Any]] | None, dtype: type[Any], otherwise: npt.NDArray[Any]
) -> npt.NDArray[Any]:
    """Lists laid end to end, or `otherwise` where there are none."""
    if rows is None:
        return otherwise
    flat = np.array([value for row in rows for value in row], dtype=dtype)
    if len(flat) != len(otherwise):
        raise ValueError("weights and times need one value for every course of every history")
    return flat
