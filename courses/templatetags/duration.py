"""Minutes as people say them."""

from django import template
from django.utils.translation import gettext as _

register = template.Library()

MINUTES_AN_HOUR = 60


@register.filter
def duration(minutes: int) -> str:
    """Say a number of minutes: "45 min", "2 h", "2 h 15 min"."""
    hours, rest = divmod(int(minutes), MINUTES_AN_HOUR)
    if not hours:
        return _("%(minutes)s min") % {"minutes": rest}
    if not rest:
        return _("%(hours)s h") % {"hours": hours}
    return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": rest}
