"""The course page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from courses.models import Course
from courses.outline import outline_of
from tracking.views_log import log_view


def course(request: HttpRequest, course_id: int, slug: str = "") -> HttpResponse:
    """Show what a course teaches, to whom, by whom, and how it was liked."""
    courses = Course.objects.visible_to(request.user).with_page_data()
    found = get_object_or_404(courses, pk=course_id)
    if slug != found.slug:
        return redirect(found, permanent=True)
    log_view(request, found, surface="course")
    return render(request, "courses/course.html", outline_of(found, request.user))
