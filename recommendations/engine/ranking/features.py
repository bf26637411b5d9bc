"""What the ranker reads of a learner and a candidate besides the sources' scores."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self

import numpy as np

from recommendations.engine.arrays import Array
from recommendations.engine.context import numbers_of, texts_of
from recommendations.engine.data.sessions import latest_session
from recommendations.engine.features import pairs
from recommendations.engine.features.pairs import Pairs
from recommendations.engine.types import (
    SECONDS_A_DAY,
    Catalogue,
    Floats,
    Histories,
    Interactions,
    Longs,
)

from . import calendar
from .calendar import Calendar
from .steps import Steps

DEVICES = {"phone": 0, "tablet": 1, "desktop": 2}
SESSION_GAP = 12 * 3_600  # seconds
LAST = ("like_last", "within_last", "follows_last", "leads_to_last", "last_taken")
MOMENT = ("days_away", "session", "hour", "weekday", "device")
COLUMNS = (*pairs.COLUMNS, *LAST, *calendar.COLUMNS, *MOMENT)


@dataclass(frozen=True, eq=False)
class Facts:
    """What is known of all courses at some moment."""

    pairs: Pairs
    calendar: Calendar
    steps: Steps

    @classmethod
    def of(cls, interactions: Interactions, catalogue: Catalogue, *, seed: int) -> Self:
        """Look at these interactions and at nothing else."""
        return cls(
            Pairs.of(interactions, catalogue, seed=seed),
            Calendar.of(interactions),
            Steps.of(interactions),
        )

    def arrays(self) -> dict[str, Array]:
        """All of it as plain arrays."""
        parts: dict[str, Pairs | Calendar | Steps]
        parts = {"pairs": self.pairs, "calendar": self.calendar, "steps": self.steps}
        return {
            f"{part} {one.name}": getattr(value, one.name)
            for part, value in parts.items()
            for one in fields(value)
        }

    @classmethod
    def read(cls, arrays: Mapping[str, Array]) -> Self:
        """Back from `arrays()`."""

        def part(kind: type, name: str) -> dict[str, Array]:
            return {one.name: arrays[f"{name} {one.name}"] for one in fields(kind)}

        return cls(
            Pairs(**part(Pairs, "pairs")),
            Calendar(**part(Calendar, "calendar")),
            Steps(**part(Steps, "steps")),
        )

    def describe(self, histories: Histories, owners: Longs, courses: Longs) -> Floats:
        """COLUMNS of chosen pairs [n_pairs, n_columns]; NaN = unknown."""
        known = histories.known_to(len(self.pairs.vectors))
        now = numbers_of(known.context, "now", len(known))
        parts = [
            self.pairs.describe(self.pairs.read(known), owners, courses),
            self._beside_last(known, owners, courses),
            self.calendar.describe(courses, now[owners]),
            _moments(known, now)[owners],
        ]
        return np.concatenate(parts, axis=1)

    def _beside_last(self, histories: Histories, owners: Longs, courses: Longs) -> Floats:
        """LAST: how a candidate goes with the latest course, where there is one."""
        columns = np.full((len(owners), len(LAST)), np.nan, np.float32)
        some = np.diff(histories.indptr)[owners] > 0
        if some.any():
            last = histories.courses[histories.indptr[1:][owners[some]] - 1].astype(np.int64)
            columns[some] = self._both(last, courses[some])
        return columns

    def _both(self, last: Longs, courses: Longs) -> Floats:
        """LAST for two courses each."""
        vectors, paths = self.pairs.vectors, self.pairs.paths
        shared = paths[last][:, :, None] == np.where(paths >= 0, paths, -2)[courses][:, None, :]
        columns = [
            np.einsum("pd,pd->p", vectors[last], vectors[courses]),
            shared.sum(axis=(1, 2)),
            np.log1p(self.steps.count(last, courses)),
            np.log1p(self.steps.count(courses, last)),
            self.pairs.popular[last, 0],
        ]
        return np.stack(columns, axis=1).astype(np.float32)


def _moments(histories: Histories, now: Longs) -> Floats:
    """MOMENT for each history [n_histories, n_columns]."""
    count, context = len(histories), histories.context
    has_past = np.diff(histories.indptr) > 0
    latest = np.zeros(count, np.int64)
    latest[has_past] = histories.times[histories.indptr[1:][has_past] - 1]
    knows = (now >= 0) & has_past
    away = np.where(knows, np.maximum(now - latest, 0) / SECONDS_A_DAY, np.nan)
    session = np.where(now >= 0, latest_session(histories, SESSION_GAP), np.nan)
    clock = [numbers_of(context, name, count) for name in ("hour", "weekday")]
    devices = texts_of(context, "device", count).tolist()
    columns = [
        np.log1p(away),
        session,
        *(np.where(one >= 0, one, np.nan) for one in clock),
        np.array([DEVICES.get(one, np.nan) for one in devices], dtype=np.float64),
    ]
    return np.stack(columns, axis=1).astype(np.float32)
