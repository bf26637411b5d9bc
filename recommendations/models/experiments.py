"""Experiments: layers, arms, who saw which arm first, and what staff chose for themselves."""

import secrets
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

PERCENT = [MinValueValidator(0), MaxValueValidator(100)]


def new_salt() -> str:
    """Random text, so that two experiments divide learners independently."""
    return secrets.token_hex(8)


class Layer(models.Model):
    """A part of the product where a learner takes part in one experiment at most.

    Layers divide learners independently of each other, so that experiments in two of them do not
    disturb one another.
    """

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=80)
    # The last so many per cent of learners never take part: what all experiments did together.
    holdout = models.PositiveSmallIntegerField(
        _("holdout (%)"), default=0, validators=[MaxValueValidator(50)]
    )
    salt = models.CharField(max_length=16, default=new_salt, editable=False)

    class Meta:
        ordering: ClassVar = ["key"]
        verbose_name = _("layer")
        verbose_name_plural = _("layers")

    def __str__(self) -> str:
        return self.name


class ExperimentStatus(models.TextChoices):
    """Where an experiment stands."""

    DRAFT = "draft", _("Draft")
    RUNNING = "running", _("Running")
    STOPPED = "stopped", _("Stopped")


class Allocation(models.TextChoices):
    """How learners come to their arms."""

    FIXED = "fixed", _("Fixed shares")
    BANDIT = "bandit", _("Bandit: more learners for what does better")
    INTERLEAVED = "interleaved", _("Interleaved: both arms in each learner's rows")


class Metric(models.TextChoices):
    """What an experiment is judged by, counted for each learner from the first exposure on."""

    CLICK_THROUGH = "click_through", _("Clicks per card seen")
    ENROLMENTS = "enrolments", _("Enrolments per learner")
    LESSON_STARTS = "lesson_starts", _("Lessons started per learner")
    COMPLETIONS = "completions", _("Courses completed per learner")
    RETURNS = "returns", _("Learners who return within 7 days")
    DISMISSALS = "dismissals", _("Cards dismissed per learner")
    LATENCY = "latency", _("Milliseconds per page")


class Correction(models.TextChoices):
    """What several metrics at once do to a p-value."""

    HOLM = "holm", _("Holm: hardly ever one false finding")
    BENJAMINI_HOCHBERG = "benjamini_hochberg", _("Benjamini–Hochberg: few false among the findings")


class Experiments(models.QuerySet["Experiment"]):
    """Sentences about experiments."""

    def running(self) -> "Experiments":
        """Those that divide learners now."""
        return self.filter(status=ExperimentStatus.RUNNING).order_by("pk")

    def beside(self, experiment: "Experiment") -> "Experiments":
        """Others that run in the same layer."""
        return self.running().filter(layer=experiment.layer_id).exclude(pk=experiment.pk)


class Experiment(models.Model):
    """A question put to learners: two or more arms, one metric that decides."""

    key = models.SlugField(_("key"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    question = models.TextField(_("what is asked"), blank=True, max_length=600)
    layer = models.ForeignKey(
        Layer, models.PROTECT, related_name="experiments", verbose_name=_("layer")
    )
    status = models.CharField(
        _("status"), max_length=8, choices=ExperimentStatus, default=ExperimentStatus.DRAFT
    )
    allocation = models.CharField(
        _("allocation"), max_length=12, choices=Allocation, default=Allocation.FIXED
    )
    metric = models.CharField(
        _("metric that decides"), max_length=16, choices=Metric, default=Metric.CLICK_THROUGH
    )
    correction = models.CharField(
        _("correction"), max_length=20, choices=Correction, default=Correction.HOLM
    )
    worth_knowing = models.FloatField(
        _("smallest difference worth knowing (%)"),
        default=5.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(200)],
    )
    # An arm that is surely worse than the control by more than this in a guarded metric is stopped.
    harm = models.FloatField(
        _("harm that stops an arm (%)"),
        default=5.0,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    room = models.PositiveSmallIntegerField(
        _("share of the layer kept for it (%)"), default=100, validators=PERCENT
    )
    traffic = models.PositiveSmallIntegerField(
        _("share of the layer that takes part now (%)"), default=100, validators=PERCENT
    )
    slice_from = models.PositiveSmallIntegerField(default=0, editable=False)
    salt = models.CharField(max_length=16, default=new_salt, editable=False)
    started_at = models.DateTimeField(_("started"), null=True, blank=True, editable=False)
    stopped_at = models.DateTimeField(_("stopped"), null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+"
    )
    # What the last reading found; the pages of the admin show it as it is.
    reading = models.JSONField(default=dict, blank=True, editable=False)

    objects = Experiments.as_manager()

    class Meta:
        ordering: ClassVar = ["-pk"]
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        permissions: ClassVar = [("run_experiments", _("Can start and stop experiments"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(traffic__lte=models.F("room")), name="traffic_within_its_room"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Arm(models.Model):
    """One way of serving pages: the site as it is, but for some overrides."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="arms")
    key = models.SlugField(_("key"), max_length=30)
    name = models.CharField(_("name"), max_length=80)
    is_control = models.BooleanField(_("control"), default=False)
    share = models.FloatField(
        _("share"), default=1.0, validators=[MinValueValidator(0.01), MaxValueValidator(100)]
    )
    overrides = models.JSONField(_("overrides"), default=dict, blank=True)
    # A guardrail took it out: its learners see the site as it is.
    stopped_because = models.CharField(max_length=200, blank=True, editable=False)

    class Meta:
        ordering: ClassVar = ["-is_control", "pk"]
        verbose_name = _("arm")
        verbose_name_plural = _("arms")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "key"], name="one_arm_a_key"),
            models.UniqueConstraint(
                fields=["experiment"], condition=Q(is_control=True), name="one_control"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Exposure(models.Model):
    """Who took part, in which arm, from when on: written at the first page that could differ."""

    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="exposures")
    arm = models.ForeignKey(Arm, models.CASCADE, related_name="exposures")
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="exposures"
    )
    visitor_id = models.UUIDField(null=True)
    first_at = models.DateTimeField()
    # The chance of this arm when it was drawn.
    propensity = models.FloatField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["experiment", "learner"], name="one_arm_a_learner"),
            models.UniqueConstraint(fields=["experiment", "visitor_id"], name="one_arm_a_visitor"),
        ]

    def __str__(self) -> str:
        return f"{self.experiment_id} · {self.arm_id}"


class StaffChoice(models.Model):
    """An arm that a member of staff wants to see; it counts for nothing."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    experiment = models.ForeignKey(Experiment, models.CASCADE, related_name="+")
    arm = models.ForeignKey(Arm, models.CASCADE, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "experiment"], name="one_choice_a_person")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} · {self.arm_id}"
