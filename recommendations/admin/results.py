"""What a training learned from, what it left out, and how good each algorithm came out."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from recommendations.models import TrainingRun, Version

# Why activity is not learned from: the reasons that cleaning counts.
REASONS = {
    "impossible_value": gettext_noop("values that cannot be"),
    "future_time": gettext_noop("times in the future"),
    "course_gone": gettext_noop("courses that are gone"),
    "staff": gettext_noop("activity of staff"),
    "own_course": gettext_noop("teachers in their own course"),
    "no_consent": gettext_noop("learners who did not agree"),
}
COUNTS = {
    "learners": gettext_lazy("learners"),
    "courses": gettext_lazy("courses"),
    "interactions": gettext_lazy("interactions"),
    "rows": gettext_lazy("days of activity read"),
}
METRICS = {
    "ndcg@10": "NDCG@10",
    "hr@10": gettext_lazy("Hit rate@10"),
    "mrr@10": "MRR@10",
    "coverage@10": gettext_lazy("Coverage@10"),
    "novelty@10": gettext_lazy("Novelty@10"),
    "gini@10": gettext_lazy("Gini@10"),
}


@dataclass(frozen=True)
class Results:
    """Of one run, ready to be drawn."""

    counts: list[tuple[str, int]]
    dropped: list[tuple[str, int]]
    table: dict[str, Any]
    learners_asked: int
    versions: list[Version]


def results_of(run: TrainingRun) -> Results:
    """Counts, reasons, one line of metrics an algorithm, and the versions that were written."""
    dropped = run.counts.get("dropped", {})
    asked = [part.get("learners", 0) for part in run.metrics.values() if part]
    return Results(
        counts=[
            (str(label), run.counts[key]) for key, label in COUNTS.items() if key in run.counts
        ],
        dropped=[(_(REASONS.get(key, key)), count) for key, count in dropped.items()],
        table=metrics_table(run.metrics),
        learners_asked=max(asked, default=0),
        versions=list(run.versions.order_by("algorithm")),
    )


def metrics_table(metrics: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The best by NDCG first, with the ends of its 95 % interval."""
    best_first = sorted(metrics, key=lambda name: -metrics[name].get("ndcg@10", -1))
    figures = list(METRICS.values())[1:]
    headers = [_("algorithm"), "NDCG@10", _("95 % interval"), *figures, _("without a suggestion")]
    return {"headers": headers, "rows": [_line(name, metrics[name]) for name in best_first]}


def _line(name: str, metrics: dict[str, Any]) -> list[str]:
    if not metrics:
        return [name, _("not measured: no learner has a next course to foretell")]
    ends = metrics.get("ndcg@10_ci")
    interval = f"{ends[0]:.4f} – {ends[1]:.4f}" if ends else "–"
    figures = [_figure(metrics.get(key)) for key in METRICS]
    silence = str(metrics.get("without_recommendations", "–"))
    return [name, figures[0], interval, *figures[1:], silence]


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
