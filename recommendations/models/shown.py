"""What was shown: each list that a page put before somebody, with the chance of every card."""

from datetime import datetime
from typing import ClassVar
from uuid import UUID

from django.conf import settings
from django.db import models


class ShownLists(models.QuerySet["ShownList"]):
    """Sentences about lists that were shown."""

    def before(self, moment: datetime) -> "ShownLists":
        """Those of long ago."""
        return self.filter(shown_at__lt=moment)

    def of_learner(self, learner_id: int) -> "ShownLists":
        """Those shown to one learner."""
        return self.filter(learner=learner_id)

    def of_visitor(self, visitor_id: UUID) -> "ShownLists":
        """Those shown to one visitor."""
        return self.filter(visitor_id=visitor_id)

    def since(self, moment: datetime) -> "ShownLists":
        """Those shown from a moment on, the earliest first."""
        return self.filter(shown_at__gte=moment).order_by("shown_at", "pk")


class ShownList(models.Model):
    """The rows of one page as they were chosen; events name it by its id."""

    list_id = models.UUIDField(primary_key=True)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="shown_lists"
    )
    visitor_id = models.UUIDField(null=True)
    shown_at = models.DateTimeField(db_index=True)
    step = models.CharField(max_length=12)
    audience = models.CharField(max_length=10)
    milliseconds = models.FloatField(default=0)  # that it took to choose and draw the page
    versions = models.JSONField(default=dict)  # algorithm -> version
    arms = models.JSONField(default=dict)  # experiment -> arm
    # The courses and weights [[course, weight]] that the models read, where chance had a part.
    past = models.JSONField(default=list)
    # Of each row: key, source, cards [[course, propensity, arm or null]], pool [course].
    rows = models.JSONField(default=list)

    objects = ShownLists.as_manager()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["visitor_id"], name="shown_to_visitor")]

    def __str__(self) -> str:
        return f"{self.list_id} · {self.shown_at:%Y-%m-%d %H:%M}"
