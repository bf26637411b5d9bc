"""Where each learner is on their way: the steps of their path, and when they were here last."""

from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.db.models import Max
from django.utils import timezone

from courses.models import LearningGoal
from recommendations.sources.people import Span
from tracking.models import DailyActivity


@dataclass
class Journey:
    """One learner's way."""

    path: list[int] = field(default_factory=list)  # courses of their plan, in order
    last_visit: float = 0.0  # seconds; of an earlier day than today, 0 = never


class Goals(models.QuerySet[LearningGoal]):
    """Reads plans."""

    def of(self, span: Span) -> "models.QuerySet[LearningGoal, tuple[int, list[dict[str, int]]]]":
        """Learner and plan of everyone in the span who has one."""
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1])
        return mine.values_list("learner_id", "plan")


class Visits(models.QuerySet[DailyActivity]):
    """Reads when learners were here."""

    def before(
        self, today: datetime, span: Span
    ) -> "models.QuerySet[DailyActivity, tuple[int, datetime]]":
        """Learner and the last moment of the days before today (UTC)."""
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1], day__lt=today.date())
        return (
            mine.values("learner_id")
            .annotate(last=Max("last_at"))
            .values_list("learner_id", "last")
        )


def read_journeys(span: Span, *, with_paths: bool, with_visits: bool) -> dict[int, Journey]:
    """The way of each learner of a span: at most two queries."""
    found: dict[int, Journey] = {}
    if with_paths:
        for learner, plan in Goals(LearningGoal).of(span):
            path = [int(step["course"]) for step in plan or []]
            found.setdefault(learner, Journey()).path = path
    if with_visits:
        for learner, last in Visits(DailyActivity).before(timezone.now(), span):
            found.setdefault(learner, Journey()).last_visit = last.timestamp()
    return found
