"""Language models in the admin: their settings with a test, and the sentences they wrote."""

from typing import Any, ClassVar

from celery import current_app
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from kombu.exceptions import OperationalError
from unfold.decorators import action, display

from recommendations.admin.audit import Audited
from recommendations.language.fences import is_open
from recommendations.language.testing import forget_test, kept_test
from recommendations.models import LanguageModel, Outcome, Wording
from recommendations.permissions import TUNE

NO_QUEUE = gettext_lazy("The queue cannot be reached. Is Redis running?")


@admin.register(LanguageModel)
class LanguageModelAdmin(Audited):
    """Which language models there are, their limits and their prices."""

    list_display = ("name", "kind", "model", "is_on", "state")
    fieldsets: ClassVar = (
        (None, {"fields": ("name", "kind", "address", "model", "key_variable", "is_on")}),
        (
            gettext_lazy("Limits"),
            {"fields": ("seconds", "tries", "calls_at_once", "tokens_a_day")},
        ),
        (gettext_lazy("Prices"), {"fields": ("price_read", "price_written")}),
    )
    actions_detail: ClassVar = ["test_model", "changes_of"]

    @display(
        description=gettext_lazy("State"),
        label={"off": "", "open": "danger", "on": "success"},
    )
    def state(self, model: LanguageModel) -> tuple[str, str]:
        """Whether it is asked at the moment."""
        if not model.is_on:
            return "off", _("off")
        if is_open(model):
            return "open", str(Outcome.BROKEN.label)
        return "on", _("on")

    def save_model(self, request: HttpRequest, obj: Model, form: forms.Form, change: bool) -> None:  # noqa: FBT001
        """Save, and have a worker begin to write."""
        super().save_model(request, obj, form, change)
        if not _sent("recommendations.write_words"):
            messages.warning(request, NO_QUEUE)

    def formfield_for_dbfield(self, db_field: Any, *args: Any, **more: Any) -> Any:
        """An address without its scheme is one of a machine nearby."""
        if db_field.name == "address":
            more["assume_scheme"] = "http"
        return super().formfield_for_dbfield(db_field, *args, **more)

    def has_test_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whoever may change it may have it asked, which costs."""
        return request.user.has_perm(TUNE)

    @action(
        description=gettext_lazy("Test it"),
        url_path="ask",
        icon="science",
        permissions=["test"],
    )
    def test_model(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """To the page where it is asked."""
        return redirect("admin:recommendations_languagemodel_test", object_id)

    def get_urls(self) -> list[URLPattern]:
        """Where the test is."""
        view = self.admin_site.admin_view(self.test)
        name = "recommendations_languagemodel_test"
        return [path("<int:model_id>/test/", view, name=name), *super().get_urls()]

    def test(self, request: HttpRequest, model_id: int) -> HttpResponse:
        """The last test; a POST has a worker do another one."""
        model = get_object_or_404(LanguageModel, pk=model_id)
        if not self.has_test_permission(request):
            raise PermissionDenied
        if request.method == "POST":
            forget_test(model)
            if _sent("recommendations.test_language_model", args=[model.pk]):
                return redirect(f"{request.path}?asked")
            messages.error(request, NO_QUEUE)
            return redirect(request.path)
        found = kept_test(model)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Test of %(model)s") % {"model": model},
            "opts": self.opts,
            "model": model,
            "table": _table(found) if found else None,
            "is_asked": "asked" in request.GET and not found,
        }
        return render(request, "admin/recommendations/language_test.html", context)


@admin.register(Wording)
class WordingAdmin(Audited):
    """What language models wrote: to be read, hidden or deleted, never edited."""

    list_display = ("text", "instead_of", "purpose", "language", "model", "made_at", "is_hidden")
    list_filter = ("purpose", "language", "is_hidden", "model")
    list_select_related = ("model",)
    search_fields = ("text", "instead_of")
    show_full_result_count = False
    list_per_page = 50
    fields: ClassVar = [
        "text", "instead_of", "purpose", "language", "model", "prompt_version", "made_at",
        "is_hidden",
    ]  # fmt: skip
    readonly_fields: ClassVar = fields[:-1]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Workers write them."""
        return False


def _sent(task: str, **what: Any) -> bool:
    """Hand a task to the workers; False where no queue takes it."""
    try:
        current_app.send_task(task, ignore_result=True, **what)
    except (OperationalError, OSError):
        return False
    return True


def _table(found: list[dict[str, Any]]) -> dict[str, Any]:
    """One line a language."""
    headers = [
        _("Language"), _("What it said"), _("How it ended"), _("What shows"), _("Seconds"), _("Tokens"), _("Cost")
    ]  # fmt: skip
    rows = [
        [
            one["language"],
            one["said"],
            str(Outcome(one["outcome"]).label),
            one["text"],
            f"{one['seconds']:.2f}",
            f"{one['tokens_read']:,} + {one['tokens_written']:,}",
            f"{one['cost']:.6f}",
        ]
        for one in found
    ]
    return {"headers": headers, "rows": rows}
