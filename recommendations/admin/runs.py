"""Training runs and refreshes in the admin: to watch while they last, to read afterwards."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import display

from recommendations.admin.buttons import MAY_TRAIN, RefreshButton, TrainButton
from recommendations.admin.progress import OVER, progress_of
from recommendations.admin.record import record_of
from recommendations.admin.results import results_of
from recommendations.models import RefreshRun, RunStatus, TrainingRun
from recommendations.training.progress import ask_to_stop

COLOURS = {
    RunStatus.WAITING: "warning",
    RunStatus.RUNNING: "info",
    RunStatus.DONE: "success",
    RunStatus.SKIPPED: "",
    RunStatus.FAILED: "danger",
    RunStatus.STOPPED: "warning",
}


class RunAdmin(ModelAdmin):
    """A record of work that the workers do: nobody types one, and it is followed on its page."""

    list_select_related = ("started_by",)
    list_filter = ("status",)
    list_per_page = 50
    actions = None
    fieldsets: ClassVar = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Runs begin with a button or on schedule."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """What happened is not edited."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nor deleted: versions and the audit refer to it."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The fragment that the page of a run asks for again and again."""
        name = f"recommendations_{self.opts.model_name}_progress"
        view = self.admin_site.admin_view(self.progress)
        return [path("<int:run_id>/progress/", view, name=name), *super().get_urls()]

    def progress(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """How far a run is; a finished one asks for the whole page."""
        run: Any = get_object_or_404(self.get_queryset(request), pk=run_id)
        if not self.has_view_permission(request, run):
            return HttpResponse(status=403)
        context = {"progress": progress_of(run)}
        response = render(request, "admin/recommendations/_progress.html", context)
        if context["progress"].is_over:
            response["HX-Refresh"] = "true"
        return response

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The page of a run: its progress, and for a training what came of it."""
        run: Any = self.get_object(request, object_id)
        if run is not None:
            extra_context = {
                **(extra_context or {}),
                "progress": progress_of(run),
                "results": results_of(run) if isinstance(run, TrainingRun) else None,
                "record": record_of(run) if isinstance(run, TrainingRun) else None,
                "may_stop": isinstance(run, TrainingRun) and request.user.has_perm(MAY_TRAIN),
            }
        return super().change_view(request, object_id, form_url, extra_context)

    @display(description=gettext_lazy("Status"), ordering="status", label=COLOURS)
    def state(self, run: TrainingRun | RefreshRun) -> tuple[str, str]:
        """The status as a coloured label."""
        return run.status, run.get_status_display()

    @display(description=gettext_lazy("Started by"))
    def starter(self, run: TrainingRun | RefreshRun) -> str:
        """Who pressed the button; else the schedule or a command did it."""
        return str(run.started_by) if run.started_by else _("schedule")

    @display(description=gettext_lazy("Asked for"), ordering="created_at")
    def asked_at(self, run: TrainingRun | RefreshRun) -> Any:
        """When it was asked for."""
        return run.created_at

    @display(description=gettext_lazy("Took"))
    def took(self, run: TrainingRun | RefreshRun) -> str:
        """How long it worked."""
        return progress_of(run).took or "–"


@admin.register(TrainingRun)
class TrainingRunAdmin(TrainButton, RunAdmin):
    """Trainings: what went in, what was left out, how good each algorithm is."""

    change_form_template = "admin/recommendations/training_run.html"
    list_display = ("asked_at", "state", "starter", "took", "learned_from", "blend_accuracy")
    actions_list: ClassVar = ["train_now"]

    def get_urls(self) -> list[URLPattern]:
        """Where the button "Stop" posts to."""
        view = self.admin_site.admin_view(require_POST(self.stop))
        name = "recommendations_trainingrun_stop"
        return [path("<int:run_id>/stop/", view, name=name), *super().get_urls()]

    def stop(self, request: HttpRequest, run_id: int) -> HttpResponse:
        """Ask a run to stop: one that waits is over at once, one that works ends its step."""
        run = get_object_or_404(TrainingRun, pk=run_id)
        if not request.user.has_perm(MAY_TRAIN):
            raise PermissionDenied
        if run.status not in OVER:
            ask_to_stop(run)
            self.log_change(request, run, _("Asked it to stop."))
            messages.info(request, _("It stops as soon as the step it is at allows."))
        return redirect("admin:recommendations_trainingrun_change", run.pk)

    @display(description=gettext_lazy("Learned from"))
    def learned_from(self, run: TrainingRun) -> str:
        """The size of the data."""
        if not run.counts:
            return "–"
        words = _("%(interactions)s interactions of %(learners)s learners")
        return words % {name: f"{run.counts[name]:,}" for name in ("interactions", "learners")}

    @display(description=gettext_lazy("NDCG@10 of the blend"))
    def blend_accuracy(self, run: TrainingRun) -> str:
        """How well all algorithms together foretold learners' last courses."""
        found = run.metrics.get("hybrid", {}).get("ndcg@10")
        return "–" if found is None else f"{found:.4f}"


@admin.register(RefreshRun)
class RefreshRunAdmin(RefreshButton, RunAdmin):
    """Refreshes of all pages."""

    change_form_template = "admin/recommendations/refresh_run.html"
    list_display = ("asked_at", "state", "starter", "took", "pages")
    actions_list: ClassVar = ["refresh_pages"]

    @display(description=gettext_lazy("Pages"))
    def pages(self, run: RefreshRun) -> str:
        """How many pages are done, of how many."""
        return f"{run.done:,} / {run.total:,}"
