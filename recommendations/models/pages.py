"""Each learner's cached page, and the runs that refresh all of them."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _

from recommendations.models.training import RunStatus


class CachedPage(models.Model):
    """The ids, reasons, scores and provenance of one learner's homepage."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="cached_page"
    )
    payload = models.JSONField(default=dict)
    # Of everything that shaped the page (versions, rows, rules, consent): changed = stale.
    digest = models.CharField(max_length=64)
    built_at = models.DateTimeField()

    class Meta:
        verbose_name = _("cached page")
        verbose_name_plural = _("cached pages")

    def __str__(self) -> str:
        return f"{self.learner} · {self.built_at:%Y-%m-%d %H:%M}"


class RefreshRuns(models.QuerySet["RefreshRun"]):
    """Sentences about refreshes."""

    def of(self, run: "RefreshRun") -> "RefreshRuns":
        """This very run, for a change in place."""
        return self.filter(pk=run.pk)

    def begun(self, run_id: int | None) -> "RefreshRun":
        """The run that staff asked for, or a new one where the schedule asks."""
        return self.get(pk=run_id) if run_id is not None else self.create()

    def running(self) -> "RefreshRuns":
        """Those that were begun and are not over."""
        return self.filter(status=RunStatus.RUNNING)

    def untaken_since(self, moment: datetime) -> "RefreshRuns":
        """Those that were asked for before a moment and that no worker began."""
        return self.filter(status=RunStatus.WAITING, created_at__lt=moment)


class RefreshRun(models.Model):
    """One refresh of every active learner's page, in shards."""

    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.WAITING)
    task_id = models.CharField(max_length=64, blank=True, db_index=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    shard_count = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(_("pages done"), default=0)
    total = models.PositiveIntegerField(_("pages"), default=0)
    # How many learners each wave holds, those who come back soonest first.
    waves = models.JSONField(_("waves"), default=list, blank=True)
    # How often workers were asked again for what was lost with another one.
    resumed = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    error = models.TextField(blank=True)

    objects = RefreshRuns.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("refresh of pages")
        verbose_name_plural = _("refreshes of pages")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} · {self.done}/{self.total}"


class RefreshShards(models.QuerySet["RefreshShard"]):
    """Sentences about parts of a refresh."""

    def of(self, run: RefreshRun) -> "RefreshShards":
        """Those of one run."""
        return self.filter(run=run)

    def part(self, run: RefreshRun, number: int) -> "RefreshShards":
        """This very one, for a change in place."""
        return self.filter(run=run, number=number)

    def left(self) -> "RefreshShards":
        """Those that are still to do, in order."""
        return self.filter(pages=None).order_by("number")

    def pages_done(self) -> int:
        """How many pages are done."""
        return self.aggregate(total=Sum("pages"))["total"] or 0


class RefreshShard(models.Model):
    """A part of a refresh; doing it again changes the same row."""

    run = models.ForeignKey(RefreshRun, models.CASCADE, related_name="shards")
    number = models.PositiveIntegerField()
    wave = models.PositiveSmallIntegerField(default=0)
    # Of one wave, ids ascending; none any more once they are done.
    learners = models.JSONField(default=list)
    # How many were written; None = it is still to do.
    pages = models.PositiveIntegerField(null=True)

    objects = RefreshShards.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["run", "number"], name="one_row_a_shard")
        ]

    def __str__(self) -> str:
        return f"{self.run} · {self.number}"

    @property
    def is_done(self) -> bool:
        """Whether its pages are written."""
        return self.pages is not None
