"""Seconds of a film as its controls show them."""

from django import template

register = template.Library()


@register.filter
def clock(seconds: float) -> str:
    """Say a position: "6:40", "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
