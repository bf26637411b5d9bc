"""Publishing and rolling back in a click; against the gate only with a reason."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.decorators import display

from recommendations.admin.audit import Audited
from recommendations.admin.gate import verdict_of
from recommendations.artefacts import BrokenArtefactError, read_artefact
from recommendations.models import Version, VersionStatus
from recommendations.permissions import PUBLISH
from recommendations.training.versions import live_of, publish

SERVABLE = {
    VersionStatus.RETIRED: gettext_lazy("Roll back to this"),
    VersionStatus.CANDIDATE: gettext_lazy("Publish"),
}
FORCE = gettext_lazy("Publish all the same")
LIST = "admin:recommendations_version_changelist"


def is_kept_back(version: Version) -> bool:
    """Whether the gate refused this candidate."""
    verdict = version.manifest.get("verdict") or {}
    return version.status == VersionStatus.CANDIDATE and verdict.get("passed") is False


def button_of(version: Version) -> Any:
    """What the button says that makes this version live; nothing where there is none."""
    if is_kept_back(version):
        return FORCE
    return SERVABLE.get(VersionStatus(version.status))


class Publishing(Audited):
    """Gives versions the button that makes them live."""

    def has_change_permission(self, request: HttpRequest, obj: Version | None = None) -> bool:
        """Whoever publishes; nothing else of a version can be changed."""
        return request.user.has_perm(PUBLISH)

    def get_urls(self) -> list[URLPattern]:
        """Where the buttons post to, and where a reason is asked for."""
        view = self.admin_site.admin_view(require_POST(self.publish_one))
        force = self.admin_site.admin_view(self.force_one)
        name = "recommendations_version"
        return [
            path("<int:version_id>/publish/", view, name=f"{name}_publish"),
            path("<int:version_id>/force/", force, name=f"{name}_force"),
            *super().get_urls(),
        ]

    def publish_one(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Make a version live; one that the gate refused needs a reason first."""
        version = self._servable(request, version_id)
        if version is None:
            return redirect(LIST)
        if is_kept_back(version):
            return redirect("admin:recommendations_version_force", version.pk)
        self._publish(request, version)
        return redirect(LIST)

    def force_one(self, request: HttpRequest, version_id: int) -> HttpResponse:
        """Ask why, beside the verdict; with a reason, publish against it."""
        version = self._servable(request, version_id)
        if version is None:
            return redirect(LIST)
        reason = request.POST.get("reason", "").strip()[:300]
        if request.method == "POST" and reason:
            self._publish(request, version, reason=reason)
            return redirect(LIST)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Publish %(version)s against the gate?") % {"version": version.algorithm},
            "opts": self.opts,
            "version": version,
            "verdict": verdict_of(version),
            "lacks_reason": request.method == "POST",
        }
        return TemplateResponse(request, "admin/recommendations/force.html", context)

    def _servable(self, request: HttpRequest, version_id: int) -> Version | None:
        """The version, if this person may publish and it can serve; else a message says why not."""
        version: Version = get_object_or_404(Version, pk=version_id)
        if not self.has_change_permission(request, version):
            raise PermissionDenied
        if version.status not in SERVABLE:
            words = _("%(version)s is not to be published.") % {"version": version}
            messages.warning(request, words)
            return None
        try:
            read_artefact(version.path)
        except BrokenArtefactError as error:
            facts = {"version": version, "reason": error}
            messages.error(request, _("%(version)s cannot serve: %(reason)s") % facts)
            return None
        return version

    def _publish(self, request: HttpRequest, version: Version, *, reason: str = "") -> None:
        before = live_of(version.algorithm)
        publish(version, request.user, reason=reason, is_forced=is_kept_back(version))  # type: ignore[arg-type]
        facts = {"version": version.path, "before": before.path if before else "–"}
        said = _("Published %(version)s in place of %(before)s.") % facts
        self.log_change(request, version, f"{said} {reason}".strip())
        messages.success(request, _("%(version)s serves now.") % {"version": version})

    @display(description="")
    def step(self, version: Version) -> str:
        """One click that makes a version live: a button of the list's own form."""
        words = button_of(version)
        if words is None:
            return ""
        address = reverse("admin:recommendations_version_publish", args=[version.pk])
        return format_html(
            '<button type="submit" formaction="{}" class="row-button">{}</button>', address, words
        )
