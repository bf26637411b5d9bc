"""The site with one more page: as large as the homepage, for the person signed in, and bare."""

from __future__ import annotations

import os
from functools import cache

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
application = get_wsgi_application()

from django.conf import settings  # noqa: E402
from django.contrib.auth.decorators import login_required  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.urls import include, path  # noqa: E402

SENTENCE = "<p>A bare page says this again and again.</p>"


@login_required
def bare(request: HttpRequest, size: int) -> HttpResponse:
    """`size` bytes, the name of the reader among them."""
    greeting = f"<p>{request.user.pk}</p>"
    return HttpResponse(text(size - len(greeting)) + greeting)


@cache
def text(size: int) -> str:
    """So many bytes of HTML."""
    return (SENTENCE * (size // len(SENTENCE) + 1))[:size]


urlpatterns = [path("bare/<int:size>/", bare), path("", include("config.urls"))]
settings.ROOT_URLCONF = __name__
