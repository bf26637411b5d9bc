"""`{% similar_courses course %}`: a row of courses that go with one."""

import uuid
from typing import Any

from django import template

from courses.models import Course
from recommendations.homepage.cards import card_bodies
from recommendations.homepage.similar import similar_to

register = template.Library()


@register.inclusion_tag("recommendations/_similar.html", takes_context=True)
def similar_courses(context: dict[str, Any], course: Course) -> dict[str, Any]:
    """The row, or nothing at all where nothing is known."""
    user = context.get("user")
    person = user if user is not None and user.is_authenticated else None
    found = similar_to(course, person)
    bodies = card_bodies(found)
    cards = [
        {"course": one, "body": bodies[one.pk], "position": position}
        for position, one in enumerate((one for one in found if one.pk in bodies), start=1)
    ]
    return {
        "cards": cards,
        "list_id": uuid.uuid4(),
        "user": user,
        "request": context.get("request"),
        "csrf_token": context.get("csrf_token"),
        "saved_ids": context.get("saved_ids", ()),
    }
