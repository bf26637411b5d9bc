"""What a signed-in learner does to a course with a button: the decorator of such views."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from accounts.models import User
from courses.models import Course
from courses.views.course import course as course_page
from tracking.actors import is_preview

Deed = Callable[[HttpRequest, User, Course], HttpResponse]


def deed(view: Deed) -> Callable[[HttpRequest, int], HttpResponse]:
    """Let a view act on a POST for the signed-in learner and a course that they may see.

    A GET shows the course page, as such an address may be the name of a course ("Save"). Who is
    not signed in is asked to, and comes back to where they were; who looks at the site as
    somebody else changes nothing.
    """

    @wraps(view)
    def act(request: HttpRequest, course_id: int) -> HttpResponse:
        if request.method != "POST":
            return course_page(request, course_id, request.path.rstrip("/").rsplit("/", 1)[-1])
        found = get_object_or_404(
            Course.objects.visible_to(request.user).with_card_data(), pk=course_id
        )
        if not isinstance(request.user, User):
            return to_sign_in(request, came_from(request, found))
        if is_preview(request):
            messages.warning(request, _("You are looking as somebody else: nothing was changed."))
            return redirect(came_from(request, found))
        return view(request, request.user, found)

    return act


def came_from(request: HttpRequest, course: Course) -> str:
    """The page to go back to: named by the form, else the one it stood on, else the course."""
    for address in (request.POST.get("next", ""), request.headers.get("Referer", "")):
        if url_has_allowed_host_and_scheme(
            address, {request.get_host()}, require_https=request.is_secure()
        ):
            parts = urlsplit(address)
            return parts.path + (f"?{parts.query}" if parts.query else "")
    return course.get_absolute_url()


def to_sign_in(request: HttpRequest, address: str) -> HttpResponse:
    """Ask to sign in; a whole page, also where a part of one was asked for."""
    response = redirect_to_login(address)
    if request.htmx:  # type: ignore[attr-defined]
        return HttpResponseClientRedirect(response["Location"])
    return response
