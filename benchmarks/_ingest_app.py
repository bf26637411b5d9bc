"""The site with one more page, which does nothing but ask to be logged: noise drowns no millisecond."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

from courses.models import Course  # noqa: E402
from tracking.views_log import log_view  # noqa: E402

PAGE = "/plain-page/"
BODY = "<!doctype html><title>A page</title>" + "<p>Twenty kilobytes of text.</p>" * 640


def page(request: HttpRequest, course_id: int) -> HttpResponse:
    """A page of usual size for the person signed in."""
    greeting = f"<p>{request.user.pk}</p>"  # type: ignore[union-attr]
    log_view(request, Course(pk=course_id), surface="course")
    return HttpResponse(BODY + greeting)


urlpatterns = [path("plain-page/<int:course_id>/", page), path("", include("config.urls"))]
settings.ROOT_URLCONF = __name__
