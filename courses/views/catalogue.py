"""The catalogue: a list with facets and counts, searching, sorting, paging, all in the address."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from courses.browse import Browse, Found
from courses.models import Course
from courses.shelf import saved_ids
from tracking.actors import actor_of
from tracking.ledger import emit

PAGE_SIZE = 24
SUGGESTIONS = 4


def catalogue(request: HttpRequest) -> HttpResponse:
    """List the courses that the address asks for."""
    browse = Browse.from_address(request.GET)
    found = Found(browse, request.user)
    page = Paginator(found.courses(), PAGE_SIZE).get_page(request.GET.get("page"))
    if browse.query and page.number == 1 and not request.htmx:  # type: ignore[attr-defined]
        _log_search(request, browse, found, page.paginator.count)
    context = {
        "browse": browse,
        "page": page,
        "facets": found.facets(),
        "corrections": found.hits.corrections,
        "is_by_meaning": found.is_by_meaning,
        "saved_ids": saved_ids(request.user),
        "suggestions": [] if page.paginator.count else _suggestions(request),
        "page_address": f"{browse.address()}&page=",
    }
    is_fragment = bool(request.htmx) and not request.htmx.boosted  # type: ignore[attr-defined]
    template = "courses/_catalogue_results.html" if is_fragment else "courses/catalogue.html"
    response = render(request, template, context)
    response["Vary"] = "HX-Request"
    return response


def _suggestions(request: HttpRequest) -> list[Course]:
    """What to show where nothing was found: the most popular courses."""
    courses = Course.objects.published().visible_to(request.user).with_card_data()
    return list(courses.order_by("-enrolment_count", "-pk")[:SUGGESTIONS])


def _log_search(request: HttpRequest, browse: Browse, found: Found, count: int) -> None:
    actor = actor_of(request)
    if not actor.may_be_logged or found.hits is None:
        return
    emit(
        "searched",
        learner=actor.learner,
        visitor_id=actor.visitor_id,
        object_type="query",
        object_id=browse.query[:64],
        value=float(count),
        context={"query": browse.query},
    )
