"""Dropping events that must not teach a model, and counting them by reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Array, Ids, Longs, distinct, index_ids, seconds

Reason = Literal["duplicate", "unknown_verb", "impossible_value", "future_time", "excluded_learner"]
LARGEST_VALUE = 1e6
CLOCK_TOLERANCE_SECONDS = 300


@dataclass(frozen=True, eq=False)
class Events:
    """A table of events, column by column; `ids` tells retries from repeats where they are known."""

    learners: Ids
    courses: Ids
    verbs: Ids
    values: npt.NDArray[np.float64]
    times: Longs
    ids: Ids | None = None

    @classmethod
    def build(
        cls,
        learners: Sequence[Any] | Ids,
        courses: Sequence[Any] | Ids,
        verbs: Sequence[str] | Ids,
        values: Sequence[float] | Array,
        times: Sequence[Any] | Array,
        *,
        ids: Sequence[Any] | Ids | None = None,
    ) -> Events:
        """From plain columns; times may be numbers, naive (UTC) or aware datetimes."""
        return cls(
            learners=index_ids(learners),
            courses=index_ids(courses),
            verbs=index_ids(verbs),
            values=np.asarray(values, dtype=np.float64),
            times=seconds(times),
            ids=None if ids is None else index_ids(ids),
        )

    def keep(self, kept: npt.NDArray[np.bool_]) -> Events:
        """The marked rows."""
        return Events(
            self.learners[kept],
            self.courses[kept],
            self.verbs[kept],
            self.values[kept],
            self.times[kept],
            None if self.ids is None else self.ids[kept],
        )

    def __len__(self) -> int:
        """How many events there are."""
        return len(self.learners)


@dataclass(frozen=True, eq=False)
class Cleaned:
    """What is left, and how many events each reason took; every reason is named, also at 0."""

    events: Events
    dropped: Mapping[Reason, int]


def clean(
    events: Events,
    *,
    verbs: Collection[str],
    now: int,
    excluded_learners: Collection[Any] = (),
) -> Cleaned:
    """Drop what is doubled, unknown, impossible, from the future, or by excluded learners.

    An event with several faults counts under the first, in the order of `Reason`.
    """
    faults: dict[Reason, npt.NDArray[np.bool_]] = {
        "duplicate": _repeats(events),
        "unknown_verb": ~_among(events.verbs, verbs),
        "impossible_value": ~((events.values >= 0) & (events.values <= LARGEST_VALUE)),
        "future_time": events.times > now + CLOCK_TOLERANCE_SECONDS,
        "excluded_learner": _among(events.learners, excluded_learners),
    }
    kept = np.ones(len(events), dtype=bool)
    dropped: dict[Reason, int] = {}
    for reason in get_args(Reason):
        dropped[reason] = int((faults[reason] & kept).sum())
        kept &= ~faults[reason]
    return Cleaned(events.keep(kept), dropped)


def _among(ids: Ids, wanted: Collection[Any]) -> npt.NDArray[np.bool_]:
    """Which ids are among the wanted ones."""
    values, places = distinct(ids)
    known = set(wanted)
    hits = np.array([value in known for value in values.tolist()], dtype=bool)
    return hits[places] if len(values) else np.zeros(0, dtype=bool)


def _repeats(events: Events) -> npt.NDArray[np.bool_]:
    """Every event but the first with its id; without ids, the same fact in the same second."""
    if len(events) == 0:
        return np.zeros(0, dtype=bool)
    if events.ids is not None:
        columns = [distinct(events.ids)[1]]
    else:
        facts = (events.learners, events.courses, events.verbs)
        columns = [distinct(column)[1] for column in facts] + [events.times]
    order = np.lexsort(columns)  # stable: the first of equals stays first
    same = np.ones(len(events) - 1, dtype=bool)
    for column in columns:
        same &= np.diff(column[order]) == 0
    repeats = np.zeros(len(events), dtype=bool)
    repeats[order[1:]] = same
    return repeats
