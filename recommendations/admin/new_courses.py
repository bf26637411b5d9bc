"""New courses for staff: how far each is from the floor of exposure, and what chance did for it."""

from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from recommendations.homepage.desk import Rows
from recommendations.models import NewCourse, Row
from recommendations.sources.exposure import (
    FLOOR,
    FLOOR_DAYS,
    ROW,
    Drawn,
    Exposure,
    read_drawn,
    read_exposure,
)

MAY_SEE = "recommendations.view_trainingrun"
NOTHING_DRAWN = Drawn(0, 0.0)


@dataclass(frozen=True)
class Line:
    """One course in words."""

    course: int
    title: str
    published: str
    seen: int
    percent: int  # of the floor
    clicks: str
    drawn: int
    chance: str
    is_placed: bool


@require_safe
@permission_required(MAY_SEE, raise_exception=True)
def new_courses(request: HttpRequest) -> HttpResponse:
    """The page: what was seen comes from the roll-ups, chances from the lists that were shown."""
    found, drawn = read_exposure(), read_drawn()
    placed = set(NewCourse.objects.values_list("pk", flat=True))
    reached = sum(one.lack == 0 for one in found)
    context = {
        **admin.site.each_context(request),
        "title": _("New courses"),
        "tiles": [
            (_("New courses"), len(found)),
            (_("Seen often enough"), reached),
            (_("Taken in without a training"), len(placed)),
        ],
        "lines": [_line(one, drawn.get(one.course, NOTHING_DRAWN), placed) for one in found],
        "facts": {"floor": FLOOR, "days": FLOOR_DAYS},
        "is_on": bool(Rows(Row).shown().filled_from(ROW)),
    }
    return render(request, "admin/recommendations/new_courses.html", context)


def _line(one: Exposure, drawn: Drawn, placed: set[int]) -> Line:
    share = f"{100 * one.clicks / one.seen:.1f} %" if one.seen else "–"
    return Line(
        course=one.course,
        title=one.title,
        published=date_format(one.published_at, "SHORT_DATE_FORMAT"),
        seen=one.seen,
        percent=min(100, round(100 * one.seen / FLOOR)),
        clicks=f"{one.clicks} ({share})",
        drawn=drawn.times,
        chance=f"{100 * drawn.chance:.1f} %" if drawn.times else "–",
        is_placed=one.course in placed,
    )
