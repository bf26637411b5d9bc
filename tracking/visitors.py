"""Visitors: known only in their session and only when they agreed; handed over at sign-in."""

import uuid

from django.dispatch import Signal
from django.http import HttpRequest

from accounts.models import User
from tracking.actors import VISITOR_KEY, visitor_of
from tracking.models import Event
from tracking.rollups import roll_up_learner

ANSWER_KEY = "visitor_consent"
# Sent when a visitor who was known refuses after all, with visitor_id (UUID).
visitor_refused = Signal()


def agree(request: HttpRequest) -> None:
    """Give this session an id under which its activity is logged."""
    request.session[ANSWER_KEY] = True
    request.session.setdefault(VISITOR_KEY, str(uuid.uuid4()))


def refuse(request: HttpRequest) -> None:
    """Forget the id of this session, and what was logged under it."""
    visitor_id = visitor_of(request)
    if visitor_id is not None:
        Event.objects.of_visitor(visitor_id).delete()
        visitor_refused.send_robust(User, visitor_id=visitor_id)
    request.session[ANSWER_KEY] = False
    request.session.pop(VISITOR_KEY, None)


def was_asked(request: HttpRequest) -> bool:
    """Whether this visitor answered already, so that the banner stays away."""
    return request.session.get(ANSWER_KEY) is not None


def hand_over(request: HttpRequest, learner: User) -> int:
    """Make a visitor's events the learner's, if both agreed; says how many there were."""
    visitor_id = visitor_of(request)
    if visitor_id is None:
        return 0
    request.session.pop(VISITOR_KEY, None)
    if not learner.may_be_logged:
        return 0
    count = Event.objects.of_visitor(visitor_id).give_to(learner)
    if count:
        roll_up_learner(learner.pk)
    return count
