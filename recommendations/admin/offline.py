"""How versions did in trainings: each algorithm's accuracy through time, and against coverage."""

from typing import Any

from django.contrib.admin import site
from django.contrib.auth.decorators import permission_required
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recommendations.admin.lines import Lines, Point, Scatter, lines_of, scatter_of
from recommendations.models import TrainingRun

MAY_SEE = "recommendations.view_trainingrun"
RUNS = 40


class Judged(models.QuerySet[TrainingRun]):
    """Trainings that measured something."""

    def last_ones(self, most: int) -> list[TrainingRun]:
        """The last ones, the earliest first."""
        found = self.exclude(metrics={}).order_by("-created_at")[:most]
        return list(reversed(found))


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def offline(request: HttpRequest) -> HttpResponse:
    """The page: two plots and the table of the last training that measured each algorithm."""
    runs = Judged(TrainingRun).last_ones(RUNS)
    latest: dict[str, dict[str, Any]] = {}
    for run in runs:
        latest |= {name: figures for name, figures in run.metrics.items() if figures}
    context = {
        "title": _("How versions were measured"),
        "runs": len(runs),
        "lines": _through_time(runs, sorted(latest)),
        "scatter": _against_coverage(latest),
        "table": _table(latest),
    }
    return render(
        request, "admin/recommendations/offline.html", {**site.each_context(request), **context}
    )


def _through_time(runs: list[TrainingRun], names: list[str]) -> Lines:
    return lines_of({name: [_point(run, name) for run in runs] for name in names}, is_share=False)


def _point(run: TrainingRun, name: str) -> Point:
    figures = run.metrics.get(name, {})
    label = date_format(run.created_at, "SHORT_DATE_FORMAT")
    if "ndcg@10" not in figures:
        return Point(label, None)
    low, high = figures.get("ndcg@10_ci", (None, None))
    text = f"{label}: {figures['ndcg@10']:.4f}"
    return Point(label, figures["ndcg@10"], low, high, text)


def _against_coverage(latest: dict[str, dict[str, Any]]) -> Scatter:
    known = {
        name: figures
        for name, figures in sorted(latest.items())
        if "ndcg@10" in figures and "coverage@10" in figures
    }
    return scatter_of(
        [
            (name, figures["coverage@10"], figures["ndcg@10"], place)
            for place, (name, figures) in enumerate(known.items())
        ]
    )


def _table(latest: dict[str, dict[str, Any]]) -> dict[str, Any]:
    order = sorted(latest, key=lambda name: -latest[name].get("ndcg@10", 0.0))
    rows = [
        [
            name,
            *(_figure(latest[name].get(key)) for key in ("ndcg@10", "hr@10", "coverage@10")),
        ]
        for name in order
    ]
    return {"headers": [_("Algorithm"), "NDCG@10", "HR@10", _("Coverage")], "rows": rows}


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
