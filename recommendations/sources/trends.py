"""Which courses learners were active in during the last days."""

from datetime import timedelta

from django.core.cache import cache
from django.db import models
from django.db.models import Count
from django.utils import timezone

from tracking.models import DailyActivity

TREND_DAYS = 7
KEPT_SECONDS = 60


class Lately(models.QuerySet[DailyActivity]):
    """Sentences about the last days."""

    def learners_by_course(self, days: int) -> list[tuple[int, int]]:
        """Course and number of its learners, staff aside; most learners first, then lower id."""
        since = (timezone.now() - timedelta(days=days)).date()
        recent = self.filter(day__gt=since, signal__gt=0, learner__is_staff=False)
        counted = recent.values("course_id").annotate(n=Count("learner", distinct=True))
        return list(counted.order_by("-n", "course_id").values_list("course_id", "n"))


def read_trend() -> list[tuple[int, int]]:
    """Course and learners of the last week: each learner counts once, whatever they posted."""
    found = cache.get("recs:trend")
    if found is None:
        found = Lately(DailyActivity).learners_by_course(TREND_DAYS)
        cache.set("recs:trend", found, KEPT_SECONDS)
    return list(found)
