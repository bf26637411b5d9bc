"""The button "Preview the change": what a form would do to some learners' pages if it were saved."""

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.dataclasses import UnfoldAction

from courses.models import Course
from recommendations import preview
from recommendations.engine import registry
from recommendations.experiments.assignment import running_now
from recommendations.homepage.desk import open_desk
from recommendations.homepage.foresight import Difference, foresee
from recommendations.models import AlgorithmSetting, RowAudience
from recommendations.serving.live import live_models

TEMPLATE = "admin/recommendations/foresight.html"


class Foresight(ModelAdmin):
    """Gives a form the button beside "Save"; nothing is saved by it."""

    def get_urls(self) -> list[URLPattern]:
        """Where the button posts the form to."""
        view = self.admin_site.admin_view(require_POST(self.foresee_change))
        return [
            path("add/preview/", view, name=f"{self._name}_foresee_new"),
            path("<int:object_id>/preview/", view, name=f"{self._name}_foresee"),
            *super().get_urls(),
        ]

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> Any:
        """The form; a new object has the button as well."""
        shown = {} if object_id else {"actions_submit_line": [self._button(None)]}
        return super().changeform_view(
            request, object_id, form_url, {**(extra_context or {}), **shown}
        )

    def get_actions_submit_line(self, request: HttpRequest, object_id: Any) -> list[UnfoldAction]:
        """The buttons beside "Save"."""
        return [*super().get_actions_submit_line(request, object_id), self._button(object_id)]

    def foresee_change(self, request: HttpRequest, object_id: int | None = None) -> HttpResponse:
        """Show what would change for some learners; refuse a form that could not be saved."""
        before = self.get_object(request, str(object_id)) if object_id else None
        may = self.has_change_permission(request, before) if before else self.may_add(request)
        if not may:
            raise PermissionDenied
        form = self.get_form(request, before, change=before is not None)(
            request.POST, request.FILES, instance=before
        )
        if not form.is_valid():
            return self._answer(request, {"faults": _faults(form)}, status=422)
        changed = form.save(commit=False)
        audience = getattr(changed, "audience", RowAudience.EVERYONE)
        knobs, notes = _knobs(changed)
        language = request.user.language  # type: ignore[union-attr]
        is_of_session = _is_of_session(changed)
        if is_of_session:
            notes.append(_("What a session counts shows only to learners who are here right now."))
        found = foresee(changed.save, audience, language, knobs, is_of_session=is_of_session)
        notes += _notes_on_serving()
        return self._answer(request, {"differences": _named(request, found), "notes": notes})

    def may_add(self, request: HttpRequest) -> bool:
        """Whether this member of staff may make a new one."""
        return self.has_add_permission(request)

    @property
    def _name(self) -> str:
        return f"recommendations_{self.opts.model_name}"

    def _button(self, object_id: Any) -> UnfoldAction:
        name = f"admin:{self._name}_foresee"
        address = reverse(name, args=[object_id]) if object_id else reverse(f"{name}_new")
        return UnfoldAction(
            action_name="_foresee",
            method=self.foresee_change,
            description=_("Preview the change"),
            path="preview",
            attrs={"formaction": address, "formtarget": "_blank"},
            icon="compare_arrows",
        )

    def _answer(
        self, request: HttpRequest, facts: dict[str, Any], status: int = 200
    ) -> HttpResponse:
        context = {
            **self.admin_site.each_context(request),
            "title": _("What the change would do"),
            "opts": self.opts,
        }
        return render(request, TEMPLATE, {**context, **facts}, status=status)


def _faults(form: forms.ModelForm) -> list[tuple[str, str]]:
    labels = {name: str(field.label or name) for name, field in form.fields.items()}
    return [
        (labels.get(name, ""), str(fault)) for name, found in form.errors.items() for fault in found
    ]


def _knobs(changed: Any) -> tuple[dict[str, dict[str, object]], list[str]]:
    """The changed knobs that act on the model that serves, and what only a training would show."""
    if not isinstance(changed, AlgorithmSetting) or changed.name not in registry.names():
        return {}, []
    model = live_models().models.get(changed.name)
    if model is None:
        if changed.name == "hybrid" or not changed.is_enabled:
            return {}, []
        return {}, [_("This algorithm has no live version: it speaks after its next training.")]
    now, acting, trained = model.algorithm.params(), {}, False
    for knob in registry.knobs(changed.name):
        value = changed.params.get(knob.name, knob.default)
        if value != now.get(knob.name):
            trained = trained or not knob.scoring_only
            if knob.scoring_only:
                acting[knob.name] = value
    notes = []
    if acting:
        notes.append(_("Changed parameters of scoring are shown as after the next training."))
    if trained:
        notes.append(
            _("Some parameters need a training to act: compare the version that it makes.")
        )
    return ({changed.name: acting} if acting else {}), notes


def _is_of_session(changed: Any) -> bool:
    """Whether what is done in a session that lasts would weigh otherwise than it does now."""
    if not isinstance(changed, AlgorithmSetting) or changed.name != "hybrid":
        return False
    usual = next(one.default for one in registry.knobs("hybrid") if one.name == "session")
    return bool(changed.params.get("session", usual) != live_models().session)


def _notes_on_serving() -> list[str]:
    """What the pages that are shown leave out, or take into account."""
    notes, desk = [], open_desk()
    if not desk.live.is_whole:
        notes.append(
            _("Algorithms that only workers can run are missing here, before and after alike.")
        )
    if running_now(desk.digest):
        notes.append(_("Learners in experiments get the pages of their arms, before and after."))
    return notes


def _named(request: HttpRequest, found: list[Difference]) -> list[dict[str, Any]]:
    """Differences with the titles of courses, and names for who may see them."""
    may_name = request.user.has_perm(preview.MAY_PREVIEW)
    titles = dict(
        Course.objects.among({c for one in found for c in one.courses}).values_list("pk", "title")
    )
    return [
        {
            "who": _who(one, number, may_name=may_name),
            "entering": [(titles.get(c, c), *where) for c, *where in one.entering],
            "leaving": [(titles.get(c, c), *where) for c, *where in one.leaving],
            "moving": [(titles.get(m.course, m.course), *m.before, *m.after) for m in one.moving],
            "is_nothing": one.is_nothing,
        }
        for number, one in enumerate(found, start=1)
    ]


def _who(one: Difference, number: int, *, may_name: bool) -> str:
    if one.learner is None:
        return _("A visitor")
    return str(one.learner) if may_name else _("Learner %(number)s") % {"number": number}
