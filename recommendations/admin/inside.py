"""What is known of the inside of a version: its arrays, what it looks at, what it relies on."""

from dataclasses import dataclass
from math import prod
from typing import Any

from django.utils.translation import gettext as _

from courses.models import Course
from recommendations.models import Version

CELL = 26
MOST_ROWS = 60


@dataclass(frozen=True)
class Cell:
    """How much the course of a line looks at the course of a column."""

    x: int
    y: int
    opacity: float
    text: str


@dataclass(frozen=True)
class Heat:
    """One learner's last courses beside themselves."""

    titles: list[tuple[int, str]]  # the middle of the line, and what is written there
    cells: list[Cell]
    size: int
    cell: int = CELL


@dataclass(frozen=True)
class Inside:
    """All of it, ready for the page; parts that there are not are empty."""

    structure: dict[str, Any] | None
    heats: list[Heat]
    features: dict[str, Any] | None
    what_if: dict[str, Any] | None
    what_if_words: str


def inside_of(version: Version) -> Inside:
    """What the manifest holds."""
    found = version.manifest.get("inside") or {}
    estimate = version.manifest.get("what_if") or {}
    return Inside(
        structure=_structure(version.manifest.get("shapes") or {}),
        heats=_heats(found.get("looks") or []),
        features=_features(found.get("features") or []),
        what_if=_estimates(estimate),
        what_if_words=_estimate_words(estimate),
    )


def _structure(shapes: dict[str, list[int]]) -> dict[str, Any] | None:
    if not shapes:
        return None
    rows = [
        [name, " x ".join(map(str, shape)) or "1", f"{prod(shape):,}"]
        for name, shape in sorted(shapes.items())[:MOST_ROWS]
    ]
    return {"headers": [_("Array"), _("Shape"), _("Numbers")], "rows": rows}


def _heats(looks: list[dict[str, Any]]) -> list[Heat]:
    named = {course for one in looks for course in one["courses"]}
    titles = dict(Course.objects.among(named).values_list("pk", "title"))
    return [_heat(one, titles) for one in looks]


def _heat(look: dict[str, Any], titles: dict[int, str]) -> Heat:
    names = [titles.get(course, f"#{course}") for course in look["courses"]]
    highest = max((weight for row in look["weights"] for weight in row), default=1.0) or 1.0
    cells = [
        Cell(
            CELL * column,
            CELL * line,
            round(weight / highest, 3),
            f"{names[line]} → {names[column]}: {weight:.2f}",
        )
        for line, row in enumerate(look["weights"])
        for column, weight in enumerate(row[: line + 1])
    ]
    middles = [(CELL * line + CELL // 2 + 4, name) for line, name in enumerate(names)]
    return Heat(middles, cells, CELL * len(names))


def _features(features: list[list[Any]]) -> dict[str, Any] | None:
    if not features:
        return None
    rows = [[name, f"{influence:.4f}", f"{gain:,.0f}"] for name, influence, gain in features]
    return {"headers": [_("Feature"), _("Mean influence (SHAP)"), _("Gain")], "rows": rows}


def _estimates(found: dict[str, Any]) -> dict[str, Any] | None:
    if "doubly_robust" not in found:
        return None
    names = {
        "logged": _("As it was"),
        "ips": _("Inverse propensity (IPS)"),
        "snips": _("Self-normalised"),
        "doubly_robust": _("Doubly robust"),
    }
    rows = [[name, *_limits(found[key])] for key, name in names.items()]
    return {"headers": [_("Estimate"), _("Clicks per card"), _("95 % interval")], "rows": rows}


def _limits(estimate: dict[str, float | None]) -> list[str]:
    low, high = estimate["low"], estimate["high"]
    limits = "–" if low is None or high is None else f"{low:.4f} – {high:.4f}"
    return [f"{estimate['value']:.4f}", limits]


def _estimate_words(found: dict[str, Any]) -> str:
    if not found:
        return ""
    if "doubly_robust" not in found:
        words = _(
            "Too few places where chance had a part to estimate anything: %(entries)s so far. Give "
            "a row some exploration."
        )
        return words % {"entries": f"{found['entries']:,}"}
    facts = {"entries": f"{found['entries']:,}", "size": f"{found['effective_size']:,.0f}"}
    return (
        _(
            "From %(entries)s places in lists where chance had a part; as many as %(size)s say "
            "what this version would have shown."
        )
        % facts
    )
