"""Before the start: what the learners' own past says of how long an experiment takes."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import models
from django.db.models import F, Q, Sum

from accounts.models import User
from recommendations.experiments.statistics.planning import (
    POWER,
    learners_needed,
    smallest_lift,
    spread_of,
)
from recommendations.experiments.statistics.samples import Sample
from recommendations.models import Experiment, Metric
from tracking.models import LearnerDay

HALF_DAYS = 14  # the last two weeks stand for the experiment, the two before for its past
WEEK = 7
MOST = 5_000  # learners whose past is read; they stand for all
COLUMNS = {
    Metric.CLICK_THROUGH: ("clicks", "impressions"),
    Metric.ENROLMENTS: ("enrolments", None),
    Metric.LESSON_STARTS: ("lesson_starts", None),
    Metric.COMPLETIONS: ("completions", None),
    Metric.DISMISSALS: ("dismissals", None),
    Metric.RETURNS: ("events", None),
}


@dataclass(frozen=True)
class Plan:
    """What it takes; None where the past shows too little."""

    value: float  # of the metric in the last two weeks
    learners_a_fortnight: int
    learners: int  # that it takes, in all arms together
    days: int
    smallest: float  # the lift that a fortnight finds
    power: float = POWER

    @property
    def smallest_percent(self) -> str:
        """The smallest lift as people write it."""
        return f"{100 * self.smallest:.1f}"


class Drawn(models.QuerySet[User]):
    """Draws learners by chance."""

    def every(self, step: int, at: int) -> list[int]:
        """The ids of one learner in so many."""
        found = self.alias(rest=F("pk") % step).filter(rest=at, consents_to_personalisation=True)
        return list(found.values_list("pk", flat=True)[:MOST])


class Fortnights(models.QuerySet[LearnerDay]):
    """Sums over two times two weeks, learner by learner."""

    def summed(
        self, learners: list[int], today: date, top: str, bottom: str | None
    ) -> list[tuple[float, ...]]:
        """Of each of these learners who was here lately: top, bottom and earlier top."""
        middle, first = today - timedelta(HALF_DAYS), today - timedelta(2 * HALF_DAYS)
        is_late, is_early = Q(day__gt=middle), Q(day__gt=first, day__lte=middle)
        sums = {"top": Sum(top, filter=is_late), "past": Sum(top, filter=is_early)}
        if bottom:
            sums["bottom"] = Sum(bottom, filter=is_late)
        days = self.filter(learner__in=learners, day__gt=first, day__lte=today)
        rows = days.order_by().values("learner")
        found = rows.annotate(**sums).filter(top__isnull=False)
        return [
            (row["top"], row["bottom"] if bottom else 1, row["past"] or 0)
            for row in found.iterator(10_000)
        ]


def plan_of(experiment: Experiment, today: date) -> Plan | None:
    """How many learners and days it takes to find what is worth knowing."""
    columns = COLUMNS.get(Metric(experiment.metric))
    arms = list(experiment.arms.all())
    if columns is None or len(arms) < 2:
        return None
    step = max(1, User.objects.count() // MOST)
    drawn = Drawn(User).every(step, int(experiment.salt, 16) % step)
    summed = Fortnights(LearnerDay).summed(drawn, today, *columns)
    top, bottom, past = np.array(summed, np.float64).reshape(-1, 3).T
    if experiment.metric == Metric.RETURNS:
        top, past = (top > 0).astype(float), (past > 0).astype(float)
    kept = bottom > 0
    sample = Sample.of(top[kept], bottom[kept], past[kept])
    spread = spread_of(sample)
    if spread is None or spread.left <= 0:
        return None
    shares = _shares([arm.share for arm in arms])
    needed = learners_needed(spread, experiment.worth_knowing / 100, shares)
    learners = len(sample) * step
    in_arms = max(round(learners * experiment.traffic / 100), 1)
    days = max(WEEK, -(-HALF_DAYS * needed // in_arms))
    return Plan(sample.value, learners, needed, days, smallest_lift(spread, in_arms, shares))


def _shares(shares: list[float]) -> tuple[float, float]:
    """The control's and the smallest other arm's share of learners."""
    whole = sum(shares)
    return shares[0] / whole, min(shares[1:]) / whole
