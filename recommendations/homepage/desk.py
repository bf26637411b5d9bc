"""All that is the same for every learner while pages are assembled: courses, models, rules."""

import time
from collections.abc import Iterable, Iterator
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
from django.db import models
from django.db.models import Count, Max, Subquery, Sum, Value
from django.utils import timezone

from courses.models import Course, Prerequisite
from recommendations.engine.arrays import Longs
from recommendations.experiments.assignment import NOBODY, Seats
from recommendations.experiments.overrides import Overrides
from recommendations.homepage.digest import site_digest
from recommendations.homepage.limits import Groups, read_groups
from recommendations.homepage.rules import Rules, Rulings
from recommendations.models import Arrangement, Counted, OrderTrial, Row, RowAudience, Rule
from recommendations.serving.blend import Bools, best_of, linked
from recommendations.serving.live import Live
from recommendations.serving.variants import varied
from recommendations.serving.welcoming import live_with_new_courses
from recommendations.sources.arrivals import placed_stamp
from recommendations.sources.pasts import Pasts
from recommendations.sources.shelf import Shelf, read_shelf
from recommendations.sources.trends import Heat, read_heat, read_trend

# Changes with every prerequisite that is added or taken away.
LINKS_STAMP = (
    Prerequisite.objects.order_by()
    .annotate(all=Value(1))
    .values("all")
    .annotate(sum=Sum("pk"))
    .values("sum")
)
NEW_DAYS = 30  # for so long a course counts as new
LINKS = 100  # how many courses that go with another are worked out at first
# Web processes have numpy alone, and the engine multiplies this many histories without scipy.
ANCHORS_AT_ONCE = 7


class Rows(models.QuerySet[Row]):
    """Sentences about rows."""

    def shown(self) -> "Rows":
        """Rows that are on, in the order of the page."""
        return self.filter(is_on=True).order_by("order", "key")

    def filled_from(self, source: str) -> "Rows":
        """Those that one source fills."""
        return self.filter(source=source)

    def for_audience(self, audience: str) -> models.QuerySet[Row, str]:
        """The keys of those that an audience may see."""
        wanted = (RowAudience.EVERYONE, audience)
        return self.filter(audience__in=wanted).values_list("key", flat=True)


class Stamp(models.QuerySet[Course]):
    """Tells whether the shelf changed."""

    def of_published(self) -> tuple[Any, ...]:
        """Changes with every course that is published, taken down or saved, and their links."""
        published = self.filter(status="published")
        facts = published.aggregate(
            Count("pk"),
            Max("updated_at"),
            Sum("pk"),
            Sum("enrolment_count"),
            links=Max(Subquery(LINKS_STAMP)),
        )
        return tuple(facts.values())


@dataclass(eq=False)
class Desk:
    """One moment of the site; a request or a shard works with the same one throughout."""

    digest: str
    shelf: Shelf
    live: Live
    effects: Rulings
    rows: list[Row]
    trend: list[tuple[int, int]]
    seats: Seats = NOBODY  # the arms of experiments that this desk serves
    arrangement: Arrangement = field(default_factory=Arrangement)
    now: float = field(default_factory=time.time)  # seconds; courses are new as of this moment
    _links: dict[int, dict[int, float]] = field(default_factory=dict)
    _listed: dict[tuple[int, frozenset[str]], list[int]] = field(default_factory=dict)
    _others: dict[tuple[int, ...], "Desk"] = field(default_factory=dict)

    def for_arms(self, seats: Seats) -> "Desk":
        """The desk of these arms; itself where they change nothing. Kept with this one."""
        if not seats.taken:
            return self
        if seats.key not in self._others:
            changes = seats.overrides
            self._others[seats.key] = Desk(
                digest=self.digest,
                shelf=self.shelf,
                live=varied(self.live, changes),
                effects=self.effects,
                rows=changed_rows(Row.objects.all(), changes),
                trend=self.trend,
                seats=seats,
                arrangement=_arranged(self.arrangement, changes),
            )
        return self._others[seats.key]

    def popular(self, audience: str) -> list[int]:
        """Columns by popularity, after the rules for an audience."""
        return self.effects.of(audience).in_order("popular", self.shelf.popular)

    def newest(self, audience: str) -> list[int]:
        """Columns by publication, after the rules for an audience."""
        return self.effects.of(audience).in_order("newest", self.shelf.newest)

    def trending(self, audience: str) -> list[int]:
        """Columns by this week's learners, after the rules for an audience."""
        return self.effects.of(audience).in_order("trending", self._trend_columns)

    @cached_property
    def _trend_columns(self) -> Longs:
        return np.array(self.shelf.places(course for course, _ in self.trend), dtype=np.int64)

    def listed(self, columns: list[int], languages: frozenset[str]) -> list[int]:
        """The same columns with courses in languages that the reader reads before all others."""
        key = (id(columns), languages)
        if languages and key not in self._listed:
            is_read = np.isin(self.shelf.languages, list(languages))
            first = [column for column in columns if is_read[column]]
            self._listed[key] = first + [column for column in columns if not is_read[column]]
        return self._listed.get(key, columns)

    @cached_property
    def is_new(self) -> Bools:
        """Which courses [n_courses] were published lately."""
        return self.shelf.published_at > self.now - NEW_DAYS * 86_400

    @cached_property
    def requires(self) -> dict[int, set[int]]:
        """What each published course builds on directly; read where somebody asks."""
        found: dict[int, set[int]] = {}
        for course, needed in Prerequisite.objects.values_list("course_id", "requires_id"):
            if course in self.shelf.place and needed in self.shelf.place:
                found.setdefault(course, set()).add(needed)
        return found

    @cached_property
    def heat(self) -> Heat:
        """What is hot this week; read where somebody asks."""
        return read_heat()

    @cached_property
    def makers(self) -> Groups:
        """Who teaches each course, and the series that it is of: read where somebody asks."""
        return read_groups((Counted.INSTRUCTOR, Counted.SERIES), self.shelf.ids.tolist())

    @cached_property
    def learners_this_week(self) -> dict[int, int]:
        """How many learners each course of the trend had."""
        return dict(self.trend)

    def links_of(self, course: int) -> dict[int, float]:
        """Courses (by id) that go with one course by the models, strongest first."""
        if course not in self._links:
            self.learn_links([course])
        return self._links[course]

    def links_in_turn(self, course: int) -> Iterator[dict[int, float]]:
        """First the strongest links of a course; for who needs more, all of them, not kept."""
        yield self.links_of(course)
        if len(self.links_of(course)) >= LINKS - 1:
            yield from self._linked(np.array([course], np.int64), len(self.shelf))

    def learn_links(self, courses: Iterable[int], *, at_once: int = ANCHORS_AT_ONCE) -> None:
        """Work out what goes with each course that was not asked about before."""
        unknown = {course for course in courses if course not in self._links}
        wanted = np.array(sorted(unknown), dtype=np.int64)
        for start in range(0, len(wanted), at_once):
            anchors = wanted[start : start + at_once]
            self._links |= zip(anchors.tolist(), self._linked(anchors, LINKS), strict=True)

    def _linked(self, anchors: Longs, most: int) -> Iterator[dict[int, float]]:
        """At most so many courses with the strength of their link, for each anchor."""
        count = len(anchors)
        ones, when = np.ones(count, np.float32), np.zeros(count, np.int64)
        pasts = Pasts(anchors, np.arange(count + 1, dtype=np.int64), anchors, ones, when)
        scores = linked(self.live, pasts, self.shelf)
        for row, anchor in enumerate(anchors.tolist()):
            best = best_of(scores[row], most)
            ids = self.shelf.ids[best].tolist()
            links = dict(zip(ids, scores[row][best].tolist(), strict=True))
            links.pop(anchor, None)
            yield links


def changed_rows(rows: Iterable[Row], changes: Overrides) -> list[Row]:
    """Rows that are on after the changes of an arm, in the order of its page."""
    found = list(rows)
    for row in found:
        change = changes.rows.get(row.key)
        for name, value in (change.fields() if change else {}).items():
            setattr(row, name, value)
    return sorted((row for row in found if row.is_on), key=lambda row: (row.order, row.key))


def _arranged(arrangement: Arrangement, changes: Overrides) -> Arrangement:
    """The arrangement of an arm; a trial that is gone orders nothing."""
    if changes.order_trial is None:
        return arrangement
    found = copy(arrangement)
    found.order_trial = OrderTrial.objects.in_bulk([changes.order_trial]).get(changes.order_trial)
    return found


_desk: tuple[tuple[Any, ...], Desk] | None = None


def open_desk() -> Desk:
    """The desk of this moment; kept in the process while nothing that shapes pages changed."""
    global _desk  # noqa: PLW0603
    digest = site_digest()
    stamp = (digest, placed_stamp(), Stamp(Course).of_published())
    trend = read_trend()
    if _desk is not None and _desk[0] == stamp and _desk[1].trend == trend:
        return _desk[1]
    desk = read_desk(digest, trend, read_shelf())
    _desk = (stamp, desk)
    return desk


def read_desk(digest: str, trend: list[tuple[int, int]], shelf: Shelf) -> Desk:
    """A desk of what the tables say now, kept nowhere."""
    return Desk(
        digest=digest,
        shelf=shelf,
        live=live_with_new_courses(),
        effects=Rulings(list(Rules(Rule).in_force(timezone.now())), shelf),
        rows=list(Rows(Row).shown()),
        trend=trend,
        arrangement=Arrangement.now(),
    )
