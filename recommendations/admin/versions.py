"""Versions in the admin: what serves, what it was measured at, and back to one before in a click."""

import json
from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display

from recommendations.admin.comparing import Comparing, Siblings
from recommendations.admin.gate import verdict_of
from recommendations.admin.inside import inside_of
from recommendations.admin.publishing import Publishing, button_of, is_kept_back
from recommendations.admin.results import metrics_table
from recommendations.models import Version, VersionStatus

COLOURS = {
    VersionStatus.LIVE: "success",
    VersionStatus.CANDIDATE: "info",
    VersionStatus.REFUSED: "danger",
    VersionStatus.RETIRED: "",
}


@admin.register(Version)
class VersionAdmin(Publishing, Comparing):
    """Trained models; exactly one of each algorithm is live."""

    change_form_template = "admin/recommendations/version.html"
    list_display = ("algorithm", "state", "accuracy", "made_at", "served_from", "refusal")
    list_filter = ("status", "algorithm")
    actions = None
    fields: ClassVar = [
        "algorithm", "status", "refusal", "remark", "made_at", "served_from", "training", "path",
        "made_of",
    ]  # fmt: skip
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Trainings write versions."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        """Old ones are pruned with their files after each training."""
        return False

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """Those who may publish see the buttons."""
        may_publish = self.has_change_permission(request)
        return (*self.list_display, "step") if may_publish else self.list_display

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One version with its figures; nothing on it can be edited."""
        version = self.get_object(request, object_id)
        figures = version.manifest.get("metrics") if version else None
        shown = {
            "results": metrics_table({version.algorithm: figures}) if version and figures else None,
            "sibling": Siblings(Version).beside(version) if version else None,
            "verdict": verdict_of(version) if version else None,
            "inside": inside_of(version) if version else None,
            "publish_label": button_of(version) if version else None,
            "show_save": False,
            "show_save_and_continue": False,
        }
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    @display(description=gettext_lazy("Status"), ordering="status", label=COLOURS)
    def state(self, version: Version) -> tuple[str, str]:
        """The status as a coloured label; a candidate that the gate refused says so."""
        if is_kept_back(version):
            return VersionStatus.REFUSED, _("Kept back by the gate")
        return version.status, version.get_status_display()

    @display(description="NDCG@10")
    def accuracy(self, version: Version) -> str:
        """The figure that it was measured at, with its interval."""
        metrics = version.manifest.get("metrics", {})
        if "ndcg@10" not in metrics:
            return "–"
        low, high = metrics.get("ndcg@10_ci", (metrics["ndcg@10"],) * 2)
        return f"{metrics['ndcg@10']:.4f} ({low:.4f} – {high:.4f})"

    @display(description=gettext_lazy("Made"), ordering="created_at")
    def made_at(self, version: Version) -> Any:
        """When the training wrote it."""
        return date_format(localtime(version.created_at), "SHORT_DATETIME_FORMAT")

    @display(description=gettext_lazy("Published"), ordering="published_at", empty_value="–")
    def served_from(self, version: Version) -> Any:
        """When it became live the last time."""
        at = version.published_at
        return at and date_format(localtime(at), "SHORT_DATETIME_FORMAT")

    @display(description=gettext_lazy("Training run"))
    def training(self, version: Version) -> str:
        """The training that wrote it."""
        if version.run is None:
            return "–"
        address = reverse("admin:recommendations_trainingrun_change", args=[version.run.pk])
        return format_html('<a class="underline" href="{}">{}</a>', address, version.run)

    @display(description=gettext_lazy("Remark"), empty_value="–")
    def remark(self, version: Version) -> str | None:
        """What the algorithm itself said of its fit."""
        sentence, figures = version.manifest.get("remark") or ("", {})
        return _(sentence) % figures if sentence else None

    @display(description=gettext_lazy("Made of"))
    def made_of(self, version: Version) -> str:
        """The facts of the manifest that make the model what it is."""
        names = ("params", "n_courses", "data_hash", "code_version", "seed", "schema", "files")
        facts = {name: version.manifest[name] for name in names if name in version.manifest}
        return format_html(
            '<pre class="run-log">{}</pre>', json.dumps(facts, indent=1, ensure_ascii=False)
        )
