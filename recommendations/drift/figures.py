"""The figures of days that are watched: from roll-ups, publications and a sample of stored pages."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
from django.db import models
from django.db.models import Count, F, Sum
from django.db.models.functions import TruncDate

from courses.models import Course
from recommendations.models import CachedPage
from tracking.models import LearnerDay

SAMPLED_PAGES = 2_000
BINS = 10
Doubles = npt.NDArray[np.float64]
Figures = dict[str, float]


class Counted(models.QuerySet[LearnerDay]):
    """Sums over the roll-ups of learners' days."""

    def by_day(self, since: date, until: date) -> Iterable[dict[str, Any]]:
        """What all learners did together, day by day."""
        names = ("impressions", "clicks", "enrolments", "completions", "dismissals", "events")
        days = self.filter(day__gte=since, day__lte=until, events__gt=0).order_by().values("day")
        return days.annotate(learners=Count("pk"), **{f"all_{name}": Sum(name) for name in names})


class Published(models.QuerySet[Course]):
    """Counts of the catalogue."""

    def by_day(self, since: date, until: date) -> dict[date, int]:
        """Courses that are published, by the day (UTC) on which they were."""
        first, last = (datetime.combine(day, time(), UTC) for day in (since, until))
        fresh = self.filter(
            status="published", published_at__gte=first, published_at__lt=last + timedelta(days=1)
        )
        days = fresh.order_by().annotate(day=TruncDate("published_at", tzinfo=UTC))
        return {row["day"]: row["n"] for row in days.values("day").annotate(n=Count("pk"))}

    def now(self) -> int:
        """How many there are."""
        return self.filter(status="published").count()


class Pages(models.QuerySet[CachedPage]):
    """Draws stored pages."""

    def drawn(self, most: int) -> Iterable[dict[str, Any]]:
        """The contents of about so many pages, spread over all learners."""
        step = self.count() // most + 1
        spread = self.annotate(rest=F("pk") % step).filter(rest=0).order_by("pk")
        return spread.values_list("payload", flat=True)[:most].iterator(chunk_size=500)


def figures_by_day(since: date, until: date) -> dict[date, Figures]:
    """Activity, answers and new courses of each day; a day without anybody has zeros."""
    days = {since + timedelta(days=n): _figures({}) for n in range((until - since).days + 1)}
    for row in Counted(LearnerDay).by_day(since, until):
        days[row["day"]] = _figures(row)
    fresh = Published(Course).by_day(since, until)
    return {day: {**found, "new_courses": fresh.get(day, 0)} for day, found in days.items()}


def _figures(row: dict[str, Any]) -> Figures:
    learners, seen = row.get("learners", 0), row.get("all_impressions", 0)

    def per(name: str, whole: float) -> float:
        return row.get(f"all_{name}", 0) / whole if whole else 0.0

    return {
        "active_learners": learners,
        "events_a_learner": per("events", learners),
        "click_through": per("clicks", seen),
        "dismissals": per("dismissals", seen),
        "enrolments": per("enrolments", learners),
        "completions": per("completions", learners),
    }


def courses_now() -> int:
    """The size of the catalogue."""
    return Published(Course).now()


def page_scores() -> tuple[Doubles, Doubles]:
    """Of a sample of stored pages: the best score of each, and the spread of its scores."""
    best, spread = [], []
    for payload in Pages(CachedPage).drawn(SAMPLED_PAGES):
        rows = payload.get("rows", [])
        scores = [card[3] for row in rows for card in row["cards"] if len(card) > 3 and card[3]]
        if scores:
            best.append(max(scores))
            spread.append(float(np.std(scores)))
    return np.array(best, np.float64), np.array(spread, np.float64)


def shape_of(values: Doubles, edges: list[float] | None) -> dict[str, list[float]]:
    """The share of values between edges; without edges, tenths of these very values."""
    if edges is None:
        edges = np.quantile(values, np.linspace(0, 1, BINS + 1)[1:-1]).tolist()
    counts = np.bincount(np.searchsorted(edges, values, side="right"), minlength=len(edges) + 1)
    return {"edges": edges, "shares": (counts / max(len(values), 1)).tolist()}
