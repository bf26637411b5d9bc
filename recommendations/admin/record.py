"""What a training kept of itself: loss curves, slices, times, memory and its log."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from recommendations.admin.knobs import label_of, named
from recommendations.admin.lines import Lines, Point, lines_of
from recommendations.admin.progress import duration, stage_in_words
from recommendations.models import TrainingRun

SLICES = {
    "without_history": gettext_lazy("without a history"),
    "newcomers": gettext_lazy("newcomers: 5 courses at most"),
    "with_history": gettext_lazy("with a history"),
    "heavy": gettext_lazy("the busiest tenth"),
    "cold_courses": gettext_lazy("courses that hardly anybody took"),
    "new_field": gettext_lazy("courses of a field new to the learner"),
}
SLOWEST = 12
SHORTEST = 0.05  # seconds: what took less is not worth a line


@dataclass(frozen=True)
class Curve:
    """The loss of one network, epoch by epoch."""

    name: str
    lines: Lines
    epochs: str


@dataclass(frozen=True)
class Record:
    """Of one run, ready to be drawn."""

    curves: list[Curve]
    slices: dict[str, Any]
    times: list[tuple[str, str]]
    params: list[tuple[str, str]]
    peak_mb: int | None
    log: str


def record_of(run: TrainingRun) -> Record:
    """All that a run kept besides its figures."""
    slowest = sorted(run.seconds.items(), key=lambda item: -item[1])[:SLOWEST]
    return Record(
        curves=[_curve(name, points) for name, points in sorted(run.curves.items())],
        slices=slices_table(run.metrics),
        times=[
            (stage_in_words(stage), _seconds(spent))
            for stage, spent in slowest
            if spent >= SHORTEST
        ],
        params=_params(run),
        peak_mb=run.peak_mb,
        log=run.log,
    )


def slices_table(metrics: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """NDCG@10 of each algorithm for parts of the learners."""
    parts = {name: part["slices"] for name, part in metrics.items() if part.get("slices")}
    names = list(dict.fromkeys(key for part in parts.values() for key in part))
    headers = [_("algorithm"), *(_slice_name(name, parts) for name in names)]
    rows = [
        [name, *(_ndcg(part.get(key)) for key in names)] for name, part in sorted(parts.items())
    ]
    return {"headers": headers, "rows": rows}


def _slice_name(name: str, parts: dict[str, Any]) -> str:
    """The slice in words, and how many learners it holds."""
    held = max(part[name]["learners"] for part in parts.values() if name in part)
    language = name.removeprefix("language_")
    words = SLICES.get(name) or _("in %(language)s") % {"language": language}
    return f"{words} ({held:,})"


def _ndcg(figures: dict[str, Any] | None) -> str:
    return "–" if not figures else f"{figures['ndcg@10']:.4f}"


def _curve(name: str, points: list[list[Any]]) -> Curve:
    """The loss, and what was held out where the network looked at that."""
    series = {_("loss"): [Point(str(epoch), loss) for epoch, loss, _held in points]}
    if any(held is not None for *_rest, held in points):
        series[_("held out")] = [Point(str(epoch), held) for epoch, _loss, held in points]
    words = ngettext("%(n)s epoch", "%(n)s epochs", len(points)) % {"n": len(points)}
    return Curve(name, lines_of(series, is_share=False), words)


def _params(run: TrainingRun) -> list[tuple[str, str]]:
    """Of each version that was written, the knobs that are not the defaults."""
    found = []
    for version in run.versions.order_by("algorithm"):
        changed = version.manifest.get("settings") or {}
        words = ", ".join(f"{label_of(key)}: {named(value)}" for key, value in changed.items())
        found.append((version.algorithm, words or _("all by default")))
    return found


def _seconds(spent: float) -> str:
    if spent < 10:
        return ngettext("%(n)s second", "%(n)s seconds", 2) % {"n": f"{spent:.1f}"}
    return duration(timedelta(seconds=spent))
