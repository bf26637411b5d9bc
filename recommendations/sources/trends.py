"""Which courses learners were active in during the last days."""

from collections import Counter, defaultdict
from datetime import date, timedelta

from django.core.cache import cache
from django.db import models
from django.db.models import Count, Max
from django.utils import timezone

from tracking.models import DailyActivity

TREND_DAYS = 7
KEPT_SECONDS = 60


HEAT_HALF_LIFE_DAYS = 2.0
LEAST_LEARNERS = 3  # with fewer, nothing is hot
Heat = list[tuple[int, float, int]]  # course, learners with fresh days counting most, learners


class Lately(models.QuerySet[DailyActivity]):
    """Sentences about the last days."""

    def learners_by_course(self, days: int) -> list[tuple[int, int]]:
        """Course and number of its learners, staff aside; most learners first, then lower id."""
        since = (timezone.now() - timedelta(days=days)).date()
        recent = self.filter(day__gt=since, signal__gt=0, learner__is_staff=False)
        counted = recent.values("course_id").annotate(n=Count("learner", distinct=True))
        return list(counted.order_by("-n", "course_id").values_list("course_id", "n"))

    def learner_days(self, days: int) -> list[tuple[int, int, date]]:
        """Course, learner and day of the last days, staff aside."""
        since = (timezone.now() - timedelta(days=days)).date()
        recent = self.filter(day__gt=since, signal__gt=0, learner__is_staff=False)
        latest = recent.values("course_id", "learner_id").annotate(last=Max("day"))
        return list(latest.values_list("course_id", "learner_id", "last"))


def read_heat() -> Heat:
    """What is hot this week, the hottest first: each learner counts once, by their latest day.

    Roll-ups hold no bots; a day loses half of its heat every `HEAT_HALF_LIFE_DAYS`.
    """
    found: Heat | None = cache.get("recs:heat")
    if found is None:
        heat: dict[int, float] = defaultdict(float)
        learners: Counter[int] = Counter()
        today = timezone.now().date()
        for course, _learner, day in Lately(DailyActivity).learner_days(TREND_DAYS):
            heat[course] += 0.5 ** ((today - day).days / HEAT_HALF_LIFE_DAYS)
            learners[course] += 1
        enough = [course for course in heat if learners[course] >= LEAST_LEARNERS]
        enough.sort(key=lambda course: (-heat[course], course))
        found = [(course, heat[course], learners[course]) for course in enough]
        cache.set("recs:heat", found, KEPT_SECONDS)
    return found


def read_trend() -> list[tuple[int, int]]:
    """Course and learners of the last week: each learner counts once, whatever they posted."""
    found = cache.get("recs:trend")
    if found is None:
        found = Lately(DailyActivity).learners_by_course(TREND_DAYS)
        cache.set("recs:trend", found, KEPT_SECONDS)
    return list(found)
