"""The ledger as staff see it: to read, never to write."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.paginator import Paginator
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin

from tracking.models import DailyActivity, Event
from tracking.verbs import VERBS

MOST_SHOWN = 10_000


class LatestPaginator(Paginator):
    """Pages through the latest records; millions are not counted to show a hundred."""

    @cached_property
    def count(self) -> int:
        """How many there are, up to MOST_SHOWN."""
        records: QuerySet[Model] = self.object_list  # type: ignore[assignment]
        return records.order_by()[:MOST_SHOWN].count()


class ReadOnlyAdmin(ModelAdmin):
    """Shows records that only the site itself writes."""

    paginator = LatestPaginator
    show_full_result_count = False
    list_per_page = 50

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody adds a record by hand."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nobody changes what happened."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Records leave with their time or with their learner."""
        return False


class VerbFilter(admin.SimpleListFilter):
    """The verbs as the ledger knows them: finding out which occur would scan it."""

    title = gettext_lazy("verb")
    parameter_name = "verb"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """Every verb."""
        return [(name, name) for name in sorted(VERBS)]

    def queryset(self, request: HttpRequest, queryset: Any) -> Any:
        """The events with the chosen verb."""
        return queryset.with_verb(self.value()) if self.value() in VERBS else queryset


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    """Events, the latest received first."""

    list_display: ClassVar = [
        "occurred_at", "verb", "learner", "object_type", "object_id", "course_id", "value",
        "surface", "row", "position",
    ]  # fmt: skip
    list_filter: ClassVar = [VerbFilter]
    list_select_related: ClassVar = ["learner"]
    ordering: ClassVar = ["-received_at"]

    def get_queryset(self, request: HttpRequest) -> Any:
        """For the list the latest alone: it would sort millions to show a hundred."""
        found: Any = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and match.url_name == "tracking_event_changelist"
        return found.lately(MOST_SHOWN) if is_list else found


@admin.register(DailyActivity)
class DailyActivityAdmin(ReadOnlyAdmin):
    """Days of activity, those that were begun last first: many thousands share a day."""

    list_display: ClassVar = ["day", "learner", "course_id", "signal", "dislike", "events"]
    list_select_related: ClassVar = ["learner"]
    ordering: ClassVar = ["-pk"]
