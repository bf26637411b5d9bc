"""Rules in the admin: chosen in words, with what is odd about each said in the list and on saving."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import display
from unfold.widgets import UnfoldAdminSelectWidget

from accounts.models import User
from recommendations.admin.audit import Audited
from recommendations.admin.foresight import Foresight
from recommendations.homepage.conflicts import Bench, Conflict
from recommendations.models import About, RowAudience, Rule, RuleKind

COLOURS = {
    RuleKind.PIN: "success",
    RuleKind.BOOST: "info",
    RuleKind.BURY: "warning",
    RuleKind.BLOCK: "danger",
    RuleKind.LIMIT: "primary",
}
PLAIN = ("level", "language")
LIMITING = ("most", "counted", "row")


class Teachers(models.QuerySet[User]):
    """Sentences about who teaches."""

    def teach(self, person: User) -> bool:
        """Whether a person teaches any course."""
        return self.filter(pk=person.pk, taught_courses__isnull=False).exists()


class RuleForm(forms.ModelForm):
    """A rule: what it does, what it is about, for whom, when and why."""

    about = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        choices=About.choices,
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Rule
        fields = (
            "kind", "course", "category", "skill", "instructor", "level", "language",
            "most", "counted", "scope", "row", "audience", "starts_at", "ends_at", "reason",
        )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].initial = self.instance.about or About.COURSE
        self.fields["scope"].required = False

    def clean(self) -> dict[str, Any]:
        """Keep only what belongs to the kind and to what it is about; refuse what is missing."""
        cleaned: dict[str, Any] = super().clean() or {}
        is_limit = cleaned.get("kind") == RuleKind.LIMIT
        about = "" if is_limit else cleaned.get("about") or About.COURSE
        for name in About.values:
            if name != about:
                cleaned[name] = "" if name in PLAIN else None
        if is_limit:
            self._need("most", "counted")
            cleaned["scope"] = cleaned.get("scope") or "row"
        else:
            cleaned |= {"most": None, "counted": "", "row": None, "scope": "row"}
            self._need(about)
        self._check_teacher(cleaned.get("instructor"))
        begins, ends = cleaned.get("starts_at"), cleaned.get("ends_at")
        if begins and ends and ends <= begins:
            self.add_error("ends_at", _("The end lies before the beginning."))
        return cleaned

    def _need(self, *names: str) -> None:
        for name in names:
            if not self.cleaned_data.get(name) and name not in self.errors:
                self.add_error(name, _("Please choose."))

    def _check_teacher(self, person: User | None) -> None:
        if person is not None and not Teachers(User).teach(person):
            self.add_error("instructor", _("This person teaches no course."))


@admin.register(Rule)
class RuleAdmin(Foresight, Audited):
    """Decisions of staff about what shows."""

    form = RuleForm
    list_display = ("subject_of", "what", "for_whom", "state", "ends_at", "reason", "oddities")
    list_filter = ("kind", "audience")
    list_select_related = ("course", "category", "skill", "instructor", "row")
    search_fields = (
        "course__title", "category__name_en", "category__name_zh", "skill__name_en",
        "skill__name_zh", "instructor__display_name", "reason",
    )  # fmt: skip
    autocomplete_fields = ("course", "category", "skill", "instructor")
    fieldsets: ClassVar = (
        (
            None,
            {
                "fields": (
                    "kind", "about", "course", "category", "skill", "instructor", "level",
                    "language", "most", "counted", "scope", "row",
                ),
                "description": gettext_lazy(
                    "Pin: shows first. Boost: counts double. Bury: counts a quarter. Block: never "
                    "shows. Limit: at most so many of a kind. No rule brings back what a row or "
                    "the learner leaves out."
                ),
            },
        ),
        (gettext_lazy("For whom, and when"), {"fields": ("audience", "starts_at", "ends_at")}),
        (gettext_lazy("Why"), {"fields": ("reason",)}),
    )  # fmt: skip
    conditional_fields: ClassVar = {
        "about": "kind != 'limit'",
        **{name: f"kind != 'limit' && about == '{name}'" for name in About.values},
        **dict.fromkeys((*LIMITING, "scope"), "kind == 'limit'"),
    }

    def get_changelist_instance(self, request: HttpRequest) -> Any:
        """The list, with what is odd about each rule on it."""
        listed = super().get_changelist_instance(request)
        bench = Bench.now()
        for rule in listed.result_list:
            rule.conflicts = bench.conflicts_of(rule)
        return listed

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:  # noqa: FBT001
        """Save, and say what is odd about it."""
        super().save_model(request, obj, form, change)
        for conflict in Bench.now().conflicts_of(obj):
            messages.warning(request, conflict.text)

    @display(description=gettext_lazy("About"))
    def subject_of(self, rule: Rule) -> str:
        """The courses that it is about."""
        return rule.subject

    @display(description=gettext_lazy("Kind"), ordering="kind", label=COLOURS)
    def what(self, rule: Rule) -> tuple[str, str]:
        """What it does, as a coloured label."""
        return rule.kind, rule.get_kind_display()

    @display(description=gettext_lazy("Audience"), ordering="audience")
    def for_whom(self, rule: Rule) -> str:
        """On whose pages."""
        return str(RowAudience(rule.audience).label)

    @display(description=gettext_lazy("Now"))
    def state(self, rule: Rule) -> str:
        """Whether it is in force."""
        now = timezone.now()
        if rule.starts_at and now < rule.starts_at:
            return _("not yet")
        return _("over") if rule.ends_at and now >= rule.ends_at else _("in force")

    @display(description=gettext_lazy("Conflicts"))
    def oddities(self, rule: Rule) -> str:
        """What works against it, or what it cannot do."""
        conflicts: list[Conflict] = getattr(rule, "conflicts", [])
        if not conflicts:
            return _("none")
        items = format_html_join("", "<li>{}</li>", ((one.text,) for one in conflicts))
        return format_html('<ul class="oddities">{}</ul>', items)
