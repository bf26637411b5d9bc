"""How pages are put together, in the admin: one form, no list."""

from typing import Any, ClassVar

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy

from recommendations.admin.audit import Audited
from recommendations.models import Arrangement
from recommendations.permissions import TUNE, VIEW


@admin.register(Arrangement)
class ArrangementAdmin(Audited):
    """How rows and cards of a page are chosen together."""

    fieldsets: ClassVar = (
        (gettext_lazy("Rows"), {"fields": ("moves_rows", "most_rows")}),
        (
            gettext_lazy("Cards"),
            {"fields": ("diversity", "calibration", "freshness", "most_alike", "hold")},
        ),
        (gettext_lazy("What was shown in vain"), {"fields": ("shown_in_vain", "sinks_to")}),
    )

    def has_view_permission(self, request: HttpRequest, obj: Arrangement | None = None) -> bool:
        """Whoever sees the recommender sees it."""
        return request.user.has_perm(VIEW) or request.user.has_perm(TUNE)

    def has_change_permission(self, request: HttpRequest, obj: Arrangement | None = None) -> bool:
        """Whoever changes rows and rules changes it."""
        return request.user.has_perm(TUNE)

    def has_module_permission(self, request: HttpRequest) -> bool:
        """As for viewing."""
        return self.has_view_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one record."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Arrangement | None = None) -> bool:
        """It stays."""
        return False

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The one form in place of a list; the defaults become a record with the first look."""
        if not self.has_view_permission(request):
            return super().changelist_view(request, *args, **kwargs)
        one = Arrangement.objects.first() or Arrangement.objects.create()
        return self.change_view(request, str(one.pk))
