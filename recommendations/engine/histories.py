"""The pasts that every model scores from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from .arrays import HEAVIEST, Floats, Ids, Ints, Longs, offsets, positions_of, ranges, seconds
from .context import Context, check_context, rows_of

if TYPE_CHECKING:
    from .types import Interactions


@dataclass(frozen=True, eq=False)
class Histories:
    """A batch of learners' pasts to score from: oldest course first, positions in the columns.

    `context` is what is known of the learners besides (see context.py); models may pass it over.
    """

    indptr: Longs  # [n_histories + 1]
    courses: Ints  # [n_entries]
    weights: Floats  # [n_entries]
    times: Longs  # [n_entries]
    context: Context = field(default_factory=dict)  # [n_histories] each

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
            interactions.context,
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
        strengths = _flat(weights, np.float64, np.ones(len(flat)))
        strengths = np.minimum(strengths, HEAVIEST).astype(np.float32)
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
        rows = [flat[start:stop] for start, stop in pairwise(ends)]
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
        context = rows_of(self.context, slice(start, stop))
        parts = self.courses[inside], self.weights[inside], self.times[inside]
        return Histories(indptr, *parts, context)

    def select(self, rows: Longs) -> Histories:
        """The learners at the given places, in that order."""
        lengths = np.diff(self.indptr)[rows]
        entries = ranges(self.indptr[:-1][rows], lengths)
        indptr = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
        parts = self.courses[entries], self.weights[entries], self.times[entries]
        return Histories(indptr, *parts, rows_of(self.context, rows))

    def blocks(self, size: int) -> Iterator[tuple[int, Histories]]:
        """The batch cut into parts of `size` learners, each with its first row's number."""
        for start in range(0, len(self), size):
            yield start, self.part(start, min(start + size, len(self)))

    def known_to(self, n_courses: int) -> Histories:
        """The same pasts without the courses that a model of `n_courses` has never heard of."""
        return self.keep((self.courses >= 0) & (self.courses < n_courses))

    def keep(self, kept: npt.NDArray[np.bool_]) -> Histories:
        """The same learners with only the marked entries."""
        if kept.all():
            return self
        indptr = offsets(self.owners[kept], len(self))
        parts = self.courses[kept], self.weights[kept], self.times[kept]
        return Histories(indptr, *parts, self.context)

    @property
    def owners(self) -> Longs:
        """The row of every entry."""
        return np.repeat(np.arange(len(self), dtype=np.int64), np.diff(self.indptr))

    def with_weights(self, weights: Floats) -> Histories:
        """The same pasts, weighed otherwise."""
        return replace(self, weights=weights)

    def with_context(self, context: Context) -> Histories:
        """The same pasts with what is known of the learners, row for row."""
        check_context(context, len(self))
        return replace(self, context=context)


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
