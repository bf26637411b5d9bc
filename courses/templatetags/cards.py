"""What a card says of a course beside its fields, and what happens when a card cannot be drawn."""

import logging
from datetime import timedelta

from django import template
from django.template.base import Node, Parser, Token
from django.template.context import Context
from django.template.loader_tags import do_include
from django.utils import timezone

from courses.models import Course
from courses.models.course_queries import NEW_DAYS

logger = logging.getLogger(__name__)
register = template.Library()


@register.filter
def is_new(course: Course) -> bool:
    """Whether the course was published in the last weeks."""
    since = timezone.now() - timedelta(days=NEW_DAYS)
    return course.published_at is not None and course.published_at >= since


@register.tag
def include_or_hide(parser: Parser, token: Token) -> "HiddenWhereBroken":
    """Include a template as `include` does; where it breaks nothing is shown and the page stays."""
    included = do_include(parser, token)
    # As the parser does for its own nodes.
    included.origin, included.token = parser.origin, token  # type: ignore[assignment]
    return HiddenWhereBroken(included)


class HiddenWhereBroken(Node):
    """An included part that one bad course may break."""

    def __init__(self, included: Node) -> None:
        self.included = included

    def render(self, context: Context) -> str:
        """The part, or nothing and a line in the log."""
        try:
            return str(self.included.render(context))
        except Exception:
            logger.exception("A part of %s cannot be drawn and is hidden.", self.origin)
            return ""
