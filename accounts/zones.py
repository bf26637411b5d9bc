"""In which time zone a person lives, and which day it is there."""

import zoneinfo
from datetime import date, datetime, tzinfo

from django.utils import timezone

from accounts.models import User


def zone_of(person: User) -> tzinfo:
    """The time zone that a person chose; the site's where this machine knows no such zone."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return timezone.get_default_timezone()


def day_of(person: User, moment: datetime | None = None) -> date:
    """The day that a moment, or now, is to a person."""
    return (moment or timezone.now()).astimezone(zone_of(person)).date()
