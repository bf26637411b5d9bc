"""On which days a learner learned."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from accounts.models import User


class LearningDayQuerySet(models.QuerySet["LearningDay"]):
    """Sentences about many days."""

    def by(self, learner: "User") -> "LearningDayQuerySet":
        """The days of this learner."""
        return self.filter(learner=learner)

    def days_of(self, learner: "User") -> set[date]:
        """The same as dates."""
        return set(self.by(learner).values_list("day", flat=True))

    def note(self, learner: "User", day: date) -> None:
        """Have this day; one statement, whether it is there already or not."""
        self.bulk_create([self.model(learner=learner, day=day)], ignore_conflicts=True)


class LearningDay(models.Model):
    """A day, where the learner lived then, on which they got on in a course."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="learning_days"
    )
    day = models.DateField(_("day"))

    objects = LearningDayQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["day"]
        verbose_name = _("day of learning")
        verbose_name_plural = _("days of learning")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "day"], name="once_a_learning_day")
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.day}"
