"""Figures of each day that are held against their own past, and when one left it."""

from datetime import date
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Readings(models.QuerySet["Reading"]):
    """Sentences about readings."""

    def on(self, day: date) -> "Readings":
        """Those of one day."""
        return self.filter(day=day).order_by("name")

    def between(self, since: date, until: date) -> "Readings":
        """Those from one day on and before another, the earliest first."""
        return self.filter(day__gte=since, day__lt=until).order_by("day")

    def of(self, name: str) -> "Readings":
        """All of one figure."""
        return self.filter(name=name)

    def alarming(self) -> "Readings":
        """Those that left their past."""
        return self.filter(is_alarm=True).order_by("-day", "name")


class Reading(models.Model):
    """One figure of one day (UTC)."""

    name = models.SlugField(_("figure"), max_length=40)
    day = models.DateField(_("day"))
    value = models.FloatField(_("value"), null=True)
    # Of a distribution: its shares by bin, and the edges of the bins.
    detail = models.JSONField(default=dict, blank=True)
    usual = models.FloatField(_("usually"), null=True)
    # How far it is from its past: robust z-score, or PSI of a distribution.
    distance = models.FloatField(_("distance"), null=True)
    is_alarm = models.BooleanField(_("alarm"), default=False)

    objects = Readings.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "name"]
        verbose_name = _("drift")
        verbose_name_plural = _("drift")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["name", "day"], name="one_reading_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.name} · {self.day}"
