"""Who comes back soon: learners in waves, by how lately they were active."""

from collections.abc import Iterable
from datetime import timedelta

from django.db import models
from django.db.models import Max
from django.utils import timezone

from tracking.models import DailyActivity

# Active within so many days; a last wave holds everybody else.
WAVE_DAYS = (2, 7, 28)
SOON = len(WAVE_DAYS)  # the waves of those who are likely to come back soon


class LastSeen(models.QuerySet[DailyActivity]):
    """Reads when learners were active last."""

    def days_ago(self) -> dict[int, int]:
        """Learner -> days since the last active one, of those active within the last waves."""
        today = timezone.now().date()
        since = today - timedelta(days=max(WAVE_DAYS))
        found = self.filter(day__gt=since).values("learner_id").annotate(last=Max("day"))
        rows = found.values_list("learner_id", "last").iterator(10_000)
        return {learner: (today - last).days for learner, last in rows}


def waves_of(learner_ids: Iterable[int]) -> list[list[int]]:
    """The same learners, the most lately active ones in the first list; ids ascending in each."""
    ago = LastSeen(DailyActivity).days_ago()
    waves: list[list[int]] = [[] for _ in (*WAVE_DAYS, None)]
    for learner in learner_ids:
        days = ago.get(learner)
        fitting = (n for n, limit in enumerate(WAVE_DAYS) if days is not None and days < limit)
        waves[next(fitting, SOON)].append(learner)
    return waves
