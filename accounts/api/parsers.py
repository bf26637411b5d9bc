"""Reads JSON bodies of a sensible size; what is no JSON is a clear 400, never a crash."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, ParseError
from rest_framework.parsers import JSONParser

MOST_BYTES = 256 * 1024


class TooLargeError(APIException):
    """A body over the limit."""

    status_code = 413
    default_code = "too_large"


class BoundedJSONParser(JSONParser):
    """JSON of at most `MOST_BYTES`; the size is known before anything is read."""

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """The parsed body; raises `TooLargeError` or `ParseError`."""
        length = stream.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > MOST_BYTES:
            raise TooLargeError(_("At most %(kb)s KB at once.") % {"kb": MOST_BYTES // 1024})
        try:
            return super().parse(stream, media_type, parser_context)
        except RecursionError:
            raise ParseError(_("The JSON is nested too deeply.")) from None
