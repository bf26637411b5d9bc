"""Experiments in the admin: made, planned, started, widened, read and stopped."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin, StackedInline
from unfold.decorators import display

from accounts.models import User
from recommendations.admin.arms import ArmForm, told_overrides
from recommendations.admin.verdicts import reading_of
from recommendations.experiments.control import (
    NotReadyError,
    arm_seen_by,
    choose_arm,
    ramp,
    start,
    stop,
)
from recommendations.experiments.plans import plan_of
from recommendations.experiments.readings import read_experiment
from recommendations.models import Arm, Experiment, ExperimentStatus, Layer, Metric

MAY_RUN = "recommendations.run_experiments"
COLOURS = {
    ExperimentStatus.DRAFT: "",
    ExperimentStatus.RUNNING: "info",
    ExperimentStatus.STOPPED: "warning",
}


class ArmInline(StackedInline):
    """The arms; fixed once learners are divided."""

    model = Arm
    form = ArmForm
    extra = 0
    min_num = 2
    fieldsets: ClassVar = (
        (None, {"fields": (("name", "key"), ("is_control", "share"))}),
        (
            gettext_lazy("What the arm changes"),
            {
                "fields": (
                    ("algorithm", "fusion"), ("weights", "params"), "versions",
                    ("rows_hidden", "rows_shown", "row_first"), "order_trial",
                ),
                "description": gettext_lazy("The control changes nothing."),
            },
        ),
    )  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Choices while it is a draft, afterwards what they came to."""
        if self.has_change_permission(request, obj):
            return self.fieldsets
        return ((None, {"fields": (("name", "key"), ("is_control", "share"), "changes")}),)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """What they came to is told, not edited."""
        return () if self.has_change_permission(request, obj) else ("changes",)

    @display(description=gettext_lazy("What the arm changes"))
    def changes(self, arm: Arm) -> str:
        """The overrides in words, and why the arm was stopped, if it was."""
        told = told_overrides(arm.overrides)
        if arm.stopped_because:
            told.append(_("stopped: %(metric)s") % {"metric": Metric(arm.stopped_because).label})
        return "; ".join(told) or _("The control changes nothing.")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Arms of a running experiment stay as they are: its figures are about them."""
        return _may_run(request) and (obj is None or obj.status == ExperimentStatus.DRAFT)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """The same."""
        return self.has_change_permission(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whoever sees the experiment sees its arms."""
        return request.user.has_perm("recommendations.view_experiment") or _may_run(request)


def _may_run(request: HttpRequest) -> bool:
    return request.user.has_perm(MAY_RUN)


@admin.register(Experiment)
class ExperimentAdmin(ModelAdmin):
    """Questions put to learners."""

    change_form_template = "admin/recommendations/experiment.html"
    inlines: ClassVar = [ArmInline]
    list_display = ("title", "state", "layer", "allocation", "metric", "verdict", "started_at")
    list_filter = ("status", "layer")
    list_select_related = ("layer",)
    prepopulated_fields: ClassVar = {"key": ("name",)}
    actions = None
    fieldsets: ClassVar = (
        (None, {"fields": ("name", "key", "question", "layer")}),
        (
            gettext_lazy("What decides"),
            {"fields": ("metric", "worth_knowing", "correction", "harm")},
        ),
        (gettext_lazy("Who takes part"), {"fields": ("allocation", "room", "traffic")}),
    )

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who may run experiments make them."""
        return _may_run(request)

    def has_change_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """A draft is edited; what runs or ran is not, but for its buttons."""
        return _may_run(request) and (obj is None or obj.status == ExperimentStatus.DRAFT)

    def has_delete_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """Not while it runs."""
        return _may_run(request) and (obj is None or obj.status != ExperimentStatus.RUNNING)

    def has_view_permission(self, request: HttpRequest, obj: Experiment | None = None) -> bool:
        """Whoever may view or run them."""
        return super().has_view_permission(request, obj) or _may_run(request)

    def get_queryset(self, request: HttpRequest) -> Any:
        """Experiments with their arms: verdicts name them."""
        return super().get_queryset(request).prefetch_related("arms")

    def get_prepopulated_fields(self, request: HttpRequest, obj: Experiment | None = None) -> Any:
        """The key is written with the name, once."""
        return self.prepopulated_fields if obj is None else {}

    def get_urls(self) -> list[URLPattern]:
        """Where the buttons post to."""
        view = self.admin_site.admin_view(require_POST(self.act))
        name = "recommendations_experiment_act"
        return [path("<int:experiment_id>/step/<str:verb>/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form of a draft, or what a running experiment has found; with the plan and buttons."""
        experiment = self.get_object(request, object_id)
        if experiment is not None:
            extra_context = {
                **(extra_context or {}),
                "reading": reading_of(experiment),
                "plan": plan_of(experiment, timezone.now().date()),
                "may_run": _may_run(request),
                "arms": list(experiment.arms.all()),
                "chosen_arm": arm_seen_by(request.user, experiment),  # type: ignore[arg-type]
            }
        return super().change_view(request, object_id, form_url, extra_context)

    def act(self, request: HttpRequest, experiment_id: int, verb: str) -> HttpResponse:
        """Start, stop, widen, read or look at one arm; a refusal says why."""
        experiment = get_object_or_404(Experiment, pk=experiment_id)
        if not _may_run(request):
            raise PermissionDenied
        try:
            said = self._done(request, experiment, verb)
        except NotReadyError as error:
            messages.error(request, str(error))
        else:
            self.log_change(request, experiment, said)
            messages.success(request, said)
        return redirect("admin:recommendations_experiment_change", experiment_id)

    def _done(self, request: HttpRequest, experiment: Experiment, verb: str) -> str:
        person: User = request.user  # type: ignore[assignment]
        match verb:
            case "start":
                start(experiment, person)
                return _("Started: learners are divided from now on.")
            case "stop":
                stop(experiment)
                return _("Stopped: everybody sees the site as it is.")
            case "ramp":
                ramp(experiment, _whole(request.POST.get("traffic", "")))
                return _("%(n)s %% of the layer take part now.") % {"n": experiment.traffic}
            case "read":
                read_experiment(experiment)
                return _("Read anew.")
            case "look":
                wanted = _whole(request.POST.get("arm", "0"))
                arm = next((arm for arm in experiment.arms.all() if arm.pk == wanted), None)
                choose_arm(person, experiment, arm)
                return _("You see “%(arm)s” now.") % {"arm": arm} if arm else _("You see the site.")
        raise NotReadyError(_("There is no such step."))

    @display(description=gettext_lazy("Experiment"), header=True)
    def title(self, experiment: Experiment) -> list[str]:
        """Its name over what is asked."""
        return [experiment.name, experiment.question[:80]]

    @display(description=gettext_lazy("Status"), ordering="status", label=COLOURS)
    def state(self, experiment: Experiment) -> tuple[str, str]:
        """The status as a coloured label."""
        return experiment.status, experiment.get_status_display()

    @display(description=gettext_lazy("Verdict"))
    def verdict(self, experiment: Experiment) -> str:
        """The last reading in words."""
        reading = reading_of(experiment)
        return reading.words if reading else "–"


@admin.register(Layer)
class LayerAdmin(ModelAdmin):
    """Parts of the product where a learner takes part in one experiment at most."""

    list_display = ("name", "key", "holdout")
    prepopulated_fields: ClassVar = {"key": ("name",)}

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Those who may run experiments."""
        return _may_run(request)

    def has_change_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        """The same."""
        return _may_run(request)

    def has_delete_permission(self, request: HttpRequest, obj: Layer | None = None) -> bool:
        """The same; a layer with experiments is kept by the database."""
        return _may_run(request)


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else -1
