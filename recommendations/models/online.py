"""What became of cards that were shown, rolled up by day: dashboards never scan the ledger."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Days(models.QuerySet["models.Model"]):
    """Sentences about roll-ups by day."""

    def within(self, since: date, until: date) -> "Days":
        """From one day to another, both included."""
        return self.filter(day__gte=since, day__lte=until)


class ListDay(models.Model):
    """One place of one row on one day (UTC): how often it was seen, and what came of it."""

    day = models.DateField(_("day"))
    row = models.CharField(_("row"), max_length=40)
    position = models.PositiveSmallIntegerField(_("position"))
    step = models.CharField(_("how the page came about"), max_length=12)
    versions = models.CharField(_("versions"), max_length=200, blank=True)
    arms = models.CharField(_("arms"), max_length=100, blank=True)
    impressions = models.PositiveIntegerField(_("cards seen"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    enrolments = models.PositiveIntegerField(_("enrolments"), default=0)
    lesson_starts = models.PositiveIntegerField(_("lessons started"), default=0)
    completions = models.PositiveIntegerField(_("courses completed"), default=0)
    dismissals = models.PositiveIntegerField(_("cards dismissed"), default=0)

    objects = Days.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "row", "position", "step", "versions", "arms"],
                name="one_row_a_place_and_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.row} {self.position}"


class CourseDay(models.Model):
    """How often a course was seen and clicked in lists on one day (UTC)."""

    day = models.DateField(_("day"))
    course_id = models.BigIntegerField(_("course"))
    impressions = models.PositiveIntegerField(_("cards seen"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)

    objects = Days.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["day", "course_id"], name="one_row_a_course_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.course_id}"
