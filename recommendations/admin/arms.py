"""The form of an arm: overrides without JSON, in words that staff know."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import (
    UnfoldAdminSelectMultipleWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
)

from recommendations.engine import registry
from recommendations.experiments.overrides import OverridesError, read_overrides
from recommendations.models import Arm, OrderTrial, Row, Version, VersionStatus

NO_CHANGE = ("", gettext_lazy("as the site has it"))
NO_MODEL = gettext_lazy("no language model")
FUSIONS = (
    NO_CHANGE,
    ("score", gettext_lazy("by score")),
    ("reciprocal_rank", gettext_lazy("by rank")),
)


class ArmForm(forms.ModelForm):
    """What the arm changes, as choices; stored as overrides."""

    algorithm = forms.ChoiceField(
        label=gettext_lazy("Only this algorithm"), required=False, widget=UnfoldAdminSelectWidget
    )
    fusion = forms.ChoiceField(
        label=gettext_lazy("How scores are blended"),
        required=False,
        choices=FUSIONS,
        widget=UnfoldAdminSelectWidget,
    )
    weights = forms.CharField(
        label=gettext_lazy("Weights in the blend"),
        required=False,
        strip=False,
        help_text=gettext_lazy("One a line, as in: ease = 0.5"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    params = forms.CharField(
        label=gettext_lazy("Parameters that need no training"),
        required=False,
        strip=False,
        help_text=gettext_lazy("One a line, as in: ease.position_half_life = 5"),
        widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}),
    )
    versions = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Versions to serve instead of the live ones"),
        queryset=Version.objects.none(),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    rows_hidden = forms.MultipleChoiceField(
        label=gettext_lazy("Rows not shown"), required=False, widget=UnfoldAdminSelectMultipleWidget
    )
    rows_shown = forms.MultipleChoiceField(
        label=gettext_lazy("Rows shown that are off now"),
        required=False,
        widget=UnfoldAdminSelectMultipleWidget,
    )
    row_first = forms.ChoiceField(
        label=gettext_lazy("Row moved to the top"), required=False, widget=UnfoldAdminSelectWidget
    )

    order_trial = forms.ChoiceField(
        label=gettext_lazy("Who orders courses for newcomers"),
        required=False,
        widget=UnfoldAdminSelectWidget,
    )

    class Meta:
        model = Arm
        fields = ("name", "key", "is_control", "share")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        names = [(name, name) for name in registry.names() if name != "hybrid"]
        fields["algorithm"].choices = [NO_CHANGE, *names]
        fields["versions"].queryset = Version.objects.exclude(
            status__in=(VersionStatus.LIVE, VersionStatus.REFUSED)
        )
        rows = list(Row.objects.all())
        fields["rows_hidden"].choices = [(row.key, row.title) for row in rows if row.is_on]
        fields["rows_shown"].choices = [(row.key, row.title) for row in rows if not row.is_on]
        fields["row_first"].choices = [NO_CHANGE, *((row.key, row.title) for row in rows)]
        trials = [(str(one.pk), str(one)) for one in OrderTrial.objects.all()]
        fields["order_trial"].choices = [NO_CHANGE, ("0", NO_MODEL), *trials]
        for name, value in _initial(self.instance.overrides or {}).items():
            fields[name].initial = value

    def clean(self) -> dict[str, Any]:
        """Put the choices together and have the overrides themselves say what is wrong."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.errors:
            return cleaned
        try:
            self.instance.overrides = _overrides(cleaned)
            read_overrides(self.instance.overrides)
        except OverridesError as error:
            self.add_error(_field_of(str(error)), str(error))
        return cleaned


def told_overrides(overrides: dict[str, Any]) -> list[str]:
    """What an arm changes, in words."""
    told = []
    if overrides.get("algorithm"):
        told.append(_("only %(name)s") % {"name": overrides["algorithm"]})
    if overrides.get("fusion"):
        told.append(str(dict(FUSIONS).get(overrides["fusion"], overrides["fusion"])))
    told += [f"{name} = {weight:g}" for name, weight in overrides.get("weights", {}).items()]
    told += [
        f"{name}.{knob} = {value}"
        for name, params in overrides.get("params", {}).items()
        for knob, value in params.items()
    ]
    told += [f"{name} v{number}" for name, number in overrides.get("versions", {}).items()]
    titles = {row.key: row.title for row in Row.objects.all()} if overrides.get("rows") else {}
    for key, change in overrides.get("rows", {}).items():
        facts = {"row": titles.get(key, key)}
        if change.get("is_on") is False:
            told.append(_("hides “%(row)s”") % facts)
        if change.get("is_on") is True:
            told.append(_("shows “%(row)s”") % facts)
        if change.get("order") == 0:
            told.append(_("“%(row)s” at the top") % facts)
    if "order_trial" in overrides:
        trial = OrderTrial.objects.in_bulk([overrides["order_trial"]])
        words = _("newcomers: %(model)s")
        told += [words % {"model": one} for one in [*trial.values(), NO_MODEL][:1]]
    return told


def _initial(overrides: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = overrides.get("rows", {})
    params = overrides.get("params", {})
    return {
        "algorithm": overrides.get("algorithm") or "",
        "fusion": overrides.get("fusion") or "",
        "weights": "\n".join(
            f"{key} = {value}" for key, value in overrides.get("weights", {}).items()
        ),
        "params": "\n".join(
            f"{name}.{key} = {value}" for name, own in params.items() for key, value in own.items()
        ),
        "versions": list(overrides.get("versions", {}).values()),
        "order_trial": str(overrides.get("order_trial", "")),
        "rows_hidden": [key for key, change in rows.items() if change.get("is_on") is False],
        "rows_shown": [key for key, change in rows.items() if change.get("is_on") is True],
        "row_first": next((key for key, change in rows.items() if change.get("order") == 0), ""),
    }


def _overrides(cleaned: dict[str, Any]) -> dict[str, Any]:
    rows: dict[str, dict[str, Any]] = {}
    for key in cleaned["rows_hidden"]:
        rows.setdefault(key, {})["is_on"] = False
    for key in cleaned["rows_shown"]:
        rows.setdefault(key, {})["is_on"] = True
    if cleaned["row_first"]:
        rows.setdefault(cleaned["row_first"], {})["order"] = 0
    params: dict[str, dict[str, float]] = {}
    for name, value in _lines(cleaned["params"], "params").items():
        algorithm, _dot, knob = name.partition(".")
        params.setdefault(algorithm, {})[knob] = value
    found = {
        "algorithm": cleaned["algorithm"],
        "fusion": cleaned["fusion"],
        "weights": _lines(cleaned["weights"], "weights"),
        "params": params,
        "versions": {version.algorithm: version.pk for version in cleaned["versions"]},
        "rows": rows,
    }
    kept = {key: value for key, value in found.items() if value}
    trial = cleaned["order_trial"]
    return {**kept, "order_trial": int(trial)} if trial else kept


def _lines(text: str, field: str) -> dict[str, float]:
    """Name and number of each line; raises `OverridesError` that names the line."""
    found = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, equals, value = line.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            is_bare = not equals
            words = (
                _("line %(n)s: write a name, = and a number")
                if is_bare
                else _("line %(n)s: what stands after = is no number")
            )
            raise OverridesError(f"{field}: {words % {'n': number}}") from None
    return found


def _field_of(message: str) -> str | None:
    """The field that an error is about."""
    name = message.partition(":")[0].partition(".")[0]
    return name if name in ("weights", "params", "versions", "algorithm", "fusion") else None
