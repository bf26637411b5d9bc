"""When each course was taken: what was going on at any moment, without a look beyond it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from recommendations.engine.arrays import offsets
from recommendations.engine.data.rehearsals import have_moments
from recommendations.engine.types import SECONDS_A_DAY, Floats, Interactions, Longs

WINDOWS = (7, 30, 90)  # days
COLUMNS = (
    *(f"taken_in_{days}_days" for days in WINDOWS),
    "taken_before",
    "days_known",
    "days_idle",
)
LONGEST = 2**40  # seconds; no moment lies beyond, so that a course and a moment fit one number


@dataclass(frozen=True, eq=False)
class Calendar:
    """The moments of every course in order; empty where times are mere places."""

    indptr: Longs  # [n_courses + 1]
    moments: Longs  # [n_entries]

    @classmethod
    def of(cls, interactions: Interactions) -> Self:
        """Sort what was taken by course, then by time."""
        count = interactions.n_courses
        if not have_moments(interactions):
            return cls(np.zeros(count + 1, np.int64), np.zeros(0, np.int64))
        order = np.lexsort((interactions.times, interactions.indices))
        moments = np.clip(interactions.times[order], 0, LONGEST - 1)
        return cls(offsets(interactions.indices, count), moments)

    def describe(self, courses: Longs, now: Longs) -> Floats:
        """COLUMNS for each course at its moment [n_pairs, n_columns]; NaN where it is unknown.

        Counts as logarithms, ages in days since the course was first and last taken.
        """
        columns = np.full((len(courses), len(COLUMNS)), np.nan, np.float32)
        known = now >= 0
        if len(self.moments) and known.any():
            columns[known] = self._described(courses[known], now[known])
        return columns

    def _described(self, courses: Longs, now: Longs) -> Floats:
        """The same where the moment is known."""
        starts, ends = self.indptr[courses], self._before(courses, now)
        counts = [ends - self._before(courses, now - days * SECONDS_A_DAY) for days in WINDOWS]
        first = self.moments[np.minimum(starts, len(self.moments) - 1)]
        latest = self.moments[np.maximum(ends - 1, 0)]
        days = [
            np.where(ends > starts, (now - when) / SECONDS_A_DAY, np.nan)
            for when in (first, latest)
        ]
        taken = [np.log1p(count) for count in (*counts, ends - starts)]
        return np.stack([*taken, *days], axis=1).astype(np.float32)

    def _before(self, courses: Longs, now: Longs) -> Longs:
        """Where the entries of each course end that lie before `now`."""
        asked = courses * LONGEST + np.clip(now, 0, LONGEST - 1)
        return np.searchsorted(self._keys, asked, side="left").astype(np.int64)

    @cached_property
    def _keys(self) -> Longs:
        """Course and moment of every entry as one number, ascending."""
        owners = np.repeat(np.arange(len(self.indptr) - 1), np.diff(self.indptr))
        return owners * LONGEST + self.moments
