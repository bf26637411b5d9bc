"""The audit in the admin: who changed what, before and after, and back again in one click."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.decorators import action, display

from recommendations.admin.knobs import named
from recommendations.audit import note_change, note_deletion, stored_facts
from recommendations.models import Change, ChangeKind
from recommendations.permissions import VIEW
from recommendations.reverting import CannotRevertError, may_revert, revert

COLOURS = {
    ChangeKind.ADDED: "success",
    ChangeKind.CHANGED: "info",
    ChangeKind.DELETED: "danger",
    ChangeKind.PUBLISHED: "success",
    ChangeKind.FORCED: "warning",
}


class Audited(ModelAdmin):
    """Notes every change that is made through the admin, and links to the changes of an object."""

    actions_detail: ClassVar = ["changes_of"]

    def save_model(self, request: HttpRequest, obj: Model, form: forms.Form, change: bool) -> None:  # noqa: FBT001
        """Save, then note what was different before."""
        before = stored_facts(obj)
        super().save_model(request, obj, form, change)
        obj.refresh_from_db()
        note_change(request.user, obj, before)  # type: ignore[arg-type]

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        """Note all that it was, then delete."""
        note_deletion(request.user, obj)  # type: ignore[arg-type]
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        """The same for several at once."""
        for thing in queryset:
            note_deletion(request.user, thing)  # type: ignore[arg-type]
        super().delete_queryset(request, queryset)

    def has_audit_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whether this member of staff may read the changes."""
        return request.user.has_perm("recommendations.view_change")

    @action(
        description=gettext_lazy("Changes"),
        url_path="changes",
        icon="history",
        permissions=["audit"],
    )
    def changes_of(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """The changes of this very object."""
        address = reverse("admin:recommendations_change_changelist")
        return redirect(f"{address}?table={self.opts.model_name}&object_id={object_id}")


@admin.register(Change)
class ChangeAdmin(ModelAdmin):
    """All changes of what shapes recommendations, the latest first."""

    change_form_template = "admin/recommendations/change.html"
    list_display = ("at", "who", "what", "about", "difference", "reason", "back")
    list_display_links = ("at",)
    list_filter = ("kind", "table")
    list_select_related = ("person", "reverts")
    search_fields = ("name", "person__email", "reason")
    show_full_result_count = False
    list_per_page = 50
    actions = None
    fields: ClassVar = ["at", "who", "what", "about", "difference", "reason", "reverted"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Changes write themselves."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        """Nobody edits what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Change | None = None) -> bool:
        """Nor does anybody delete it."""
        return False

    def get_list_display(self, request: HttpRequest) -> tuple[str, ...]:
        """The button stands where somebody may press it; each press is checked again."""
        self._person = request.user
        return self.list_display

    def get_urls(self) -> list[URLPattern]:
        """Where the button posts to."""
        view = self.admin_site.admin_view(require_POST(self.revert_one))
        name = "recommendations_change_revert"
        return [path("<int:change_id>/revert/", view, name=name), *super().get_urls()]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One change, with the button that takes it back."""
        change = self.get_object(request, object_id)
        shown = {"may_revert": change is not None and may_revert(request.user, change)}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **shown})

    def revert_one(self, request: HttpRequest, change_id: int) -> HttpResponse:
        """Take one change back, or say why that cannot be."""
        change = get_object_or_404(Change, pk=change_id)
        if not request.user.has_perm(VIEW) or not may_revert(request.user, change):
            raise PermissionDenied
        try:
            revert(change, request.user)  # type: ignore[arg-type]
        except CannotRevertError as error:
            messages.error(request, _("It cannot be taken back: %(reason)s") % {"reason": error})
        else:
            messages.success(request, _("Taken back: %(change)s") % {"change": change})
        return redirect("admin:recommendations_change_changelist")

    @display(description=gettext_lazy("Who"))
    def who(self, change: Change) -> str:
        """The person, or the training that published."""
        return str(change.person) if change.person else _("a training")

    @display(description=gettext_lazy("What"), ordering="kind", label=COLOURS)
    def what(self, change: Change) -> tuple[str, str]:
        """The kind as a coloured label."""
        return change.kind, change.get_kind_display()

    @display(description=gettext_lazy("Object"))
    def about(self, change: Change) -> str:
        """The object, linked where it is still to be found."""
        if change.kind == ChangeKind.DELETED:
            return change.name
        try:
            address = reverse(
                f"admin:recommendations_{change.table}_change", args=[change.object_id]
            )
        except NoReverseMatch:
            return change.name
        return format_html('<a class="underline facts" href="{}">{}</a>', address, change.name)

    @display(description=gettext_lazy("Before → after"))
    def difference(self, change: Change) -> str:
        """Each field that changed."""
        lines = format_html_join("", "<div><b>{}</b>: {} → {}</div>", _lines(change))
        return format_html('<div class="facts">{}</div>', lines)

    @display(description=gettext_lazy("Taken back"))
    def reverted(self, change: Change) -> str:
        """Which change this one took back, or which took it back."""
        if change.reverts:
            return _("takes back the change of %(when)s") % {
                "when": f"{change.reverts.at:%F %H:%M}"
            }
        later = change.reverted_by.first()
        return _("on %(when)s") % {"when": f"{later.at:%F %H:%M}"} if later else "–"

    @display(description="")
    def back(self, change: Change) -> str:
        """One click takes a change back: a button of the list's own form."""
        if not may_revert(self._person, change):
            return ""
        address = reverse("admin:recommendations_change_revert", args=[change.pk])
        words = _("Take back")
        return format_html(
            '<button type="submit" formaction="{}" class="row-button">{}</button>', address, words
        )


def _lines(change: Change) -> Iterable[tuple[str, str, str]]:
    for name in {**change.before, **change.after}:
        yield name, _shown(change.before.get(name)), _shown(change.after.get(name))


def _shown(value: Any) -> str:
    if value in (None, "", {}):
        return "–"
    if isinstance(value, dict):
        return ", ".join(f"{key} = {named(one)}" for key, one in value.items())
    return str(named(value))
