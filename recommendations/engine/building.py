"""Turning a table of events into `Interactions`: ids to places, decay, one entry a pair."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from .arrays import HEAVIEST, Array, distinct, frozen, index_ids, offsets, positions_of, seconds
from .types import SECONDS_A_DAY, Interactions


def build(
    cls: type[Interactions],
    learners: Sequence[Any] | Array,
    courses: Sequence[Any] | Array,
    weights: Sequence[float] | Array,
    times: Sequence[Any] | Array,
    course_ids: Sequence[Any] | Array | None,
    half_life_days: float | None,
    now: int | None,
) -> Interactions:
    """See `Interactions.from_events`."""
    strengths, when = np.asarray(weights, dtype=np.float64), seconds(times)
    _refuse_the_impossible(strengths, len(learners), len(courses), len(when))
    strengths = strengths * decay(when, half_life_days, now)
    learner_ids, rows = distinct(index_ids(learners))
    column_ids, columns = _columns(courses, course_ids)
    known = columns >= 0
    rows, columns, strengths, when = rows[known], columns[known], strengths[known], when[known]
    pairs = _pairs(rows, columns, strengths, when, positive=True)
    order = np.lexsort((pairs[1], pairs[3], pairs[0]))  # learner, then time, then course
    rows_, columns_, weights_, times_ = (part[order] for part in pairs)
    return cls(
        learners=frozen(learner_ids),
        courses=frozen(column_ids),
        indptr=frozen(offsets(rows_, len(learner_ids))),
        indices=frozen(columns_.astype(np.int32)),
        sequence_weights=frozen(weights_.astype(np.float32)),
        times=frozen(times_),
        negatives=_negatives(rows, columns, strengths, when, (len(learner_ids), len(column_ids))),
    )


def decay(
    times: npt.NDArray[np.int64], half_life_days: float | None, now: int | None
) -> npt.NDArray[np.float64]:
    """What is left of each weight: half after every half-life, never more than all of it."""
    if half_life_days is None or len(times) == 0:
        return np.ones(len(times))
    if not half_life_days > 0:
        raise ValueError("half_life_days must be above 0; leave it out for no decay")
    latest = int(times.max()) if now is None else now
    age_days = np.maximum(latest - times, 0) / SECONDS_A_DAY
    return np.exp2(-age_days / half_life_days)


def _columns(
    courses: Sequence[Any] | Array, course_ids: Sequence[Any] | Array | None
) -> tuple[Array, npt.NDArray[np.int64]]:
    """The ids of the columns and the column of each event, -1 outside a fixed list."""
    if course_ids is None:
        return distinct(index_ids(courses))
    column_ids = index_ids(course_ids).copy()
    if len(set(column_ids.tolist())) != len(column_ids):
        raise ValueError("course_ids names a course twice")
    return column_ids, positions_of(courses, column_ids)


def _pairs(
    rows: Array, columns: Array, strengths: Array, when: Array, *, positive: bool
) -> tuple[Array, Array, Array, Array]:
    """Events of one sign added up by learner and course, with the time of the latest."""
    kept = strengths > 0 if positive else strengths < 0
    rows, columns, strengths, when = rows[kept], columns[kept], strengths[kept], when[kept]
    # Sorted down to the weight, so that sums round alike however the rows arrived.
    order = np.lexsort((strengths, when, columns, rows))
    rows, columns, strengths, when = (a[order] for a in (rows, columns, strengths, when))
    changes = (np.diff(rows) != 0) | (np.diff(columns) != 0)
    starts = np.concatenate([[0], np.flatnonzero(changes) + 1])[: len(rows)]
    if len(starts) == 0:
        return rows, columns, strengths, when
    ends = np.concatenate([starts[1:], [len(rows)]]) - 1
    heavy = np.clip(strengths, -HEAVIEST, HEAVIEST)
    totals = np.clip(np.add.reduceat(heavy, starts), -HEAVIEST, HEAVIEST)
    return rows[starts], columns[starts], totals, when[ends]


def _negatives(
    rows: Array, columns: Array, strengths: Array, when: Array, shape: tuple[int, int]
) -> Any:
    """How strongly each learner refused each course, as a matrix of its own."""
    from scipy.sparse import csr_array

    rows, columns, against, _ = _pairs(rows, columns, strengths, when, positive=False)
    parts = (-against).astype(np.float32), columns.astype(np.int32), offsets(rows, shape[0])
    return csr_array(parts, shape=shape)


def _refuse_the_impossible(weights: Array, learners: int, courses: int, times: int) -> None:
    """Stop on columns of different lengths and on weights that are no number."""
    if not learners == courses == times == len(weights):
        raise ValueError("learners, courses, weights and times need the same length")
    if not np.isfinite(weights).all():
        raise ValueError("weights must be finite; clean the events first")
