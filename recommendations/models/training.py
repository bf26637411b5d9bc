"""Training runs and the versions of models that they write."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class RunStatus(models.TextChoices):
    """Where a run stands."""

    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    SKIPPED = "skipped", _("Skipped")
    FAILED = "failed", _("Failed")
    STOPPED = "stopped", _("Stopped")


class TrainingRuns(models.QuerySet["TrainingRun"]):
    """Sentences about trainings."""

    def known(self, run_id: int) -> "TrainingRuns":
        """This very run, for a change in place."""
        return self.filter(pk=run_id)

    def waiting(self) -> "TrainingRuns":
        """Those that no worker has taken yet."""
        return self.filter(status=RunStatus.WAITING)

    def to_stop(self) -> "TrainingRuns":
        """Those that somebody asked to stop."""
        return self.filter(is_to_stop=True)


class TrainingRun(models.Model):
    """One retraining of the enabled algorithms: its progress, its data, its result."""

    status = models.CharField(max_length=8, choices=RunStatus, default=RunStatus.WAITING)
    task_id = models.CharField(max_length=64, blank=True, db_index=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    stage = models.CharField(_("stage"), max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    # Within the stage: how far from 0 to 1, and what the algorithm says of it (its epoch).
    share = models.FloatField(default=0)
    note = models.CharField(max_length=120, blank=True)
    is_to_stop = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    data_hash = models.CharField(max_length=64, blank=True)
    # What went in (learners, courses, interactions), and what was dropped, by reason.
    counts = models.JSONField(default=dict, blank=True)
    # Of each algorithm: the metrics of its evaluation, by name.
    metrics = models.JSONField(default=dict, blank=True)
    # Of each algorithm: [epoch, loss, held out or null] of its training.
    curves = models.JSONField(default=dict, blank=True)
    # Of each stage by name: how many seconds it took.
    seconds = models.JSONField(default=dict, blank=True)
    peak_mb = models.PositiveIntegerField(_("most memory (MB)"), null=True)
    log = models.TextField(blank=True)
    error = models.TextField(blank=True)

    objects = TrainingRuns.as_manager()

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("training run")
        verbose_name_plural = _("training runs")

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M} · {self.get_status_display()}"


class VersionStatus(models.TextChoices):
    """Whether a version waits, serves, is kept for a rollback, or was refused as broken."""

    CANDIDATE = "candidate", _("Candidate")
    LIVE = "live", _("Live")
    RETIRED = "retired", _("Retired")
    REFUSED = "refused", _("Refused")


class Version(models.Model):
    """A trained model on disk; exactly one is live per algorithm."""

    algorithm = models.SlugField(_("algorithm"))
    status = models.CharField(
        _("status"), max_length=10, choices=VersionStatus, default=VersionStatus.CANDIDATE
    )
    path = models.CharField(_("folder"), max_length=200, unique=True)
    manifest = models.JSONField(default=dict, blank=True)
    run = models.ForeignKey(
        TrainingRun, models.SET_NULL, null=True, blank=True, related_name="versions"
    )
    refusal = models.TextField(_("why it was refused"), blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    published_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar = ["-created_at"]
        verbose_name = _("version")
        verbose_name_plural = _("versions")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["algorithm"],
                condition=Q(status=VersionStatus.LIVE),
                name="one_live_version_per_algorithm",
            )
        ]

    def __str__(self) -> str:
        return f"{self.algorithm} {self.path}"
