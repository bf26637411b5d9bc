"""Enrolling, leaving, and the pages of what a learner has begun, finished and saved."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from courses import enrolment as enrolling
from courses.models import Course, CourseStatus, Enrolment
from courses.resume import ResumePoint, resume_points
from courses.views.deeds import came_from, deed

PAGE_SIZE = 24
SHELVES = ("in_progress", "completed", "left")


@dataclass(frozen=True)
class Learning:
    """One line of "My learning"."""

    enrolment: Enrolment
    point: ResumePoint


@deed
def enrol(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Put the learner on the course and show that they are on it."""
    refusal = _why_not_enrol(learner, course)
    if refusal:
        messages.error(request, refusal)
        return redirect(course)
    enrolling.enrol(learner, course)
    course.refresh_from_db()
    address = came_from(request, course) if request.POST.get("next") else ""
    if request.htmx:  # type: ignore[attr-defined]
        part = render(request, "courses/_enrol.html", {"course": course})
        return HttpResponseClientRedirect(address) if address else part
    messages.success(request, _("You are on the course. Good to have you here."))
    return redirect(address or course)


@deed
def leave(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Take the learner off the course."""
    enrolling.leave(learner, course)
    text = _("You left “%(title)s”. Your progress stays, in case you come back.")
    messages.success(request, text % {"title": course.title})
    return redirect(came_from(request, course))


@login_required
def my_learning(request: HttpRequest) -> HttpResponse:
    """What the learner has under way, finished or left, each with where it goes on."""
    shown = request.GET.get("show", "")
    shown = shown if shown in SHELVES else SHELVES[0]
    mine = Enrolment.objects.by(_learner(request))
    shelves = {name: getattr(mine, name)() for name in SHELVES}
    page = _page(request, shelves[shown].with_card_data())
    points = resume_points(page.object_list)
    context = {
        "shown": shown,
        "counts": {name: found.count() for name, found in shelves.items()} | _saved_count(request),
        "page": page,
        "learnings": [Learning(one, points[one.pk]) for one in page],
        "page_address": f"?show={shown}&page=",
    }
    return render(request, "courses/my_learning.html", context)


@login_required
def saved(request: HttpRequest) -> HttpResponse:
    """The courses that the learner saved for later, the latest first."""
    learner = _learner(request)
    courses = Course.objects.saved_by(learner).visible_to(learner).with_card_data()
    mine = Enrolment.objects.by(learner)
    context = {
        "shown": "saved",
        "counts": {name: getattr(mine, name)().count() for name in SHELVES} | _saved_count(request),
        "page": _page(request, courses),
        "page_address": "?page=",
    }
    return render(request, "courses/saved.html", context)


def _why_not_enrol(learner: User, course: Course) -> str:
    """Why this learner cannot enrol now; who was on the course before can always come back."""
    if learner in course.instructors.all():
        return _("You teach this course: open its lessons as a preview.")
    is_open = course.status == CourseStatus.PUBLISHED or course.enrolments.of(learner)
    return "" if is_open else _("This course takes no new learners.")


def _saved_count(request: HttpRequest) -> dict[str, int]:
    learner = _learner(request)
    return {"saved": Course.objects.saved_by(learner).visible_to(learner).count()}


def _page(request: HttpRequest, rows: Any) -> Page:
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def _learner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
