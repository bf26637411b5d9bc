"""The panel "why this?" of a card: a part of the homepage, or a page of its own without scripts."""

import logging
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from courses.models import Course
from courses.shelf import saved_ids
from recommendations.homepage.why import Explanation, Spot, explain
from recommendations.sources.whereabouts import Whereabouts
from tracking.actors import Actor, actor_of

logger = logging.getLogger(__name__)


@require_safe
@never_cache
def why_this(request: HttpRequest, course_id: int) -> HttpResponse:
    """Say what put a course before the reader, and let them act on it."""
    course = get_object_or_404(
        Course.objects.visible_to(request.user).with_card_data(), pk=course_id
    )
    actor = actor_of(request)
    came_from = Whereabouts.read(request.GET.get("from", ""))
    spot = Spot(request.GET.get("row", "")[:50], _list_of(request), came_from)
    context = {
        "why": _explained(course, spot, actor),
        "course": course,
        "row": spot.row,
        "list_id": spot.list_id,
        "is_saved": course.pk in saved_ids(request.user),
        "next": _way_back(request),
    }
    is_part = bool(request.htmx)  # type: ignore[attr-defined]
    name = "_why.html" if is_part else "why.html"
    return render(request, f"recommendations/{name}", context)


def _explained(course: Course, spot: Spot, actor: Actor) -> Explanation | None:
    """What is known; nothing where the recommender fails, and the page says so."""
    try:
        return explain(course, spot, actor.learner, actor.visitor_id)
    except Exception:
        logger.exception("Why course %s was shown could not be worked out.", course.pk)
        return None


def _list_of(request: HttpRequest) -> str:
    """The list that the card stood in; junk is dropped."""
    try:
        return str(UUID(request.GET.get("list", "")))
    except ValueError:
        return ""


def _way_back(request: HttpRequest) -> str:
    """Where the card stood, if that is a page of this site."""
    referer = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(referer, {request.get_host()}, request.is_secure())
    return referer if is_ours and "/why/" not in referer else "/"
