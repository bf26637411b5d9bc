"""What goes wrong in the API, as JSON with the fitting status."""

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException
from rest_framework.response import Response
from rest_framework.views import exception_handler

MOST_BYTES = 256 * 1024


class TooLargeError(APIException):
    """A body over the limit."""

    status_code = 413
    default_code = "too_large"

    def __init__(self) -> None:
        super().__init__(_("At most %(kb)s KB at once.") % {"kb": MOST_BYTES // 1024})


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """The answer to an error; None leaves it to Django, as a fault of ours."""
    if isinstance(error, RequestDataTooBig):
        error = TooLargeError()
    return exception_handler(error, context)
