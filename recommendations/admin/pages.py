"""Stored homepages in the admin: whose there are, how fresh they are, what stands on them."""

from typing import Any, ClassVar

from django.contrib import admin
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.html import format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from courses.models import Course
from recommendations.homepage.digest import KEY, site_digest
from recommendations.models import CachedPage, RowAudience


@admin.register(CachedPage)
class CachedPageAdmin(ModelAdmin):
    """Pages as the workers stored them: to read."""

    list_display = ("learner", "made_at", "audience", "freshness", "row_count")
    list_select_related = ("learner",)
    search_fields = ("learner__email", "learner__display_name")
    ordering = ("-built_at",)
    show_full_result_count = False
    actions = None
    fields: ClassVar = ["learner", "made_at", "audience", "contents"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Workers write pages."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: CachedPage | None = None) -> bool:
        """Nobody edits one."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: CachedPage | None = None) -> bool:
        """They leave with their learner, or with the consent."""
        return False

    @display(description=gettext_lazy("Made"), ordering="built_at")
    def made_at(self, page: CachedPage) -> Any:
        """When a worker computed it."""
        return page.built_at

    @display(description=gettext_lazy("Audience"))
    def audience(self, page: CachedPage) -> str:
        """What the page takes the learner for."""
        found = page.payload.get("audience")
        return str(RowAudience(found).label) if found in RowAudience.values else "–"

    @display(description=gettext_lazy("State"), label={"fresh": "success", "stale": "warning"})
    def freshness(self, page: CachedPage) -> tuple[str, str]:
        """Whether what shaped it is still as it was."""
        site = cache.get(KEY) or site_digest()  # kept for seconds: not computed for every line
        is_fresh = page.digest != "" and page.payload.get("site") == site
        return ("fresh", _("fresh")) if is_fresh else ("stale", _("stale"))

    @display(description=gettext_lazy("Rows"))
    def row_count(self, page: CachedPage) -> int:
        """How many rows it has."""
        return len(page.payload.get("rows", []))

    @display(description=gettext_lazy("Contents"))
    def contents(self, page: CachedPage) -> str:
        """Each row with its courses, their scores and kinds of reasons."""
        rows: list[dict[str, Any]] = page.payload.get("rows", [])
        ids = {card[0] for row in rows for card in row["cards"]}
        titles = dict(Course.objects.among(ids).values_list("pk", "title"))
        lines = (
            (row["key"], titles.get(course, f"#{course}"), why, f"{score:.4f}" if score else "")
            for row in rows
            for course, why, _argument, score in row["cards"]
        )
        return format_html_join("", "<div><b>{}</b> · {} · {} {}</div>", lines)
