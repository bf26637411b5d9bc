"""What tests of the ledger need: a spool of their own and a page that asks to be logged."""

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tracking.middleware import ActivityMiddleware
from tracking.views_log import log_view

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def spool_dir(settings, tmp_path):
    settings.EVENT_SPOOL_DIR = tmp_path / "spool"
    return settings.EVENT_SPOOL_DIR


def visit(
    target, person=None, *, method="get", session=None, respond=None, is_killed=False, **headers
):
    """Ask for a page that shows `target`, through the middleware alone."""
    from django.contrib.auth.models import AnonymousUser

    def page(request: HttpRequest) -> HttpResponse:
        log_view(request, target)
        return respond(request) if respond else HttpResponse("a page")

    given = {"User-Agent": BROWSER} | headers
    request = getattr(RequestFactory(), method)("/page/", headers=given)
    request.user = person or AnonymousUser()
    request.session = session if session is not None else {}
    response = ActivityMiddleware(page)(request)
    if not is_killed:
        response.close()  # as the web server does when the answer has left
    return response
