"""What the ledger tells others, and what it hears when somebody signs in."""

from typing import Any
from uuid import UUID

from django.contrib.auth.signals import user_logged_in
from django.db import transaction
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from accounts.models import User
from tracking.models import Event
from tracking.visitors import hand_over

# Sent after the commit, with learner_ids (set[int]) and visitor_ids (set[UUID]).
events_recorded = Signal()


@receiver(user_logged_in, dispatch_uid="tracking.join_history")
def join_history_at_sign_in(request: HttpRequest | None, user: User, **_: Any) -> None:
    """What a visitor did before signing in becomes the learner's history, if both agreed."""
    if request is not None and hasattr(request, "session") and hand_over(request, user):
        transaction.on_commit(lambda: tell(learner_ids={user.pk}), robust=True)


def tell(*, learner_ids: set[int], visitor_ids: set[UUID] | None = None) -> None:
    """Tell whoever listens whose history grew; a listener that fails harms nobody."""
    events_recorded.send_robust(Event, learner_ids=learner_ids, visitor_ids=visitor_ids or set())
