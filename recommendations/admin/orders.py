"""Orders for newcomers in the admin: what was measured, and which of it serves."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from recommendations.admin.audit import Audited
from recommendations.admin.gate import drawn
from recommendations.language.prompts import versions_of
from recommendations.models import Arrangement, LanguageModel, OrderTrial, Purpose
from recommendations.permissions import PUBLISH
from recommendations.serving.orders import serve_orders

LIST = "admin:recommendations_ordertrial_changelist"


@admin.register(OrderTrial)
class OrderTrialAdmin(Audited):
    """Measurements of language models as rankers for newcomers; at most one is in force."""

    change_form_template = "admin/recommendations/order_trial.html"
    list_before_template = "admin/recommendations/order_trials.html"
    list_display = ("model", "made_at", "dataset", "learners", "gain", "state")
    list_select_related = ("model",)
    actions = None
    fields: ClassVar = [
        "model", "asked", "dataset", "learners", "candidates", "weight", "most_events", "made_at",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Measurements write them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: OrderTrial | None = None) -> bool:
        """Whoever publishes; nothing of a measurement can be changed."""
        return request.user.has_perm(PUBLISH)

    def has_delete_permission(self, request: HttpRequest, obj: OrderTrial | None = None) -> bool:
        """Nobody: what served was measured."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """Where the buttons post to, and where a reason is asked for."""
        name, view = "recommendations_ordertrial", self.admin_site.admin_view
        return [
            path("<int:trial_id>/serve/", view(require_POST(self.serve)), name=f"{name}_serve"),
            path("<int:trial_id>/force/", view(self.force), name=f"{name}_force"),
            path("<int:trial_id>/stop/", view(require_POST(self.stop)), name=f"{name}_stop"),
            *super().get_urls(),
        ]

    def serve(self, request: HttpRequest, trial_id: int) -> HttpResponse:
        """Put it in force; one that has not won needs a reason first."""
        trial = self._found(request, trial_id)
        if not trial.has_won:
            return redirect("admin:recommendations_ordertrial_force", trial.pk)
        return self._serve(request, trial)

    def force(self, request: HttpRequest, trial_id: int) -> HttpResponse:
        """Ask why, beside the verdict; with a reason, put it in force against it."""
        trial = self._found(request, trial_id)
        reason = request.POST.get("reason", "").strip()[:300]
        if request.method == "POST" and reason:
            return self._serve(request, trial, reason=reason)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Let %(model)s order courses for newcomers against the verdict?")
            % {"model": trial.model},
            "detail": _("It holds at once, for all newcomers. Your name and the reason are kept."),
            "yes": _("Let it order all the same"),
            "opts": self.opts,
            "verdict": drawn(trial.verdict),
            "lacks_reason": request.method == "POST",
        }
        return TemplateResponse(request, "admin/recommendations/force.html", context)

    def stop(self, request: HttpRequest, trial_id: int) -> HttpResponse:
        """No language model orders anything from now on."""
        self._found(request, trial_id)
        serve_orders(None, request.user)  # type: ignore[arg-type]
        messages.success(request, _("No language model orders courses for newcomers now."))
        return redirect(LIST)

    def _serve(self, request: HttpRequest, trial: OrderTrial, *, reason: str = "") -> HttpResponse:
        serve_orders(trial, request.user, reason=reason)  # type: ignore[arg-type]
        words = _("%(model)s orders courses for newcomers now.") % {"model": trial.model}
        messages.success(request, words)
        if not trial.is_of(LanguageModel.objects.now(), versions_of(Purpose.ORDER)):
            messages.warning(request, _("It waits: another model is on, or its prompts changed."))
        return redirect(LIST)

    def _found(self, request: HttpRequest, trial_id: int) -> OrderTrial:
        trial: OrderTrial = get_object_or_404(OrderTrial, pk=trial_id)
        if not self.has_change_permission(request, trial):
            raise PermissionDenied
        return trial

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One measurement with its verdict and figures."""
        trial = self.get_object(request, object_id)
        shown = {
            "verdict": drawn(trial.verdict) if trial else None,
            "figures": _table(trial) if trial else None,
            "is_in_force": trial is not None and Arrangement.now().order_trial_id == trial.pk,
            "show_save": False,
            "show_save_and_continue": False,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    @display(description=gettext_lazy("NDCG@10, difference"))
    def gain(self, trial: OrderTrial) -> str:
        """What newcomers gained over all."""
        value = trial.verdict["bars"][0]["value"]
        return "–" if value is None else f"{value:+.4f}"

    @display(
        description=gettext_lazy("State"),
        label={"on": "success", "won": "info", "lost": "danger"},
    )
    def state(self, trial: OrderTrial) -> tuple[str, str]:
        """Whether it serves, or could."""
        if Arrangement.now().order_trial_id == trial.pk:
            return "on", _("in force")
        return ("won", _("better")) if trial.has_won else ("lost", _("not surely better"))


def _table(trial: OrderTrial) -> dict[str, Any]:
    """One line for each number of courses known."""
    headers = [
        _("Courses known"), _("Newcomers"), _("Answered"), _("NDCG@10 of the blend"),
        _("NDCG@10 with the order"), _("Difference"), _("95 % interval"),
    ]  # fmt: skip
    rows = [
        [
            one["events"],
            one["learners"],
            one["answered"],
            f"{one['ndcg@10']:.4f}",
            f"{one['ndcg@10_ordered']:.4f}",
            f"{one['difference']:+.4f}",
            " – ".join(f"{end:+.4f}" for end in one["difference_ci"]),
        ]
        for one in trial.figures
    ]
    return {"headers": headers, "rows": rows}
