"""The homepage: drawn once, then served as it is while nothing on it changed."""

from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import User
from recommendations.homepage.kept import keep_html, read_html
from recommendations.homepage.pages import page_of
from recommendations.homepage.steps import count_step
from recommendations.homepage.types import Page
from recommendations.requests import note_visit
from recommendations.sources.profiles import Moment
from tracking.actors import Actor, actor_of

TEMPLATE = "recommendations/home.html"
# Stands in a kept page where the token of each request is put in.
TOKEN_PLACE = b"csrf-token-of-this-request-goes-here"


@require_safe
@cache_control(private=True, no_cache=True)
def home(request: HttpRequest) -> HttpResponse:
    """The homepage of whoever asks; where even popular courses fail, the catalogue."""
    actor = actor_of(request)
    reader = _reader_of_kept_pages(request, actor)
    if reader is not None:
        note_visit(reader.pk)
    kept = read_html(reader, _look(request)) if reader is not None else None
    if kept is not None:
        html, step = kept
        count_step(step)
        return _with_token(request, html)
    page = page_of(actor.learner, actor.visitor_id, Moment.of(request))
    if page is None:
        return redirect("catalogue")
    html = _draw(request, page)
    if reader is not None and not page.is_makeshift:
        keep_html(reader, _look(request), page, html)
    return _with_token(request, html)


def draw_home(request: HttpRequest) -> HttpResponse:
    """The homepage after what this very request changed."""
    actor = actor_of(request)
    page = page_of(actor.learner, actor.visitor_id, Moment.of(request))
    return redirect("catalogue") if page is None else _with_token(request, _draw(request, page))


def _reader_of_kept_pages(request: HttpRequest, actor: Actor) -> User | None:
    """The learner whose drawn page may be kept: not where it shows something of this request."""
    is_plain = not request.GET and not len(get_messages(request))
    if actor.learner is None or not actor.may_be_logged or not is_plain:
        return None
    return actor.learner


def _draw(request: HttpRequest, page: Page) -> bytes:
    context = {"page": page, "csrf_token": TOKEN_PLACE.decode()}
    return render_to_string(TEMPLATE, context, request).encode()


def _look(request: HttpRequest) -> str:
    """What the browser asks for beside the page: the theme, where one was chosen."""
    return request.COOKIES.get("theme", "")[:12]


def _with_token(request: HttpRequest, html: bytes) -> HttpResponse:
    return HttpResponse(html.replace(TOKEN_PLACE, get_token(request).encode()))
