"""The encoder of texts in the admin: which one is in force, and how far it has come."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action, display

from recommendations.admin.audit import Audited
from recommendations.models import TextEncoder
from recommendations.permissions import TUNE, VIEW
from recommendations.requests import ask_for_vectors
from recommendations.understanding.progress import read_progress


@admin.register(TextEncoder)
class TextEncoderAdmin(Audited):
    """One form, no list: what turns the texts of courses into vectors."""

    actions_detail: ClassVar = ["changes_of", "encode_now"]
    readonly_fields = ("encoded", "passages", "failure", "refused")
    fieldsets: ClassVar = (
        (
            gettext_lazy("Encoder"),
            {
                "fields": ("kind", "model", "address", "key_variable", "searches"),
                "description": gettext_lazy(
                    "With another encoder every course is encoded anew, by workers. "
                    "Until then the search goes by words."
                ),
            },
        ),
        (gettext_lazy("How far it has come"), {"fields": readonly_fields}),
    )

    def has_view_permission(self, request: HttpRequest, obj: TextEncoder | None = None) -> bool:
        """Whoever sees the recommender sees it."""
        return request.user.has_perm(VIEW) or request.user.has_perm(TUNE)

    def has_change_permission(self, request: HttpRequest, obj: TextEncoder | None = None) -> bool:
        """Whoever changes algorithms changes it."""
        return request.user.has_perm(TUNE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for viewing."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: TextEncoder | None = None) -> bool:
        """It stays."""
        return False

    def has_encode_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whether this member of staff may have courses encoded."""
        return request.user.has_perm(TUNE)

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The one form in place of a list; the defaults become a record with the first look."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, *args, **kwargs)
        one = TextEncoder.objects.first() or TextEncoder.objects.create()
        return self.change_view(request, str(one.pk))

    @action(
        description=gettext_lazy("Encode now"),
        url_path="encode",
        icon="sync",
        permissions=["encode"],
    )
    def encode_now(self, request: HttpRequest, object_id: str) -> HttpResponse:
        """Ask, then have a worker encode what changed."""
        if request.method != "POST":
            context = {
                **self.admin_site.each_context(request),
                "title": _("Encode the texts of courses now?"),
                "detail": _("A worker encodes what changed since it was read, and nothing else."),
                "yes": _("Encode now"),
                "opts": self.opts,
            }
            return TemplateResponse(request, "admin/recommendations/confirm.html", context)
        ask_for_vectors()
        messages.success(request, _("A worker was asked to encode what changed."))
        return redirect("admin:recommendations_textencoder_changelist")

    @display(description=gettext_lazy("Courses with vectors"))
    def encoded(self, _record: TextEncoder) -> str:
        """Of all published ones, by the encoder in force."""
        facts = read_progress()
        return _("%(encoded)d of %(published)d; %(waiting)d wait to be read") % {
            "encoded": facts.encoded,
            "published": facts.published,
            "waiting": facts.waiting,
        }

    @display(description=gettext_lazy("Passages of lessons"))
    def passages(self, _record: TextEncoder) -> str:
        """Those that can be found and quoted."""
        return str(read_progress().passages)

    @display(description=gettext_lazy("Last failure"))
    def failure(self, record: TextEncoder) -> str:
        """What the encoder said when it last could not go on."""
        if not record.fault or record.fault_at is None:
            return "–"
        return f"{date_format(record.fault_at, 'SHORT_DATETIME_FORMAT')}: {record.fault}"

    @display(description=gettext_lazy("Courses that it did not take"))
    def refused(self, _record: TextEncoder) -> str:
        """Their titles, and why."""
        refused = read_progress().refused
        return format_html_join("", "<div><b>{}</b>: {}</div>", refused) if refused else "–"
