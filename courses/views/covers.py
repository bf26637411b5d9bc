"""The drawn covers, as pictures that browsers keep for good."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from courses.covers import cover_svg
from courses.covers.palettes import FIELDS

YEAR_SECONDS = 365 * 24 * 3600


@require_safe
@cache_control(max_age=YEAR_SECONDS, public=True, immutable=True)
def cover(_request: HttpRequest, palette: str, seed: int, **_edition: int) -> HttpResponse:
    """Draw a cover from its address alone: no query, the same picture for ever."""
    if palette not in FIELDS:
        raise Http404
    return HttpResponse(cover_svg(seed, palette), content_type="image/svg+xml")
