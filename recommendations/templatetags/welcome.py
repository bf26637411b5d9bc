"""The question that a newcomer's homepage asks."""

from typing import Any

from django import template

from accounts.models import User
from recommendations.homepage.types import Page
from recommendations.models import RowAudience
from recommendations.welcome import Question, passed_by, question_for

register = template.Library()


@register.simple_tag(takes_context=True)
def newcomer_question(context: dict[str, Any], page: Page) -> Question | None:
    """The next question to a learner who did nothing yet; None where answers may shape nothing."""
    request = context["request"]
    person = request.user
    is_asked = isinstance(person, User) and person.may_be_logged
    if not is_asked or (page.audience != RowAudience.NEW and not passed_by(request)):
        return None
    return question_for(person, passed_by(request))
