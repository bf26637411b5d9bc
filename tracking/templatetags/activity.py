"""Tells the page's scripts whether its reader is logged, and which view the server counts."""

from typing import Any

from django import template
from django.http import HttpRequest
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tracking import visitors
from tracking.actors import actor_of, is_preview
from tracking.ledger import draft
from tracking.views_log import page_view_of

register = template.Library()


@register.simple_tag(takes_context=True)
def activity(context: Context) -> SafeString | str:
    """A meta element for beacon.js, with the event of this page view; nothing without consent.

    The view carries the id under which the server logs it, so that a page fetched ahead of time,
    which the server does not count, is counted once when the browser shows it.
    """
    request: HttpRequest | None = context.get("request")
    if request is None or is_preview(request) or not actor_of(request).may_be_logged:
        return ""
    view = page_view_of(request)
    if view is None:
        return format_html('<meta name="activity" content="{}">', "on")
    event = draft("viewed", target=view.target)
    return format_html(
        '<meta name="activity" content="on" data-event-id="{}" data-object-type="{}"'
        ' data-object-id="{}" data-course-id="{}" data-surface="{}">',
        view.event_id,
        event.object_type,
        event.object_id,
        event.course_id or "",
        view.surface,
    )


@register.simple_tag(takes_context=True)
def asks_for_consent(context: dict[str, Any]) -> bool:
    """Whether this visitor still has to be asked about personalisation."""
    request: HttpRequest | None = context.get("request")
    if request is None or request.user.is_authenticated or not hasattr(request, "session"):
        return False
    return not visitors.was_asked(request)
