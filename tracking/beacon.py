"""What browsers report: reads a batch of events strictly, and takes the actor from the session."""

import json
import math
import uuid
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse

from tracking.actors import Actor
from tracking.ledger import Details, draft
from tracking.models import Event
from tracking.storable import storable
from tracking.verbs import VERBS

MOST_EVENTS = 200
MOST_BYTES = 256 * 1024
MOST_CONTEXT_KEYS = 12
MOST_CONTEXT_TEXT = 200
_BIGGEST_ID = 2**63 - 1
_BIGGEST_POSITION = 32_767


class BadBatchError(ValueError):
    """A batch that cannot be taken; the message names the field."""


class BatchTooLargeError(ValueError):
    """A batch of more events than a page can have seen."""


def is_too_large(request: HttpRequest) -> bool:
    """Whether the body of a beacon is over the limit; asked before anything reads it."""
    if request.path != reverse("beacon"):
        return False
    length = request.META.get("CONTENT_LENGTH") or "0"
    return length.isdigit() and int(length) > MOST_BYTES


def too_large() -> HttpResponse:
    """The answer to a batch over the limits."""
    error = f"at most {MOST_EVENTS} events and {MOST_BYTES // 1024} KB at once"
    return JsonResponse({"error": error}, status=413)


def batch_of(request: HttpRequest) -> list[Any]:
    """The events of a beacon: a JSON body, or a form whose field `events` is JSON."""
    is_json = request.content_type == "application/json"
    try:
        text = request.body if is_json else request.POST.get("events", "")
        batch = json.loads(text)
    except (ValueError, RecursionError):
        raise BadBatchError("events: is no JSON") from None
    if isinstance(batch, dict):
        batch = batch.get("events")
    if not isinstance(batch, list):
        raise BadBatchError("events: must be a list")
    if len(batch) > MOST_EVENTS:
        raise BatchTooLargeError
    return batch


def read_batch(batch: Sequence[Any], actor: Actor) -> list[Event]:
    """Make the events of one actor; raises BadBatchError on the first field that is wrong."""
    return [read_event(item, actor, f"events[{place}]") for place, item in enumerate(batch)]


def read_event(item: Any, actor: Actor, where: str) -> Event:
    """Make one event; raises BadBatchError, whose sentence begins with `where` and the field."""
    if not isinstance(item, dict):
        raise BadBatchError(f"{where}: must be an object")
    verb = item.get("verb")
    if not isinstance(verb, str) or verb not in VERBS or not VERBS[verb].is_from_browser:
        raise BadBatchError(f"{where}.verb: no verb that a browser reports")
    details: dict[str, Any] = {}
    for field, read in _READERS.items():
        try:
            details[_DETAIL_OF.get(field, field)] = read(item.get(field))
        except ValueError as error:
            raise BadBatchError(f"{where}.{field}: {error}") from None
    given: Details = details  # type: ignore[assignment]
    return draft(verb, learner=actor.learner, visitor_id=actor.visitor_id, **given)


def _uuid(value: Any) -> UUID:
    try:
        return uuid.UUID(value)
    except (ValueError, AttributeError, TypeError):
        raise ValueError("must be a UUID") from None


def _text(longest: int) -> Callable[[Any], str]:
    def read(value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, int) and not isinstance(value, bool):
            value = str(value)
        if not isinstance(value, str) or len(value) > longest or storable(value) != value:
            raise ValueError(f"must be a text of at most {longest} characters")
        return value

    return read


def _whole(biggest: int) -> Callable[[Any], int]:
    def read(value: Any) -> int:
        text = str(value)
        if isinstance(value, bool) or not text.isdecimal() or int(text) > biggest:
            raise ValueError(f"must be a whole number from 0 to {biggest}")
        return int(text)

    return read


def _number(value: Any) -> float:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not math.isfinite(value):
        raise ValueError("must be a finite number")
    return float(value)


def _moment(value: Any) -> datetime:
    """ISO 8601 text, or milliseconds since 1970 as JavaScript counts them."""
    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value)
        return datetime.fromtimestamp(_number(value) / 1000, UTC)
    except (ValueError, OverflowError, OSError):
        raise ValueError("must be a moment: ISO 8601 or milliseconds since 1970") from None


def _context(value: Any) -> dict[str, Any]:
    if not isinstance(value, dict) or len(value) > MOST_CONTEXT_KEYS:
        raise ValueError(f"must be an object of at most {MOST_CONTEXT_KEYS} keys")
    for part in (*value, *value.values()):
        if isinstance(part, str) and len(part) > MOST_CONTEXT_TEXT:
            raise ValueError(f"has a text of more than {MOST_CONTEXT_TEXT} characters")
        if isinstance(part, list | dict) or (isinstance(part, float) and not math.isfinite(part)):
            raise ValueError("takes texts, numbers and switches only")
    return value


def _optional(read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    return lambda value: None if value is None or value == "" else read(value)


_READERS: dict[str, Callable[[Any], Any]] = {
    "id": _uuid,
    "object_type": _text(24),
    "object_id": _text(64),
    "course_id": _optional(_whole(_BIGGEST_ID)),
    "value": _optional(_number),
    "surface": _text(24),
    "list_id": _optional(_uuid),
    "row": _text(40),
    "position": _optional(_whole(_BIGGEST_POSITION)),
    "occurred_at": _optional(_moment),
    "context": _optional(_context),
}
_DETAIL_OF = {"id": "event_id"}
