"""Serves each person in their own language and time zone."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from accounts.zones import zone_of


class PreferencesMiddleware:
    """Activate language and time zone of the signed-in person; visitors get the browser's."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the person's preferences active, and nobody else's left behind."""
        if not request.user.is_authenticated:
            with timezone.override(None):
                return self.get_response(request)
        if request.user.language != translation.get_language():
            translation.activate(request.user.language)
            request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone_of(request.user)):
            return self.get_response(request)
