"""Rules in the admin: pin, boost, bury or block a course or a category, between two dates."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.admin import ModelAdmin
from unfold.decorators import display

from recommendations.models import Rule, RuleKind

COLOURS = {
    RuleKind.PIN: "success",
    RuleKind.BOOST: "info",
    RuleKind.BURY: "warning",
    RuleKind.BLOCK: "danger",
}


class RuleForm(forms.ModelForm):
    """A rule about one course or one category."""

    class Meta:
        model = Rule
        fields = ("kind", "course", "category", "starts_at", "ends_at", "reason")

    def clean(self) -> dict[str, Any]:
        """Refuse a rule about nothing, about two things, or that ends before it begins."""
        cleaned: dict[str, Any] = super().clean() or {}
        course, category = cleaned.get("course"), cleaned.get("category")
        if not (course or category) and not {"course", "category"} & self.errors.keys():
            self.add_error("course", _("Choose a course, or a category."))
        if course and category:
            self.add_error("category", _("A rule is about a course or a category, not both."))
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return cleaned


@admin.register(Rule)
class RuleAdmin(ModelAdmin):
    """Decisions of staff about what shows."""

    form = RuleForm
    list_display = ("about", "what", "state", "starts_at", "ends_at", "reason")
    list_filter = ("kind",)
    list_select_related = ("course", "category")
    search_fields = ("course__title", "category__name_en", "category__name_zh", "reason")
    autocomplete_fields = ("course", "category")

    @display(description=gettext_lazy("About"))
    def about(self, rule: Rule) -> str:
        """The course or the category."""
        return str(rule.course or rule.category)

    @display(description=gettext_lazy("Kind"), ordering="kind", label=COLOURS)
    def what(self, rule: Rule) -> tuple[str, str]:
        """What it does, as a coloured label."""
        return rule.kind, rule.get_kind_display()

    @display(description=gettext_lazy("Now"))
    def state(self, rule: Rule) -> str:
        """Whether it is in force."""
        now = timezone.now()
        if rule.starts_at and now < rule.starts_at:
            return _("not yet")
        return _("over") if rule.ends_at and now >= rule.ends_at else _("in force")
