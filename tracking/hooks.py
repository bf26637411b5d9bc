"""What the ledger tells others, and what it hears when somebody signs in."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from accounts.models import User
from tracking.actors import visitor_of
from tracking.models import Event
from tracking.visitors import hand_over

# Sent after the commit, with learner_ids (set[int]) and visitor_ids (set[UUID]).
events_recorded = Signal()
# Sent at sign-in, with visitor_id (UUID) and learner, where both agreed to be known.
visitor_joined = Signal()


@receiver(user_logged_in, dispatch_uid="tracking.join_history")
def join_history_at_sign_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    """What a visitor did before signing in becomes the learner's history, if both agreed."""
    if request is None or not hasattr(request, "session"):
        return
    visitor_id = visitor_of(request)
    count = hand_over(request, user)
    if visitor_id is not None and user.may_be_logged:
        visitor_joined.send_robust(User, visitor_id=visitor_id, learner=user)
    if count:
        transaction.on_commit(lambda: tell(learner_ids={user.pk}), robust=True)


def tell(*, learner_ids: set[int], visitor_ids: set[UUID] | None = None) -> None:
    """Tell whoever listens whose history grew; a listener that fails harms nobody."""
    events_recorded.send_robust(Event, learner_ids=learner_ids, visitor_ids=visitor_ids or set())
