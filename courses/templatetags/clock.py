"""Times as people say them: a position in a film, how long ago something was."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()

HOUR_MINUTES = 60
DAY_MINUTES = 24 * HOUR_MINUTES
RECENT_DAYS = 14


@register.filter
def clock(seconds: float) -> str:
    """Say a position: "6:40", "1:02:05"."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


@register.filter
def ago(moment: datetime) -> str:
    """Say how long ago a moment was, in its largest unit; older than two weeks, the day."""
    minutes = max(0, int((timezone.now() - moment).total_seconds() // 60))
    days = minutes // DAY_MINUTES
    if days > RECENT_DAYS:
        day = date_format(timezone.localtime(moment), "DATE_FORMAT")
        return _("on %(day)s") % {"day": day}
    if days:
        return ngettext("%(n)s day ago", "%(n)s days ago", days) % {"n": days}
    hours = minutes // HOUR_MINUTES
    if hours:
        return ngettext("%(n)s hour ago", "%(n)s hours ago", hours) % {"n": hours}
    if minutes:
        return ngettext("%(n)s minute ago", "%(n)s minutes ago", minutes) % {"n": minutes}
    return _("just now")
