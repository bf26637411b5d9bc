"""Algorithms in the admin: on or off, their weight, and a form made of their knobs."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from pydantic import ValidationError as KnobError
from unfold.decorators import display

from recommendations.admin.buttons import TrainAndRefresh
from recommendations.admin.faults import told
from recommendations.admin.foresight import Foresight
from recommendations.admin.knobs import (
    PREFIX,
    changed_params,
    field_of,
    named,
    shown_knobs,
    unknown_params,
)
from recommendations.admin.proposals import Proposals
from recommendations.engine import registry
from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import AlgorithmSetting, Version, VersionStatus
from recommendations.training.freshness import latest_data_hash

BLEND = "hybrid"  # has no model of its own: its weight and its switch would do nothing


class Settings(models.QuerySet[AlgorithmSetting]):
    """Sentences about settings."""

    def with_live_version(self) -> "Settings":
        """Along with when the version that serves was made, and what it was measured at."""
        live = Version.objects.filter(algorithm=OuterRef("name"), status=VersionStatus.LIVE)
        return self.annotate(
            live_since=Subquery(live.values("published_at")[:1]),
            live_manifest=Subquery(live.values("manifest")[:1]),
        )


class AlgorithmForm(forms.ModelForm):
    """Stores of the knobs only what differs from the defaults."""

    class Meta:
        model = AlgorithmSetting
        fields = ("is_enabled", "weight", "full_every")

    def clean(self) -> dict[str, Any]:
        """Put the knobs together; the algorithm itself says what does not go together."""
        cleaned: dict[str, Any] = super().clean() or {}
        if not self.errors:
            name = self.instance.name
            self.instance.params = changed_params(name, cleaned)
            if name in registry.names():
                self._refuse_wrong_mixes(name)
        return cleaned

    def _refuse_wrong_mixes(self, name: str) -> None:
        try:
            registry.create(name, **self.instance.params)
        except KnobError as error:
            for fault in error.errors():
                field = f"{PREFIX}{fault['loc'][0]}" if fault["loc"] else None
                self.add_error(field if field in self.fields else None, told(fault))
        except ValueError as error:
            self.add_error(None, str(error))


class ListedForm(forms.ModelForm):
    """A line of the list; what would do nothing is greyed out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.disabled = self.instance.name == BLEND


@admin.register(AlgorithmSetting)
class AlgorithmAdmin(TrainAndRefresh, Foresight, Proposals):
    """Every algorithm of the registry: its switch, its weight, its knobs."""

    form = AlgorithmForm
    list_display = (
        "title",
        "is_enabled",
        "weight",
        "changed",
        "accuracy",
        "live_since",
        "staleness",
    )
    list_editable = ("is_enabled", "weight")
    actions = None
    readonly_fields: ClassVar = ["dropped", "beginning"]
    _known: str | None = None  # the hash of the data when they were last looked at

    def changelist_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """An algorithm that came with a new release appears without being asked for."""
        ensure_defaults()
        self._known = latest_data_hash()
        return super().changelist_view(request, *args, **kwargs)

    def get_queryset(self, request: HttpRequest) -> Settings:
        """Settings with what is known of their live versions."""
        return Settings(AlgorithmSetting).order_by("name").with_live_version()

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[forms.ModelForm]:
        """Lines of the list that can be edited in place."""
        return super().get_changelist_form(request, **{**kwargs, "form": ListedForm})

    def get_form(
        self,
        request: HttpRequest,
        obj: AlgorithmSetting | None = None,
        change: bool = False,  # noqa: FBT001, FBT002
        **kwargs: Any,
    ) -> type[forms.ModelForm]:
        """The form of this very algorithm, with a field for each of its knobs."""
        knobs = shown_knobs(obj.name) if obj else ()
        fields = {f"{PREFIX}{knob.name}": field_of(knob, obj.params) for knob in knobs if obj}
        form = type("KnobForm", (AlgorithmForm,), fields)
        return super().get_form(request, obj, change, **{**kwargs, "form": form})

    def get_fieldsets(self, request: HttpRequest, obj: AlgorithmSetting | None = None) -> Any:
        """Switch and weight, the knobs, and what is left of knobs that are gone."""
        if obj is None:
            return ()
        knobs = [f"{PREFIX}{knob.name}" for knob in shown_knobs(obj.name)]
        groups: list[Any] = (
            [] if obj.name == BLEND else [(_("Blend"), {"fields": ("is_enabled", "weight")})]
        )
        if knobs:
            groups.append((_("Parameters"), {"fields": tuple(knobs), "description": _about(obj)}))
        if _continues(obj):
            groups.append((_("Trainings"), {"fields": ("full_every", "beginning")}))
        if unknown_params(obj.name, obj.params):
            groups.append((_("No longer known"), {"fields": ("dropped",)}))
        return groups

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Algorithms come with the code."""
        return False

    def has_delete_permission(
        self, request: HttpRequest, obj: AlgorithmSetting | None = None
    ) -> bool:
        """They are switched off, not deleted."""
        return False

    @display(description=gettext_lazy("Algorithm"), ordering="name", header=True)
    def title(self, setting: AlgorithmSetting) -> list[str]:
        """Its name, and what it says to learners."""
        if setting.name not in registry.names():
            return [setting.name, _("no longer part of Homeroom")]
        return [setting.name, _(registry.find(setting.name).label)]

    @display(description=gettext_lazy("Changed parameters"))
    def changed(self, setting: AlgorithmSetting) -> str:
        """What differs from the defaults."""
        return ", ".join(f"{key} = {named(value)}" for key, value in setting.params.items()) or "–"

    @display(description=gettext_lazy("NDCG@10 of the live version"))
    def accuracy(self, setting: Any) -> str:
        """The figure that the live version was measured at."""
        found = (setting.live_manifest or {}).get("metrics", {}).get("ndcg@10")
        return "–" if found is None else f"{found:.4f}"

    @display(description=gettext_lazy("Live since"), ordering="live_since", empty_value="–")
    def live_since(self, setting: Any) -> Any:
        """When the version that serves was published."""
        return setting.live_since

    @display(
        description=gettext_lazy("Freshness"),
        label={"fresh": "success", "stale": "warning", "unserved": ""},
    )
    def staleness(self, setting: Any) -> tuple[str, str] | str:
        """Whether anything happened since that its live version did not learn from."""
        if setting.live_since is None:
            return "–"
        is_known = self._known is not None
        is_stale = is_known and setting.live_manifest.get("data_hash") != self._known
        age = timesince(setting.live_since, depth=1)
        if is_stale:
            return "stale", _("%(age)s old, the data changed since") % {"age": age}
        return "fresh", _("%(age)s old, nothing new to learn") % {"age": age}

    @display(description=gettext_lazy("The version that serves"))
    def beginning(self, setting: Any) -> str:
        """Whether it was trained from scratch, and how far it is from one that was."""
        if setting.live_manifest is None:
            return "–"
        count = setting.live_manifest.get("goes_on", 0)
        if not count:
            return _("was trained from scratch")
        words = ngettext(
            "goes on from one that was trained from scratch, %(n)s training ago",
            "goes on from one that was trained from scratch, %(n)s trainings ago",
            count,
        )
        return words % {"n": count}

    @display(description=gettext_lazy("Stored, but unknown"))
    def dropped(self, setting: AlgorithmSetting) -> str:
        """Values of knobs that the algorithm had once; saving drops them."""
        gone = unknown_params(setting.name, setting.params)
        listed = ", ".join(f"{key} = {named(value)}" for key, value in gone.items())
        return format_html("<code>{}</code> {}", listed, _("Saving drops them."))


def _continues(setting: AlgorithmSetting) -> bool:
    return setting.name in registry.names() and registry.find(setting.name).continues


def _about(setting: AlgorithmSetting) -> str:
    if setting.name == BLEND:
        return _(
            "The hybrid blends all algorithms that are on, each at its own weight. It acts at once."
        )
    return _("An empty field means the default. A change takes effect with the next training.")
