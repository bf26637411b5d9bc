"""Slows down guessing of passwords: by address, and by the account that is guessed at."""

from typing import Any

from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle


class TokenAddressThrottle(SimpleRateThrottle):
    """Attempts from one address."""

    scope = "token_address"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One counter an address."""
        return self._key(self.get_ident(request))

    def _key(self, ident: str) -> str:
        return self.cache_format % {"scope": self.scope, "ident": ident}


class TokenPersonThrottle(TokenAddressThrottle):
    """Attempts on one account, from wherever."""

    scope = "token_person"

    def get_cache_key(self, request: Request, view: Any) -> str:
        """One counter an account; a body without one counts for its address."""
        data = request.data if isinstance(request.data, dict) else {}
        email = str(data.get("email") or "").strip().lower()[:254]
        return self._key(email.replace(" ", "") or self.get_ident(request))
