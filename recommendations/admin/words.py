"""What language models did each day, for staff: how often, how fast, at what cost, and how it ended."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recommendations.admin.lines import Lines, Point, lines_of
from recommendations.language.fences import is_open
from recommendations.models import LanguageDay, LanguageModel, Outcome, Purpose

MAY_SEE = "recommendations.view_languagemodel"
SPANS = (7, 28, 90)
PLOTTED_DAYS = 28
# Calls that never reached a model say nothing of its speed.
NOT_ASKED = {Outcome.BROKEN, Outcome.BUSY, Outcome.SPENT, Outcome.SUSPECT, Outcome.MISSING}


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def words(request: HttpRequest) -> HttpResponse:
    """The page: all of it from the daily counts."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else PLOTTED_DAYS
    found = list(_since(days))
    times = sum(one.times for one in found)
    good = sum(one.times for one in found if one.outcome == Outcome.GOOD)
    model = LanguageModel.objects.now()
    context = {
        **admin.site.each_context(request),
        "title": _("What language models did"),
        "days": days,
        "spans": SPANS,
        "is_empty": not found,
        "model": model,
        "is_open": model is not None and is_open(model),
        "tiles": [
            (_("Questions"), f"{times:,}"),
            (_("Answers that may be shown"), f"{100 * good / times:.0f} %" if times else "–"),
            (_("Tokens"), f"{sum(one.tokens_read + one.tokens_written for one in found):,}"),
            (_("Cost"), f"{sum(one.cost for one in found):.4f}"),
        ],
        **plots(found, days),
        "tables": [_table(found)],
    }
    return render(request, "admin/recommendations/words.html", context)


def plots(found: Iterable[LanguageDay], days: int) -> dict[str, Lines]:
    """Cost and seconds by day, of each model."""
    cost: dict[tuple[str, date], float] = defaultdict(float)
    seconds: dict[tuple[str, date], float] = defaultdict(float)
    calls: Counter[tuple[str, date]] = Counter()
    for one in found:
        cost[one.model, one.day] += one.cost
        if one.outcome not in NOT_ASKED:
            seconds[one.model, one.day] += one.seconds
            calls[one.model, one.day] += one.times
    mean = {place: seconds[place] / times for place, times in calls.items() if times}
    return {"cost": _lines(cost, days), "latency": _lines(mean, days)}


def recent_plots() -> dict[str, Lines] | None:
    """The same of the last weeks, for the dashboard; None where no model was ever asked."""
    found = list(_since(PLOTTED_DAYS))
    return plots(found, PLOTTED_DAYS) if found else None


def _since(days: int) -> Iterable[LanguageDay]:
    return LanguageDay.objects.since(timezone.now().date() - timedelta(days=days - 1))


def _lines(values: dict[tuple[str, date], float], days: int) -> Lines:
    last = timezone.now().date()
    shown = [last - timedelta(days=number) for number in reversed(range(days))]
    names = sorted({model for model, _day in values})
    series = {name: [_point(day, values.get((name, day))) for day in shown] for name in names}
    return lines_of(series, is_share=False)


def _point(day: date, value: float | None) -> Point:
    label = date_format(day, "SHORT_DATE_FORMAT")
    return Point(label, value, text=f"{label}: {value:.4g}" if value is not None else label)


def _table(found: list[LanguageDay]) -> dict[str, Any]:
    """How it ended, by purpose, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    seconds: Counter[tuple[str, str]] = Counter()
    for one in found:
        counts[one.purpose, one.outcome] += one.times
        seconds[one.purpose, one.outcome] += one.seconds  # type: ignore[assignment]
    names = {str(one.value): str(one.label) for one in Purpose}
    rows = [
        [
            names.get(purpose, purpose),
            str(Outcome(outcome).label),
            f"{times:,}",
            f"{seconds[purpose, outcome] / times:.2f}",
        ]
        for (purpose, outcome), times in counts.most_common()
    ]
    return {
        "headers": [_("Purpose"), _("How it ended"), _("How often"), _("Seconds each")],
        "rows": rows,
    }
