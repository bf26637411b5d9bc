"""Where browsers report what only they see, and where a visitor answers the question of consent."""

from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.models import User
from tracking import privacy, visitors
from tracking.actors import actor_of, is_bot, is_quiet
from tracking.beacon import BadBatchError, BatchTooLargeError, batch_of, read_batch, too_large
from tracking.ledger import record
from tracking.tallies import INTAKE

EVENTS_A_PAGE = 50


@require_POST
def beacon(request: HttpRequest) -> HttpResponse:
    """Take a batch of events: 204, or 403, 413 and 400 where it cannot be taken."""
    if _has_expired(request):
        INTAKE.add("expired")
        return JsonResponse({"error": "the session has expired"}, status=403)
    try:
        batch = batch_of(request)
        actor = actor_of(request)
        events = read_batch(batch, actor)
    except BatchTooLargeError:
        INTAKE.add("too_large")
        return too_large()
    except BadBatchError as error:
        INTAKE.add("field")
        return JsonResponse({"error": str(error)}, status=400)
    if is_bot(request.headers.get("User-Agent", "")):
        INTAKE.add("bot", len(events))
    elif not actor.may_be_logged:
        INTAKE.add("consent", len(events))
    elif not is_quiet():
        record(events, is_lasting=False)
    return HttpResponse(status=204)


@login_required
def my_events(request: HttpRequest) -> HttpResponse:
    """Show the signed-in person what is logged of them."""
    person: User = request.user  # type: ignore[assignment]
    page = Paginator(privacy.my_events(person), EVENTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "tracking/my_events.html", {"page": page})


@require_POST
def visitor_consent(request: HttpRequest) -> HttpResponse:
    """Keep a visitor's answer in their session: `answer` is yes or no."""
    answer = request.POST.get("answer")
    if answer not in {"yes", "no"}:
        return JsonResponse({"error": "answer: yes or no"}, status=400)
    if answer == "yes":
        visitors.agree(request)
    else:
        visitors.refuse(request)
    if request.headers.get("HX-Request"):
        return HttpResponse(status=200)
    return HttpResponseRedirect(_way_back(request))


def _has_expired(request: HttpRequest) -> bool:
    """Whether the browser still shows a page of a session that is over."""
    is_claimed = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_empty = not request.session.keys()  # loads it; one that is gone has no key from then on
    return is_claimed and is_empty and request.session.session_key is None


def _way_back(request: HttpRequest) -> str:
    """Where the visitor was, if that is a page of this site."""
    here = request.POST.get("next") or request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(here, {request.get_host()}, request.is_secure())
    return here if here and is_ours else "/"
