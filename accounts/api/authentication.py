"""Who calls the API: the owner of the token in the header, answered in their own language."""

from typing import Any

from django.utils import translation
from rest_framework.authentication import TokenAuthentication
from rest_framework.request import Request


class PersonalToken(TokenAuthentication):
    """`Authorization: Token …`."""

    def authenticate(self, request: Request) -> tuple[Any, Any] | None:
        """Find the owner; their language is known only now, after the middleware has run."""
        found = super().authenticate(request)
        if found is not None:
            translation.activate(found[0].language)
        return found
