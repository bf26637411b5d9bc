"""How the homepage does with learners: rates by place, row and version, and who gets shown."""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.contrib.auth.decorators import permission_required
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from recommendations.admin.dashboard import STEPS
from recommendations.admin.lines import Lines, Point, lines_of
from recommendations.homepage.reasons import plain_title
from recommendations.models import Arm, CourseDay, ListDay, Row
from recommendations.sources.shelf import Shelf, read_shelf

MAY_SEE = "recommendations.view_trainingrun"
SPANS = (7, 28, 90)
NEW_DAYS = 30
COUNTS = ("impressions", "clicks", "enrolments", "lesson_starts", "completions", "dismissals")
RATES = {
    "clicks": gettext_noop("Clicks"),
    "enrolments": gettext_noop("Enrolments"),
    "lesson_starts": gettext_noop("Lessons started"),
    "completions": gettext_noop("Completions"),
    "dismissals": gettext_noop("Dismissals"),
}
Totals = dict[str, int]


@dataclass(frozen=True)
class Exposure:
    """How the attention of learners was spread over the catalogue on some days."""

    coverage: float
    gini: float
    novelty: float
    new_share: float


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def online(request: HttpRequest) -> HttpResponse:
    """The page: everything comes from roll-ups."""
    days = _span(request.GET.get("days", ""))
    last = timezone.now().date()
    first = last - timedelta(days=days - 1)
    found = ListDay.objects.within(first, last)
    by_day = _grouped(found, "day")
    titles = {row.key: plain_title(row.title) for row in Row.objects.all()}
    steps = {step: _(words) for step, words in STEPS.items()}
    total, by_arm = _added(by_day.values()), _grouped(found, "arms")
    context = {
        "title": _("How the homepage does"),
        "days": days,
        "spans": SPANS,
        "tiles": [
            (_("Cards seen"), total["impressions"]),
            *((_(name), _percent(total[key], total["impressions"])) for key, name in RATES.items()),
        ],
        "lines": _rates_by_day(by_day, first, days),
        "tables": [
            _table(_("Row"), _grouped(found, "row"), titles),
            _table(_("Position"), _grouped(found, "position"), {}),
            _table(_("How the page came about"), _grouped(found, "step"), steps),
            _table(_("Versions that answered"), _grouped(found, "versions"), {}),
            _table(_("Arms of experiments"), by_arm, _arm_names(by_arm)),
        ],
        **_exposure_by_day(first, last),
    }
    return render(request, "admin/recommendations/online.html", {**_frame(request), **context})


def exposure_of(impressions: np.ndarray, shelf: Shelf) -> Exposure:
    """Coverage, inequality, surprise and the share of new courses; columns as on the shelf."""
    total = float(impressions.sum())
    if total <= 0 or len(shelf) == 0:
        return Exposure(0.0, 0.0, 0.0, 0.0)
    shares = np.sort(impressions / total)
    ranks = np.arange(1, len(shares) + 1)
    gini = float((2 * ranks - len(shares) - 1) @ shares) / len(shares)
    popularity = (shelf.enrolments + 1) / float((shelf.enrolments + 1).sum())
    novelty = float((impressions / total) @ -np.log2(popularity))
    since = (timezone.now() - timedelta(days=NEW_DAYS)).timestamp()
    is_new = shelf.published_at >= since
    return Exposure(
        float((impressions > 0).mean()), gini, novelty, float(impressions[is_new].sum()) / total
    )


def limits(clicks: int, seen: int) -> tuple[float, float]:
    """A 95 % interval of a share (Wilson, 1927); cards are taken to be independent."""
    if seen == 0:
        return 0.0, 1.0
    z, share = 1.96, clicks / seen
    middle = share + z**2 / (2 * seen)
    reach = z * math.sqrt(share * (1 - share) / seen + z**2 / (4 * seen**2))
    whole = 1 + z**2 / seen
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)


def _span(text: str) -> int:
    return int(text) if text.isdecimal() and int(text) in SPANS else SPANS[1]


def _frame(request: HttpRequest) -> dict[str, Any]:
    from django.contrib.admin import site

    return site.each_context(request)


def _grouped(found: Any, name: str) -> dict[Any, Totals]:
    sums = {count: Sum(count) for count in COUNTS}
    rows = found.order_by(name).values(name).annotate(**sums)
    return {row[name]: {count: row[count] or 0 for count in COUNTS} for row in rows}


def _arm_names(labels: Iterable[str]) -> dict[str, str]:
    """The arms by the names that staff gave them; counted as "1 6 · 2 9", experiment and arm."""
    arms = Arm.objects.select_related("experiment")
    names = {f"{one.experiment_id} {one.pk}": f"{one.experiment.name}: {one.name}" for one in arms}
    return {
        label: " · ".join(names.get(part, part) for part in label.split(" · ")) for label in labels
    }


def _added(parts: Iterable[Totals]) -> Totals:
    total: Totals = defaultdict(int)
    for part in parts:
        for name, count in part.items():
            total[name] += count
    return total


def _percent(count: int, seen: int) -> str:
    return f"{100 * count / seen:.2f} %" if seen else "–"


def _table(name: str, groups: dict[Any, Totals], titles: dict[str, str]) -> dict[str, Any]:
    headers = [name, _("Cards seen"), *(_(rate) for rate in RATES.values()), _("Clicks, limits")]
    order = sorted(groups, key=lambda key: -groups[key]["impressions"])
    rows = [
        [
            titles.get(key, str(key)) or _("none"),
            f"{groups[key]['impressions']:,}",
            *(_percent(groups[key][rate], groups[key]["impressions"]) for rate in RATES),
            " – ".join(
                f"{100 * end:.2f} %"
                for end in limits(groups[key]["clicks"], groups[key]["impressions"])
            ),
        ]
        for key in order[:20]
    ]
    return {"headers": headers, "rows": rows}


def _rates_by_day(by_day: dict[date, Totals], first: date, days: int) -> Lines:
    series: dict[str, list[Point]] = {_(RATES["clicks"]): [], _(RATES["enrolments"]): []}
    for back in range(days):
        day = first + timedelta(days=back)
        counts = by_day.get(day)
        label = date_format(day, "SHORT_DATE_FORMAT")
        for key in ("clicks", "enrolments"):
            series[_(RATES[key])].append(_point(label, counts, key))
    return lines_of(series)


def _point(label: str, counts: Totals | None, key: str) -> Point:
    if not counts or not counts["impressions"]:
        return Point(label, None)
    seen, done = counts["impressions"], min(counts[key], counts["impressions"])
    text = f"{label}: {100 * done / seen:.2f} %"
    return Point(label, done / seen, *limits(done, seen), text)


def _exposure_by_day(first: date, last: date) -> dict[str, Any]:
    """Four figures of all days together, and the course of coverage and of new courses."""
    shelf = read_shelf()
    by_day: dict[date, np.ndarray] = {}
    rows = CourseDay.objects.within(first, last).values_list("day", "course_id", "impressions")
    for day, course, count in rows.iterator(10_000):
        column = shelf.place.get(course)
        if column is not None:
            by_day.setdefault(day, np.zeros(len(shelf)))[column] += count
    whole = exposure_of(sum(by_day.values(), start=np.zeros(len(shelf))), shelf)
    series: dict[str, list[Point]] = {_("Coverage"): [], _("New courses' share"): []}
    for back in range((last - first).days + 1):
        day = first + timedelta(days=back)
        label = date_format(day, "SHORT_DATE_FORMAT")
        found = exposure_of(by_day[day], shelf) if day in by_day else None
        series[_("Coverage")].append(Point(label, found.coverage if found else None))
        series[_("New courses' share")].append(Point(label, found.new_share if found else None))
    return {"exposure": whole, "exposure_lines": lines_of(series)}
