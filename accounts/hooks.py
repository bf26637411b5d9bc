"""Signals of people."""

from typing import Any

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User
from accounts.zones import settle


@receiver(user_logged_in)
def settle_time_zone(user: User, request: HttpRequest | None = None, **_: Any) -> None:
    """Who has no time zone yet gets that of the browser in which they sign in."""
    if request is not None:
        settle(user, request.POST.get("time_zone", ""))
