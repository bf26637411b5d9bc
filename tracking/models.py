"""The ledger: one row an event, one row a learner, course and day."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """Something that a learner or visitor did; the id is given by whoever saw it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verb = models.CharField(max_length=24)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, db_index=False, related_name="events"
    )
    visitor_id = models.UUIDField(null=True)
    object_type = models.CharField(max_length=24)
    object_id = models.CharField(max_length=64)
    course_id = models.BigIntegerField(null=True)
    value = models.FloatField(null=True)
    surface = models.CharField(max_length=24, blank=True)
    list_id = models.UUIDField(null=True)
    row = models.CharField(max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(null=True)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    context = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["learner", "-occurred_at"], name="event_of_learner"),
            models.Index(
                fields=["visitor_id"], name="event_of_visitor", condition=Q(visitor_id__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class DailyActivity(models.Model):
    """What a learner did with a course on one day (UTC), rolled up from events."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="daily_activity"
    )
    course_id = models.BigIntegerField()
    day = models.DateField(db_index=True)
    # Sum of the day's signals, capped: a script that posts thousands of events moves nothing.
    signal = models.FloatField(default=0)
    # Sum of the day's negative signals, as a positive number.
    dislike = models.FloatField(default=0)
    events = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()

    class Meta:
        verbose_name = _("day of activity")
        verbose_name_plural = _("days of activity")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course_id", "day"], name="one_row_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} · {self.course_id} · {self.day}"
