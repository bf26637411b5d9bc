"""Logs the page views that a view opted into, after the response."""

import contextlib
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from tracking.actors import actor_of, is_bot, is_preview, quiet
from tracking.beacon import is_too_large, too_large
from tracking.ledger import draft, record_later
from tracking.views_log import page_view_of

# Headers by which browsers say that nobody looks at the page yet.
_AHEAD_OF_TIME = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")
_AHEAD_WORDS = ("prefetch", "prerender", "preview")


class ActivityMiddleware:
    """Answers first, then logs; keeps the ledger shut while staff look as somebody else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on and log the page view that the view asked for."""
        if is_too_large(request):
            return too_large()
        with quiet() if is_preview(request) else contextlib.nullcontext():
            response = self.get_response(request)
            if is_page_view(request, response):
                _log(request, response)
        return response


def is_page_view(request: HttpRequest, response: HttpResponse) -> bool:
    """Whether a person looks at a whole page now, and its view wants that logged."""
    return (
        page_view_of(request) is not None
        and request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and not is_fragment(request)
        and not is_ahead_of_time(request)
        and not is_bot(request.headers.get("User-Agent", ""))
    )


def is_fragment(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page; a boosted link and a restored page are whole."""
    headers = request.headers
    is_whole = "HX-Boosted" in headers or "HX-History-Restore-Request" in headers
    return "HX-Request" in headers and not is_whole


def is_ahead_of_time(request: HttpRequest) -> bool:
    """Whether the browser fetches the page before anybody asked to see it."""
    words = " ".join(request.headers.get(name, "") for name in _AHEAD_OF_TIME).lower()
    return any(word in words for word in _AHEAD_WORDS)


def _log(request: HttpRequest, response: HttpResponse) -> None:
    """Note the view before the answer leaves, so that none is lost; write it when it has left."""
    view, actor = page_view_of(request), actor_of(request)
    if view is None or not actor.may_be_logged:
        return
    event = draft(
        "viewed",
        learner=actor.learner,
        visitor_id=actor.visitor_id,
        target=view.target,
        surface=view.surface,
        event_id=view.event_id,
    )
    response._resource_closers.append(record_later(event))  # type: ignore[attr-defined]
