"""Rows of the homepage in the admin: dragged into order, filled from a source of the list."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from recommendations.admin.audit import Audited
from recommendations.admin.foresight import Foresight
from recommendations.engine import registry
from recommendations.homepage.shelves import LIVE_SOURCES, SOURCES
from recommendations.models import Row

# What a source shows, for the people who choose one.
SOURCE_NAMES = {
    "continue": gettext_lazy("Continue: unfinished courses"),
    "saved": gettext_lazy("Saved for later"),
    "review": gettext_lazy("Finished courses, where nothing is recommended above"),
    "hybrid": gettext_lazy("All algorithms together"),
    "because": gettext_lazy("Because of the last course"),
    "trending": gettext_lazy("Most learners this week"),
    "new": gettext_lazy("Newest courses"),
    "popular": gettext_lazy("Most enrolled courses"),
    "firsts": gettext_lazy("New courses that were not yet seen enough, by chance"),
    "interest": gettext_lazy("Best in a field of interest"),
    "followed": gettext_lazy("What learners whom one follows study"),
    "taught": gettext_lazy("By instructors whom one follows"),
    "alike": gettext_lazy("What learners alike study, at least five of them"),
    "path": gettext_lazy("Next steps of the learner's path"),
    "unlocked": gettext_lazy("What builds on finished courses"),
    "hot": gettext_lazy("Hot this week in the learner's field"),
    "short": gettext_lazy("Courses of an hour or less"),
    "since": gettext_lazy("New since the learner's last visit"),
    "before": gettext_lazy("What a saved course builds on"),
    "aside": gettext_lazy("A step aside, from other fields"),
    "nearby": gettext_lazy("Popular where a visitor was just now"),
    "alike_week": gettext_lazy("What is hot among learners alike"),
}
PLACES = {
    "because": ("{did}", "{course}"),
    "before": ("{course}",),
    "hot": ("{topic}",),
    "interest": ("{topic}",),
    "nearby": ("{topic}",),
}


def source_choices() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Built-in sources, then the algorithms, by group."""
    built_in = [name for name in SOURCE_NAMES if name in SOURCES or name in LIVE_SOURCES]
    single = [name for name in registry.names() if name not in built_in]
    return [
        (_("Built in"), [(name, SOURCE_NAMES[name]) for name in built_in]),
        (_("One algorithm"), [(name, name) for name in single]),
    ]


class RowForm(forms.ModelForm):
    """A row; titles may only name what their source knows."""

    source = forms.ChoiceField(
        label=gettext_lazy("Source"), choices=source_choices, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Row
        fields = (
            "key", "title_en", "title_zh", "note_en", "note_zh", "source", "audience",
            "category", "language", "minimum", "maximum", "exploration", "order", "may_move", "is_on",
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Refuse sizes the wrong way round and titles that name what the source cannot know."""
        cleaned: dict[str, Any] = super().clean() or {}
        cleaned["exploration"] = cleaned.get("exploration") or 0.0
        fewest, most = cleaned.get("minimum"), cleaned.get("maximum")
        if fewest is not None and most is not None and fewest > most:
            self.add_error("minimum", _("Not more than the most cards: %(n)s.") % {"n": most})
        if most == 0:
            self.add_error("maximum", _("At least 1 card."))
        known = PLACES.get(cleaned.get("source", ""), ())
        for field in ("title_en", "title_zh"):
            title = cleaned.get(field) or ""
            strangers = [
                p for p in ("{did}", "{course}", "{topic}") if p in title and p not in known
            ]
            if strangers:
                words = _("This source does not know %(places)s.")
                self.add_error(field, words % {"places": ", ".join(strangers)})
        return cleaned


@admin.register(Row)
class RowAdmin(Foresight, Audited):
    """The rows, in the order of the page."""

    form = RowForm
    list_display = ("title_in_both", "source_name", "audience", "sizes", "is_on", "order")
    list_editable = ("is_on", "order")
    ordering_field = "order"
    hide_ordering_field = True
    list_filter = ("audience", "is_on")
    prepopulated_fields: ClassVar = {"key": ("title_en",)}
    fieldsets: ClassVar = (
        (None, {"fields": ("title_en", "title_zh", "note_en", "note_zh", "key", "is_on")}),
        (
            gettext_lazy("Contents"),
            {
                "fields": (
                    "source",
                    "category",
                    "language",
                    "minimum",
                    "maximum",
                    "exploration",
                ),
                "description": gettext_lazy(
                    "Titles may hold {did} and {course} for the source “Because of the last "
                    "course”, and {topic} for “Best in a field of interest”. A row with fewer "
                    "courses than its fewest cards is not shown."
                ),
            },
        ),
        (gettext_lazy("Audience"), {"fields": ("audience", "order", "may_move")}),
    )

    def get_prepopulated_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """The key is written with the first title; events name it, so it stays."""
        return self.prepopulated_fields if obj is None else {}

    def get_readonly_fields(self, request: HttpRequest, obj: Row | None = None) -> Any:
        """An existing row keeps its key."""
        return ("key",) if obj else ()

    @display(description=gettext_lazy("Row"), header=True)
    def title_in_both(self, row: Row) -> list[str]:
        """The English title over the Chinese one."""
        return [row.title_en, row.title_zh or _("no Chinese title")]

    @display(description=gettext_lazy("Source"), ordering="source")
    def source_name(self, row: Row) -> str:
        """Where its courses come from, in words."""
        if row.source in SOURCE_NAMES:
            return str(SOURCE_NAMES[row.source])
        if row.source in registry.names():
            return row.source
        return _("“%(source)s” is no source") % {"source": row.source}

    @display(description=gettext_lazy("Cards"))
    def sizes(self, row: Row) -> str:
        """Fewest to most cards."""
        return f"{row.minimum} – {row.maximum}"
