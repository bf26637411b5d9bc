"""Slows down who asks too often: an answer costs more than a page."""

from rest_framework.throttling import UserRateThrottle


class AskThrottle(UserRateThrottle):
    """Questions of one person; of a visitor, by their address."""

    scope = "ask"
    rate = "20/min"
