"""In which time zone a person lives, and which day it is there."""

import zoneinfo
from datetime import date, datetime, tzinfo

from django.utils import timezone

from accounts.models import User


def is_known(name: str) -> bool:
    """Whether this machine knows a time zone of that name."""
    return name in zoneinfo.available_timezones()


def settle(person: User, name: str) -> None:
    """Take over what a browser says of its time zone, where the person has none so far."""
    if not person.time_zone and is_known(name):
        person.time_zone = name
        person.save(update_fields=["time_zone"])


def zone_of(person: User) -> tzinfo:
    """The time zone of a person; the site's where none is known, or this machine lacks it."""
    try:
        return zoneinfo.ZoneInfo(person.time_zone)
    except (ValueError, OSError, zoneinfo.ZoneInfoNotFoundError):
        return timezone.get_default_timezone()


def day_of(person: User, moment: datetime | None = None) -> date:
    """The day that a moment, or now, is to a person."""
    return (moment or timezone.now()).astimezone(zone_of(person)).date()
