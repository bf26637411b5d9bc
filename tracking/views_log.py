"""How a view opts into the log of page views: `log_view(request, course)`."""

import uuid
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Model
from django.http import HttpRequest


@dataclass(frozen=True)
class PageView:
    """The page that a view shows; its id is known to the page, so that it is counted once."""

    target: Model
    surface: str = ""
    event_id: UUID = field(default_factory=uuid.uuid4)


def log_view(request: HttpRequest, target: Model, *, surface: str = "") -> None:
    """Have the middleware log a view of `target` when this request was answered."""
    request.activity = PageView(target, surface)  # type: ignore[attr-defined]


def page_view_of(request: HttpRequest) -> PageView | None:
    """The page view that the view of this request asked for, if it did."""
    return getattr(request, "activity", None)
