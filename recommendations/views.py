"""The homepage."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from recommendations.homepage.pages import page_of
from tracking.actors import actor_of


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The homepage of whoever asks; where even popular courses fail, the catalogue."""
    actor = actor_of(request)
    page = page_of(actor.learner, actor.visitor_id)
    if page is None:
        return redirect("catalogue")
    return render(request, "recommendations/home.html", {"page": page})
