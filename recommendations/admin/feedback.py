"""What learners say of cards, for staff: by day, course, row and algorithm."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from courses.models import Course
from recommendations.admin.keeping import until_next
from recommendations.admin.lines import Lines, Point, lines_of
from recommendations.homepage.reasons import plain_title
from recommendations.models import Feedback, FeedbackKind, Row

MAY_SEE = "recommendations.view_trainingrun"
SPANS = (7, 28, 90)
MOST_COURSES = 15
NONE: Counter[str] = Counter()
Counts = Mapping[str, Counter[str]]  # of a thing -> of a kind -> how often


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def feedback(request: HttpRequest) -> HttpResponse:
    """The page: everything comes from the copied feedback of some days."""
    asked = request.GET.get("days", "")
    days = int(asked) if asked.isdecimal() and int(asked) in SPANS else 28
    last = timezone.now().date()
    first = last - timedelta(days=days - 1)
    counts = until_next("feedback", ("said", first, last), partial(_counted, first, last))
    totals: Counter[str] = Counter()
    for _day, kind, count in counts["day"]:
        totals[str(kind)] += int(str(count))
    context = {
        **admin.site.each_context(request),
        "title": _("Feedback"),
        "days": days,
        "spans": SPANS,
        "tiles": [(kind.label, totals[kind.value]) for kind in FeedbackKind],
        "is_empty": not totals,
        "lines": _by_day(counts["day"], first, last),
        "tables": [
            _table(_("Course"), _of_courses(_grouped(counts["course_id"]))),
            _table(_("Row"), _of_rows(_grouped(counts["row"]))),
            _table(_("Algorithm"), _grouped(counts["algorithm"])),
        ],
    }
    return render(request, "admin/recommendations/feedback.html", context)


def _counted(first: date, last: date) -> dict[str, list[tuple[object, ...]]]:
    found = Feedback.objects.within(first, last)
    return {name: found.counted_by(name) for name in ("day", "course_id", "row", "algorithm")}


def _grouped(rows: list[tuple[object, ...]]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for thing, kind, count in rows:
        found[str(thing)][str(kind)] += int(str(count))
    return dict(found)


def _by_day(rows: list[tuple[object, ...]], first: date, last: date) -> Lines:
    counts = _grouped(rows)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    series = {
        str(kind.label): [
            Point(
                date_format(day, "SHORT_DATE_FORMAT"),
                float(counts.get(str(day), NONE)[kind.value]),
            )
            for day in days
        ]
        for kind in FeedbackKind
    }
    return lines_of(series, is_share=False)


def _of_courses(counts: Counts) -> dict[str, Counter[str]]:
    """The courses that most was said of, by title."""
    most = sorted(counts, key=lambda course: -sum(counts[course].values()))[:MOST_COURSES]
    titles = dict(Course.objects.among(map(int, most)).values_list("pk", "title"))
    return {titles.get(int(course), f"#{course}"): counts[course] for course in most}


def _of_rows(counts: Counts) -> dict[str, Counter[str]]:
    titles = {row.key: plain_title(row.title) for row in Row.objects.all()}
    return {titles.get(key, key or _("elsewhere on the site")): counts[key] for key in counts}


def _table(name: str, counts: Counts) -> dict[str, Any]:
    """One line a thing, the most spoken of first, with the share of reasons that helped."""
    order = sorted(counts, key=lambda thing: -sum(counts[thing].values()))
    headers = [name, *(str(kind.label) for kind in FeedbackKind), _("Reasons that helped")]
    return {"headers": headers, "rows": [_line(thing, counts[thing]) for thing in order]}


def _line(thing: str, counts: Counter[str]) -> list[str]:
    helped, not_helped = counts[FeedbackKind.HELPED], counts[FeedbackKind.DID_NOT_HELP]
    share = f"{100 * helped / (helped + not_helped):.0f} %" if helped + not_helped else "–"
    return [thing or "–", *(f"{counts[kind.value]:,}" for kind in FeedbackKind), share]
