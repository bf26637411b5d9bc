"""Who does something: the learner or visitor behind a request, and whether it may be logged."""

import contextlib
import uuid
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from django.http import HttpRequest

from accounts.models import User
from tracking.bots import is_bot

__all__ = ["Actor", "actor_of", "is_bot", "is_preview", "is_quiet", "quiet"]

VISITOR_KEY = "visitor_id"
PREVIEW_KEY = "preview_as"

_quiet: ContextVar[bool] = ContextVar("quiet", default=False)


@dataclass(frozen=True)
class Actor:
    """Who acts: a learner, a visitor who agreed to be known in this session, or nobody."""

    learner: User | None = None
    visitor_id: UUID | None = None
    may_be_logged: bool = False


def actor_of(request: HttpRequest) -> Actor:
    """The person behind a request, from its session only; never from what the browser claims."""
    user = getattr(request, "user", None)
    if isinstance(user, User) or (user is not None and user.is_authenticated):
        learner: User = user
        return Actor(learner, None, learner.may_be_logged and not is_preview(request))
    visitor_id = visitor_of(request)
    return Actor(None, visitor_id, visitor_id is not None)


def visitor_of(request: HttpRequest) -> UUID | None:
    """The id that this session got when its visitor agreed to logging."""
    session = getattr(request, "session", None)
    text = session.get(VISITOR_KEY) if session is not None else None
    return uuid.UUID(text) if text else None


def is_preview(request: HttpRequest) -> bool:
    """Whether staff look at the site as somebody else: nothing of it may be credited."""
    session = getattr(request, "session", None)
    is_marked = session is not None and bool(session.get(PREVIEW_KEY))
    return is_marked or bool(getattr(request, "preview", None))


def is_quiet() -> bool:
    """Whether the ledger writes nothing now, whatever is emitted."""
    return _quiet.get()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Write nothing into the ledger while this is open, as in a preview by staff."""
    token = _quiet.set(True)
    try:
        yield
    finally:
        _quiet.reset(token)
