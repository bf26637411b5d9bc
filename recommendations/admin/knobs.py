"""From the knobs of an algorithm to the fields of a form, and back to what differs from defaults."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from unfold.widgets import (
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from recommendations.engine import registry
from recommendations.engine.algorithms.base import Knob
from recommendations.engine.rulebook.names import NAMES

PREFIX = "knob_"
# Kinds whose fields have no empty state that could stand for the default.
SHOWN_WHOLE = {"bool", "mapping"}
# On the site the hybrid blends the algorithms that are on, each at its own weight and knobs.
ELSEWHERE = {"hybrid": {"sources", "settings"}}
# Where the name in the code is not what staff should read.
LABELS = {
    "backward": gettext_noop("Backward steps"),
    "cap": gettext_noop("Cap per learner"),
    "damping": gettext_noop("Damping of popularity"),
    "days": gettext_noop("Days"),
    "dimensions": gettext_noop("Dimensions"),
    "epochs": gettext_noop("Epochs"),
    "factors": gettext_noop("Factors"),
    "features": gettext_noop("Features"),
    "fusion": gettext_noop("Fusion"),
    "half_life_days": gettext_noop("Half-life in days"),
    "l1": gettext_noop("Lasso penalty (L1)"),
    "l2": gettext_noop("Ridge penalty (L2)"),
    "least_pairs": gettext_noop("Candidates of a leaf at least"),
    "lessons": gettext_noop("Lists to learn from"),
    "measure": gettext_noop("Measure"),
    "neighbours": gettext_noop("Neighbours"),
    "position_half_life": gettext_noop("Half-life in courses"),
    "rehearsal": gettext_noop("What it foretells"),
    "regularisation": gettext_noop("Regularisation"),
    "rules": gettext_noop("Rules"),
    "session": gettext_noop("Weight of this session"),
    "shrinkage": gettext_noop("Shrinkage"),
    "similarity": gettext_noop("Similarity"),
    "step_decay": gettext_noop("Decay of each step"),
    "unobserved_weight": gettext_noop("Weight of what was not taken"),
    "window": gettext_noop("Window"),
}
CHOICES = {
    "bag_of_words": gettext_noop("Word counts"),
    "tf_idf": gettext_noop("Words weighed by rarity (TF-IDF)"),
    "word_vectors": gettext_noop("Company of words (word vectors)"),
    "embedding": gettext_noop("Meaning of sentences"),
    "cosine": gettext_noop("Cosine"),
    "pearson": gettext_noop("Pearson"),
    "jaccard": gettext_noop("Jaccard"),
    "euclidean": gettext_noop("Euclidean"),
    "score": gettext_noop("Scores"),
    "reciprocal_rank": gettext_noop("Ranks"),
    "early": gettext_noop("One space for all"),
    "late": gettext_noop("Fixed weights"),
    "gates": gettext_noop("Weights learned for each course"),
    "last_courses": gettext_noop("Each learner's last courses"),
    "last_days": gettext_noop("What was taken in the last days"),
    "at_random": gettext_noop("Courses at random"),
    "linear": gettext_noop("One weight a column (straight)"),
    "curved": gettext_noop("Bells around pairs (curved)"),
}


def label_of(knob: str) -> str:
    """The name under which staff know a knob."""
    return _(LABELS.get(knob) or knob.replace("_", " ").capitalize())


def shown_knobs(name: str) -> tuple[Knob, ...]:
    """The knobs that staff set here; none for an algorithm that is no longer there."""
    if name not in registry.names():
        return ()
    hidden = ELSEWHERE.get(name, set())
    return tuple(knob for knob in registry.knobs(name) if knob.name not in hidden)


def unknown_params(name: str, params: Mapping[str, Any]) -> dict[str, Any]:
    """Stored values that the algorithm has no knob for any more."""
    known = {knob.name for knob in registry.knobs(name)} if name in registry.names() else set()
    return {key: value for key, value in params.items() if key not in known}


def field_of(knob: Knob, stored: Mapping[str, Any]) -> forms.Field:
    """The form field of a knob: empty means its default."""
    given = {
        "label": label_of(knob.name),
        "required": False,
        "help_text": help_of(knob),
        "initial": stored.get(knob.name, knob.default if _is_shown_whole(knob) else None),
    }
    match knob.kind:
        case "int" | "float":
            return _number_field(knob, given)
        case "bool":
            return forms.BooleanField(widget=UnfoldBooleanSwitchWidget, **given)
        case "choice":
            default = _("Default: %(value)s") % {"value": named(knob.default)}
            choices = [("", default), *((value, named(value)) for value in knob.choices)]
            return forms.ChoiceField(choices=choices, widget=UnfoldAdminSelectWidget, **given)
        case "mapping":
            return forms.JSONField(widget=UnfoldAdminTextareaWidget(attrs={"rows": 3}), **given)
    if _has_lines(knob):
        box = UnfoldAdminTextareaWidget(attrs={"rows": 12, "spellcheck": "false"})
        return forms.CharField(widget=box, strip=False, **given)
    return forms.CharField(widget=UnfoldAdminTextInputWidget, **given)


def _has_lines(knob: Knob) -> bool:
    """Whether the knob is a text of several lines."""
    return knob.kind == "text" and "\n" in str(knob.default)


def _is_shown_whole(knob: Knob) -> bool:
    """Whether the field holds the value itself, also where it is the default."""
    return knob.kind in SHOWN_WHOLE or _has_lines(knob)


def help_of(knob: Knob) -> str:
    """What a knob does, its limits and its default."""
    parts = [_(knob.help)] if knob.help else []
    if knob.name == "rules":
        parts.append(_("Names: %(names)s.") % {"names": ", ".join(NAMES)})
    if limits := limits_of(knob):
        parts.append(limits)
    if knob.kind != "choice" and not _has_lines(knob):
        parts.append(_("Default: %(value)s.") % {"value": named(knob.default)})
    return " ".join(parts)


def limits_of(knob: Knob) -> str:
    """Both limits of a number in one sentence, as its help and as its error."""
    if knob.minimum is None or knob.maximum is None:
        return ""
    ends = {"low": named(knob.minimum), "high": named(knob.maximum)}
    whole = _("A whole number from %(low)s to %(high)s.")
    return (whole if knob.kind == "int" else _("A number from %(low)s to %(high)s.")) % ends


def named(value: object) -> str:
    """A value of a knob as people read it."""
    match value:
        case bool():
            return _("on") if value else _("off")
        case int() | float():
            return number_format(f"{value:.10f}".rstrip("0").rstrip("."), use_l10n=True)
        case str():
            first, *more = value.splitlines() or [""]
            return _(CHOICES[value]) if value in CHOICES else f"{first} …" if more else first
    return json.dumps(value, ensure_ascii=False)


def changed_params(name: str, cleaned: Mapping[str, Any]) -> dict[str, Any]:
    """Of the cleaned fields, what differs from the defaults: all that is stored."""
    changed = {}
    for knob in shown_knobs(name):
        value = cleaned.get(f"{PREFIX}{knob.name}")
        if _has_lines(knob) and value:
            value = "\n".join(str(value).splitlines()) + "\n"  # browsers send \r\n
        if value not in (None, "") and value != knob.default:
            changed[knob.name] = value
    return changed


def _number_field(knob: Knob, given: dict[str, Any]) -> Any:
    kind: Any = forms.IntegerField if knob.kind == "int" else forms.FloatField
    wrong = limits_of(knob) or _("A number.")
    messages = dict.fromkeys(("invalid", "min_value", "max_value"), wrong)
    return kind(
        min_value=knob.minimum,
        max_value=knob.maximum,
        error_messages=messages,
        # Text, so that the site refuses with its own words and in the reader's language.
        widget=UnfoldAdminTextInputWidget(
            attrs={"inputmode": "decimal", "placeholder": named(knob.default)}
        ),
        **given,
    )
