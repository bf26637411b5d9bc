"""The ledger: one row an event, one row a learner, course and day."""

import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User

# In so many hours are the latest events looked for: the index by time tells blocks, no order.
LATELY = (1, 3, 8, 24, 3 * 24, 7 * 24, 30 * 24)


class EventQuerySet(models.QuerySet["Event"]):
    """Sentences about many events."""

    def of_learner(self, learner: User) -> "EventQuerySet":
        """What one learner did, the latest first; one order even within one second."""
        return self.filter(learner=learner).order_by("-occurred_at", "-pk")

    def of_visitor(self, visitor_id: UUID) -> "EventQuerySet":
        """What was done in one visitor's session and belongs to no learner."""
        return self.filter(visitor_id=visitor_id, learner=None)

    def between(self, since: datetime | None, until: datetime | None) -> "EventQuerySet":
        """What happened from `since` on and before `until`, the earliest first."""
        limits = {"occurred_at__gte": since, "occurred_at__lt": until}
        given = {name: limit for name, limit in limits.items() if limit is not None}
        return self.filter(**given).order_by("occurred_at", "pk")

    def received_before(self, moment: datetime) -> "EventQuerySet":
        """What reached the ledger before a moment."""
        return self.filter(received_at__lt=moment)

    def lately(self, least: int) -> "EventQuerySet":
        """At least so many of those received last, where there are so many."""
        now = timezone.now()
        for hours in LATELY:
            found = self.filter(received_at__gte=now - timedelta(hours=hours))
            if found[:least].count() == least:
                return found
        return self

    def with_verb(self, verb: str | None) -> "EventQuerySet":
        """What happened of one kind."""
        return self.filter(verb=verb)

    def of_nobody(self) -> "EventQuerySet":
        """Events of learners who are not there any more: written while they were erased."""
        known = User.objects.filter(pk=OuterRef("learner_id"))
        return self.filter(~Exists(known), learner_id__isnull=False)

    def of_ids(self, ids: Iterable[UUID]) -> "EventQuerySet":
        """Exactly these events."""
        return self.filter(pk__in=ids)

    def give_to(self, learner: User) -> int:
        """Make these events the learner's; says how many there were."""
        return self.update(learner=learner, visitor_id=None)


class Event(models.Model):
    """Something that a learner or visitor did; the id is given by whoever saw it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    verb = models.CharField(_("verb"), max_length=24)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        db_index=False,
        # Checking the constraint takes longer than all the rest of a write; what is left of people
        # who are gone is deleted by tracking/retention.py.
        db_constraint=False,
        related_name="events",
        verbose_name=_("learner"),
    )
    visitor_id = models.UUIDField(_("visitor"), null=True)
    object_type = models.CharField(_("kind of object"), max_length=24)
    object_id = models.CharField(_("object"), max_length=64)
    course_id = models.BigIntegerField(_("course"), null=True)
    value = models.FloatField(_("value"), null=True)
    surface = models.CharField(_("part of the site"), max_length=24, blank=True)
    list_id = models.UUIDField(_("list"), null=True)
    row = models.CharField(_("row"), max_length=40, blank=True)
    position = models.PositiveSmallIntegerField(_("position"), null=True)
    occurred_at = models.DateTimeField(_("happened"))
    received_at = models.DateTimeField(_("received"))
    context = models.JSONField(_("details"), default=dict, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes: ClassVar = [
            models.Index(fields=["learner", "-occurred_at"], name="event_of_learner"),
            models.Index(
                fields=["visitor_id"],
                name="event_of_visitor",
                condition=Q(visitor_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.object_type} {self.object_id}"


class DailyActivityQuerySet(models.QuerySet["DailyActivity"]):
    """Sentences about many days of activity."""

    def of_learner(self, learner: User) -> "DailyActivityQuerySet":
        """One learner's days."""
        return self.filter(learner=learner)


class DailyActivity(models.Model):
    """What a learner did with a course on one day (UTC), rolled up from events."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="daily_activity",
        verbose_name=_("learner"),
    )
    course_id = models.BigIntegerField(_("course"))
    day = models.DateField(_("day"), db_index=True)
    # Sum of the day's signals, capped: a script that posts thousands of events moves nothing.
    signal = models.FloatField(_("signal"), default=0)
    # Sum of the day's negative signals, as a positive number.
    dislike = models.FloatField(_("dislike"), default=0)
    events = models.PositiveIntegerField(_("events"), default=0)
    first_at = models.DateTimeField(_("first"))
    last_at = models.DateTimeField(_("last"))

    objects = DailyActivityQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of activity")
        verbose_name_plural = _("days of activity")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course_id", "day"], name="one_row_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} · {self.course_id} · {self.day}"


class LearnerDayQuerySet(models.QuerySet["LearnerDay"]):
    """Sentences about many days of many learners."""

    def of_learner(self, learner: User) -> "LearnerDayQuerySet":
        """One learner's days."""
        return self.filter(learner=learner)

    def within(self, since: date, until: date) -> "LearnerDayQuerySet":
        """The days from `since` to `until`, both included."""
        return self.filter(day__gte=since, day__lte=until)


class LearnerDay(models.Model):
    """How often a learner did what on one day (UTC), rolled up from events."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="days", verbose_name=_("learner")
    )
    day = models.DateField(_("day"), db_index=True)
    impressions = models.PositiveIntegerField(_("cards seen"), default=0)
    clicks = models.PositiveIntegerField(_("clicks"), default=0)
    enrolments = models.PositiveIntegerField(_("enrolments"), default=0)
    lesson_starts = models.PositiveIntegerField(_("lessons started"), default=0)
    completions = models.PositiveIntegerField(_("courses completed"), default=0)
    dismissals = models.PositiveIntegerField(_("cards dismissed"), default=0)
    events = models.PositiveIntegerField(_("events"), default=0)

    objects = LearnerDayQuerySet.as_manager()

    class Meta:
        verbose_name = _("day of a learner")
        verbose_name_plural = _("days of learners")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "day"], name="one_row_a_learner_and_day")
        ]

    def __str__(self) -> str:
        return f"{self.learner_id} · {self.day}"


class Bookmarks(models.QuerySet["Bookmark"]):
    """Sentences about how far tasks are."""

    def moment(self, name: str) -> datetime | None:
        """When a task last ended; what it wrote is the same until then."""
        return self.filter(name=name).values_list("at", flat=True).first()


class Bookmark(models.Model):
    """How far a repeated task has read the ledger."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()

    objects = Bookmarks.as_manager()

    def __str__(self) -> str:
        return f"{self.name} · {self.at:%Y-%m-%d %H:%M}"
