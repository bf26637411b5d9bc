"""`{% learners_say course %}`: what learners praise and miss, in their own words."""

import logging
from collections.abc import Iterable
from typing import Any

from django import template
from django.db import DatabaseError
from django.utils.translation import get_language

from accounts.models import User
from courses.models import Course
from recommendations.models import Pole, Quote

register = template.Library()
log = logging.getLogger(__name__)

MOST = 3


@register.inclusion_tag("recommendations/_learners_say.html", takes_context=True)
def learners_say(context: dict[str, Any], course: Course) -> dict[str, Any]:
    """Up to three sentences of each side, the reader's language first; nothing where none is kept."""
    user = context["request"].user
    reader = user if isinstance(user, User) else None
    try:
        quotes = list(Quote.objects.about(course.pk).shown_to(reader))
    except DatabaseError:
        log.exception("What learners say of course %s could not be read", course.pk)
        quotes = []
    chinese = (get_language() or "en").startswith("zh")
    quotes.sort(key=lambda one: (one.language == "zh") != chinese)
    sides = {
        pole: _of_different_aspects(one for one in quotes if one.pole == pole) for pole in Pole
    }
    return {
        "praised": sides[Pole.PRAISE],
        "missed": sides[Pole.MISS],
        "below": course.reviews.latest_shown_to(reader) if quotes else (),
    }


def _of_different_aspects(quotes: Iterable[Quote]) -> list[Quote]:
    """The first of each aspect."""
    chosen: dict[str, Quote] = {}
    for quote in quotes:
        chosen.setdefault(quote.aspect, quote)
    return list(chosen.values())[:MOST]
