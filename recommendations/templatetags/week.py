"""The opening of the week panel."""

from django import template

from courses.streaks import Week
from recommendations.homepage.week import opening_of

register = template.Library()


@register.filter
def opening(week: Week) -> str:
    """One sentence: written ahead of time, else by template."""
    return opening_of(week)
