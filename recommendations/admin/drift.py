"""Drift in the admin: each day's figures beside what they usually are."""

from typing import ClassVar

from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from recommendations.drift.names import name_of, number
from recommendations.models import Reading


@admin.register(Reading)
class ReadingAdmin(ModelAdmin):
    """What a daily look found; nobody types it."""

    list_display = ("day", "figure", "measured", "usually", "far", "state")
    list_display_links = None
    list_filter = ("is_alarm", "name")
    list_per_page = 60
    show_full_result_count = False
    actions = None
    fields: ClassVar = ["day", "figure", "measured", "usually", "far", "state"]
    readonly_fields = fields

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A task writes them."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Reading | None = None) -> bool:
        """Nobody edits what was measured."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Reading | None = None) -> bool:
        """Nor deletes it."""
        return False

    @display(description=gettext_lazy("Figure"), ordering="name")
    def figure(self, reading: Reading) -> str:
        """What it is about."""
        return name_of(reading)

    @display(description=gettext_lazy("That day"), ordering="value")
    def measured(self, reading: Reading) -> str:
        """The value."""
        return number(reading.value)

    @display(description=gettext_lazy("Usually"))
    def usually(self, reading: Reading) -> str:
        """The median of the weeks before."""
        return number(reading.usual)

    @display(description=gettext_lazy("Distance"), ordering="distance")
    def far(self, reading: Reading) -> str:
        """How far it is from its past."""
        return number(reading.distance)

    @display(
        description=gettext_lazy("State"),
        label={"alarm": "danger", "usual": "success", "learning": "info"},
    )
    def state(self, reading: Reading) -> tuple[str, str]:
        """Whether it left its past."""
        if reading.is_alarm:
            return "alarm", _("unusual")
        if reading.distance is None:
            return "learning", _("no past yet")
        return "usual", _("as usual")
