"""Tells an event as a statement of xAPI 1.0.3, which learning record stores take."""

from typing import Any

from django.conf import settings

from tracking.models import Event
from tracking.verbs import VERBS

_TYPE = {
    "course": "http://adlnet.gov/expapi/activities/course",
    "lesson": "http://adlnet.gov/expapi/activities/lesson",
}
_OTHER_TYPE = "http://activitystrea.ms/schema/1.0/page"
_EXTENSIONS = "xapi/extensions/"


def statement_of(event: Event, home: str) -> dict[str, Any]:
    """One statement; `home` is the address of the site, ending in a slash.

    People are named by their public id and never by e-mail.
    """
    return {
        "id": str(event.pk),
        "actor": {"objectType": "Agent", "account": {"homePage": home, "name": _name(event)}},
        "verb": {"id": VERBS[event.verb].xapi, "display": {"en": event.verb.replace("_", " ")}},
        "object": _object(event, home),
        "timestamp": event.occurred_at.isoformat(),
        "stored": event.received_at.isoformat(),
        **_result(event, home),
        "context": {"platform": settings.SITE_NAME, "extensions": _said(event, home)},
    }


def _name(event: Event) -> str:
    if event.learner is not None:
        return str(event.learner.public_id)
    return f"visitor:{event.visitor_id}"


def _object(event: Event, home: str) -> dict[str, Any]:
    kind, number = event.object_type or "site", event.object_id or "home"
    return {
        "objectType": "Activity",
        "id": f"{home}xapi/activities/{kind}/{number}",
        "definition": {"type": _TYPE.get(event.object_type, _OTHER_TYPE)},
    }


def _result(event: Event, home: str) -> dict[str, Any]:
    """The value under the name that fits the verb: a duration, a scaled score, or plainly."""
    if event.value is None:
        return {}
    if event.verb == "dwelled" and event.value >= 0:
        return {"result": {"duration": f"PT{event.value:g}S"}}
    if event.verb == "quiz_submitted" and 0 <= event.value <= 1:
        return {"result": {"score": {"scaled": event.value}}}
    return {"result": {"extensions": {f"{home}{_EXTENSIONS}value": event.value}}}


def _said(event: Event, home: str) -> dict[str, Any]:
    told = {
        "course-id": event.course_id,
        "surface": event.surface,
        "list-id": str(event.list_id) if event.list_id else None,
        "row": event.row,
        "position": event.position,
        "details": event.context or None,
    }
    return {f"{home}{_EXTENSIONS}{name}": v for name, v in told.items() if v not in (None, "")}
