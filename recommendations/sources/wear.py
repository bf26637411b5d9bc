"""What was shown to learners again and again without a single click."""

from collections import defaultdict
from datetime import timedelta

from django.db import models
from django.db.models import Max, Sum
from django.utils import timezone

from recommendations.sources.people import Span
from tracking.models import DailyActivity

WINDOW_DAYS = 30
Worn = dict[int, dict[int, int]]  # learner -> course -> how often


class Shown(models.QuerySet[DailyActivity]):
    """Reads roll-ups: a day on which cards were seen and nothing was done has no signal."""

    def in_vain(self, span: Span, least: int) -> models.QuerySet[DailyActivity, tuple[int, ...]]:
        """Learner, course and times shown, of at least so many times without a like or dislike."""
        since = (timezone.now() - timedelta(days=WINDOW_DAYS)).date()
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1], day__gte=since)
        counted = mine.values("learner_id", "course_id").annotate(
            shown=Sum("events"), liked=Max("signal"), disliked=Max("dislike")
        )
        idle = counted.filter(liked=0, disliked=0, shown__gte=least)
        return idle.values_list("learner_id", "course_id", "shown")


def read_worn(span: Span, least: int) -> Worn:
    """How often each learner was shown what they never opened: one query; 0 asks for nothing."""
    found: Worn = defaultdict(dict)
    if least > 0:
        for learner, course, shown in Shown(DailyActivity).in_vain(span, least):
            found[learner][course] = shown
    return found
