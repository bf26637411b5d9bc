"""The part of a card that is the same for every learner: rendered once, then fetched."""

import logging
from collections.abc import Iterable, Mapping

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from courses.models import Course

logger = logging.getLogger(__name__)

TEMPLATE = "courses/_card_body.html"
KEPT_SECONDS = 24 * 3600


def card_bodies(courses: Iterable[Course]) -> Mapping[int, SafeString]:
    """The bodies of courses by id, in the reader's language; a course that breaks is left out."""
    keys = {course.pk: _key(course) for course in courses}
    known = cache.get_many(list(keys.values()))
    bodies = {pk: mark_safe(known[key]) for pk, key in keys.items() if key in known}  # noqa: S308
    fresh = {}
    for course in courses:
        if course.pk not in bodies and (body := _render(course)) is not None:
            bodies[course.pk] = fresh[keys[course.pk]] = body
    if fresh:
        cache.set_many(fresh, KEPT_SECONDS)
    return bodies


def _key(course: Course) -> str:
    """Changes with each save of the course; languages have cards of their own."""
    return f"recs:card:{course.pk}:{course.updated_at:%Y%m%d%H%M%S%f}:{get_language()}"


def _render(course: Course) -> SafeString | None:
    """One body, or None: a bad course hides its card and never takes the page down."""
    try:
        return render_to_string(TEMPLATE, {"course": course})
    except Exception:
        logger.exception("The card of course %s cannot be drawn and is hidden.", course.pk)
        return None
