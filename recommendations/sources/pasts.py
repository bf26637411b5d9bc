"""What learners did, course by course, as the arrays that every model scores from."""

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import numpy as np
from django.db import models
from django.utils import timezone

from courses.models import Dismissal, DismissedCourse, Enrolment
from recommendations.engine.arrays import HEAVIEST, Floats, Ids, Longs, positions_of
from recommendations.engine.building import decay
from recommendations.engine.context import Context
from recommendations.engine.data.sessions import emphasised
from recommendations.engine.histories import Histories
from recommendations.models import Taste
from recommendations.sources.aversions import Unwanted, softened
from recommendations.sources.people import Span
from recommendations.sources.recent import DayRow, Recent, by_day
from recommendations.sources.signals import ENROLLED, HALF_LIFE_DAYS
from recommendations.sources.tastes import Said, Tastes, tasted
from tracking.models import DailyActivity, Event

# Roll-ups run every quarter of an hour; events this young are read one by one as well.
RECENT_DAYS = 2


@dataclass(frozen=True, eq=False)
class Pasts:
    """The pasts of some learners: entries by learner, then by time, one a course."""

    learners: Longs  # [n_learners]
    indptr: Longs  # [n_learners + 1]
    courses: Longs  # [n_entries] ids
    weights: Floats  # [n_entries]
    times: Longs  # [n_entries]
    context: Context = field(default_factory=dict)  # [n_learners] each, what their profiles say
    tastes: Mapping[int, Tastes] = field(default_factory=dict)  # by learner, their own word

    def __len__(self) -> int:
        """How many learners there are."""
        return len(self.learners)

    def of(self, row: int) -> tuple[list[int], list[float]]:
        """One learner's courses, oldest first, and what each weighs."""
        inside = slice(int(self.indptr[row]), int(self.indptr[row + 1]))
        return self.courses[inside].tolist(), self.weights[inside].tolist()

    def only(self, learners: Longs) -> "Pasts":
        """The pasts of some of these learners, in the order given."""
        rows = positions_of(learners, self.learners)
        inside = [np.arange(self.indptr[row], self.indptr[row + 1]) for row in rows]
        entries = np.concatenate(inside) if inside else np.zeros(0, np.int64)
        indptr = np.concatenate([[0], np.cumsum([len(one) for one in inside])]).astype(np.int64)
        parts = (self.courses[entries], self.weights[entries], self.times[entries])
        context = {name: values[rows] for name, values in self.context.items()}
        return Pasts(learners, indptr, *parts, context, self.tastes)

    def without_nothing(self) -> "Pasts":
        """The same pasts without the entries that weigh nothing."""
        kept = self.weights > 0
        owners = np.repeat(np.arange(len(self)), np.diff(self.indptr))[kept]
        indptr = np.concatenate([[0], np.cumsum(np.bincount(owners, minlength=len(self)))])
        parts = (self.courses[kept], self.weights[kept], self.times[kept])
        return Pasts(self.learners, indptr.astype(np.int64), *parts, self.context, self.tastes)

    def with_context(self, context: Context) -> "Pasts":
        """The same pasts with what the learners' profiles say."""
        return replace(self, context=context)

    def with_session(self, factor: float) -> "Pasts":
        """The same pasts with what is done at this very time counting `factor` times more."""
        now = np.full(len(self), int(timezone.now().timestamp()))
        told = Histories(
            self.indptr, self.courses.astype(np.int32), self.weights, self.times, {"now": now}
        )
        return replace(self, weights=emphasised(told, factor).weights)

    def last_time(self, row: int) -> int:
        """When this learner last did something, 0 = never."""
        inside = slice(int(self.indptr[row]), int(self.indptr[row + 1]))
        return int(self.times[inside].max(initial=0))

    def histories(self, columns: Ids) -> Histories:
        """The same pasts over a model's courses; those it never heard of are left out."""
        places = positions_of(self.courses, columns)
        owners = np.repeat(np.arange(len(self)), np.diff(self.indptr))
        known = places >= 0
        counts = np.bincount(owners[known], minlength=len(self))
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        kept = places[known].astype(np.int32)
        return Histories(indptr, kept, self.weights[known], self.times[known], self.context)


class Activity(models.QuerySet[DailyActivity]):
    """Reads roll-ups."""

    def of(self, span: Span) -> Iterable[tuple[int, int, float, float, datetime]]:
        """Learner, course, signal, dislike and time of every day of the learners."""
        fields = ("learner_id", "course_id", "signal", "dislike", "last_at")
        return (
            self.filter(learner_id__gte=span[0], learner_id__lte=span[1])
            .values_list(*fields)
            .iterator(10_000)
        )


class Joined(models.QuerySet[Enrolment]):
    """Reads enrolments."""

    def of(self, span: Span) -> Iterable[tuple[int, int, datetime]]:
        """Learner, course and date of enrolments that were not left."""
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1], left_at__isnull=True)
        return mine.values_list("learner_id", "course_id", "enrolled_at").iterator(10_000)


class Known(models.QuerySet[DismissedCourse]):
    """Reads what learners say they know."""

    def of(self, span: Span) -> Iterable[tuple[int, int, datetime]]:
        """Learner, course and when they said that they know it."""
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1], why=Dismissal.KNOWN)
        return mine.values_list("learner_id", "course_id", "at").iterator(10_000)


def read_pasts(span: Span, learners: Longs, *, session: float = 1.0) -> Pasts:
    """The pasts of learners within a span of ids: from roll-ups, young events and enrolments.

    What they do at this very time counts `session` times more.
    """
    since = timezone.now() - timedelta(days=RECENT_DAYS)
    midnight = since.replace(hour=0, minute=0, second=0, microsecond=0)
    rows = [
        (who, course, up - down, at)
        for who, course, up, down, at in Activity(DailyActivity).of(span)
    ]
    rows += by_day(Recent(Event).telling().since(midnight).of_learners(span))
    rows += [(who, course, ENROLLED, at) for who, course, at in Joined(Enrolment).of(span)]
    rows += [(who, course, ENROLLED, at) for who, course, at in Known(DismissedCourse).of(span)]
    pasts = _pasts(rows, learners)
    owners = np.repeat(pasts.learners, np.diff(pasts.indptr))
    less = Unwanted(DismissedCourse).less(span)
    said = Said(Taste).by_learner(span)
    weights = softened(owners, pasts.courses, pasts.weights, less)
    pasts = replace(pasts, weights=tasted(owners, pasts.courses, weights, said), tastes=said)
    return (pasts.without_nothing() if said else pasts).with_session(session)


def read_visitor_past(visitor_id: uuid.UUID, *, session: float = 1.0) -> Pasts:
    """What a visitor who agreed to logging did; their place among the learners is taken by 0."""
    rows = by_day(Recent(Event).telling().of_visitor(visitor_id))
    return _pasts(rows, np.zeros(1, np.int64)).with_session(session)


def _pasts(rows: list[DayRow], learners: Longs) -> Pasts:
    """Rows as arrays: the strongest telling of each day, days added up after decay."""
    owners = positions_of(np.array([row[0] for row in rows], np.int64), learners)
    courses = np.array([row[1] for row in rows], np.int64)
    signals = np.array([row[2] for row in rows], np.float64)
    times = np.array([int(row[3].timestamp()) for row in rows], np.int64)
    known = (owners >= 0) & np.isfinite(signals)
    if not known.any():
        return _empty(learners)
    parts = _one_a_day(owners[known], courses[known], signals[known], times[known])
    return _one_a_course(*parts, learners)


def _empty(learners: Longs) -> Pasts:
    nothing, ends = np.zeros(0, np.int64), np.zeros(len(learners) + 1, np.int64)
    return Pasts(learners, ends, nothing, nothing.astype(np.float32), nothing)


def _one_a_day(
    owners: Longs, courses: Longs, signals: np.ndarray, times: Longs
) -> tuple[Longs, Longs, np.ndarray, Longs]:
    """One entry a learner, course and day: told twice (roll-up and event) it counts once."""
    days = times // 86_400
    order = np.lexsort((np.abs(signals), days, courses, owners))
    owners, courses, signals, times, days = (
        a[order] for a in (owners, courses, signals, times, days)
    )
    is_last = np.ones(len(owners), dtype=bool)
    is_last[:-1] = (np.diff(owners) != 0) | (np.diff(courses) != 0) | (np.diff(days) != 0)
    return owners[is_last], courses[is_last], signals[is_last], times[is_last]


def _one_a_course(
    owners: Longs, courses: Longs, signals: np.ndarray, times: Longs, learners: Longs
) -> Pasts:
    """Days of one learner and course added up; courses that weigh nothing are left out."""
    now = int(timezone.now().timestamp())
    strengths = signals * decay(times, HALF_LIFE_DAYS, now)
    starts = np.flatnonzero(
        np.concatenate([[True], (np.diff(owners) != 0) | (np.diff(courses) != 0)])
    )
    weights = np.add.reduceat(strengths, starts)
    latest = np.maximum.reduceat(times, starts)
    owners, courses = owners[starts], courses[starts]
    order = np.lexsort((courses, latest, owners))
    order = order[weights[order] > 0]
    counts = np.bincount(owners[order], minlength=len(learners))
    return Pasts(
        learners=learners,
        indptr=np.concatenate([[0], np.cumsum(counts)]).astype(np.int64),
        courses=courses[order],
        weights=np.minimum(weights[order], HEAVIEST).astype(np.float32),
        times=latest[order],
    )
