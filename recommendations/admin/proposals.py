"""Knobs that a search found best: shown beside those in force, taken over or declined in a click."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from recommendations.admin.audit import Audited
from recommendations.admin.knobs import label_of, named
from recommendations.audit import note_change, stored_facts
from recommendations.engine import registry
from recommendations.models import AlgorithmSetting

ANSWERS = ("accept", "decline")


class Proposals(Audited):
    """Gives the form of an algorithm its open proposal, and the buttons that answer it."""

    change_form_template = "admin/recommendations/algorithm.html"

    def get_urls(self) -> list[URLPattern]:
        """Where the buttons post to."""
        view = self.admin_site.admin_view(require_POST(self.answer_proposal))
        name = "recommendations_algorithmsetting_proposal"
        return [
            path("<int:setting_id>/proposal/<str:answer>/", view, name=name),
            *super().get_urls(),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The form, with the proposal above it where there is one."""
        setting = self.get_object(request, object_id)
        shown = {"proposal": _shown(setting)} if setting and setting.proposal else {}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def answer_proposal(self, request: HttpRequest, setting_id: int, answer: str) -> HttpResponse:
        """Take the knobs over, or drop the proposal; one that has become impossible is dropped."""
        setting = get_object_or_404(AlgorithmSetting, pk=setting_id)
        if not self.has_change_permission(request, setting):
            raise PermissionDenied
        if setting.proposal and answer in ANSWERS:
            before = stored_facts(setting)
            said = _accept(setting) if answer == "accept" else _("Declined the proposal.")
            setting.proposal = {}
            setting.save()
            note_change(request.user, setting, before, reason=said)  # type: ignore[arg-type]
            self.log_change(request, setting, said)
            messages.success(request, said)
        return redirect("admin:recommendations_algorithmsetting_change", setting_id)


def _accept(setting: AlgorithmSetting) -> str:
    """Put the proposed knobs in force; those that were searched and found best by default go."""
    searched = set(setting.proposal.get("searched", ()))
    kept = {name: value for name, value in setting.params.items() if name not in searched}
    params = {**kept, **setting.proposal["params"]}
    try:
        registry.create(setting.name, **params)
    except (ValueError, KeyError, TypeError):
        return _("The proposal no longer fits the algorithm and was dropped.")
    setting.params = params
    return _("Accepted the proposal: it takes effect with the next training.")


def _shown(setting: AlgorithmSetting) -> dict[str, Any]:
    """The proposal as a table of knobs, and where its figures come from."""
    found = setting.proposal
    defaults = {knob.name: knob.default for knob in registry.knobs(setting.name)}
    rows = [
        [label_of(name), named(setting.params.get(name, default)), named(value)]
        for name, default in defaults.items()
        if (value := found["params"].get(name, default)) != setting.params.get(name, default)
        and (name in found["params"] or name in found.get("searched", ()))
    ]
    return {
        "table": {"headers": [_("Parameter"), _("Now"), _("Proposed")], "rows": rows},
        "is_same": not rows,
        "made_at": parse_datetime(found["made_at"]),
        **{name: found.get(name) for name in ("dataset", "trials")},
        "reached": found.get("validation_ndcg@10"),
        "before": found.get("default_ndcg@10"),
    }
