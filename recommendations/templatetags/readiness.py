"""`{% readiness course %}`: whether a course is probably too hard or too easy for the reader."""

import logging
from typing import Any

from django import template
from django.db import DatabaseError

from accounts.models import User
from courses.models import Course
from recommendations.paths.readiness import Hint, hint_about

register = template.Library()
log = logging.getLogger(__name__)


@register.inclusion_tag("paths/_readiness.html", takes_context=True)
def readiness(context: dict[str, Any], course: Course) -> dict[str, Hint | None]:
    """A line where the reader's answers say something, else nothing; for those who agreed alone."""
    user = context.get("user")
    if not isinstance(user, User) or not user.may_be_logged:
        return {"hint": None}
    try:
        return {"hint": hint_about(course, user.pk)}
    except DatabaseError:
        log.exception("Nothing is said of how hard course %s is", course.pk)
        return {"hint": None}
