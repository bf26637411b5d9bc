"""Whom one follows, who follows, who is blocked; all of it changed with a button."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import following
from accounts.models import Block, Follow, User

SHOWN = 50
DEEDS = {
    "follow": following.follow,
    "unfollow": following.unfollow,
    "block": following.block,
    "unblock": following.unblock,
    "remove": following.remove_follower,
}


@require_safe
@login_required
def people(request: HttpRequest) -> HttpResponse:
    """Show the company that one keeps, and find others by name."""
    person: User = request.user  # type: ignore[assignment]
    words = request.GET.get("q", "").strip()[:80]
    followed = Follow.objects.by(person).select_related("other")
    context = {
        "words": words,
        "found": following.Seen(User).found(person, words),
        "page": Paginator(followed, SHOWN).get_page(request.GET.get("page")),
        "followers": Follow.objects.about(person).select_related("person")[:SHOWN],
        "follower_count": Follow.objects.about(person).count(),
        "blocks": Block.objects.by(person).select_related("other")[:SHOWN],
        "followed_ids": set(followed.values_list("other_id", flat=True)),
    }
    return render(request, "accounts/people.html", context)


@require_POST
@login_required
def allow(request: HttpRequest) -> HttpResponse:
    """Let others follow oneself, or nobody."""
    person: User = request.user  # type: ignore[assignment]
    is_allowed = request.POST.get("allow") == "yes"
    following.allow_followers(person, is_allowed=is_allowed)
    said = _("Others may follow you now.") if is_allowed else _("Nobody can follow you now.")
    messages.success(request, said)
    return redirect("people")


@require_POST
@login_required
def decide(request: HttpRequest, public_id: str) -> HttpResponse:
    """Follow, block and what takes these back; of whom nothing may be seen there is no trace."""
    person: User = request.user  # type: ignore[assignment]
    other = get_object_or_404(User, public_id=public_id, is_active=True)
    deed = DEEDS.get(request.POST.get("deed", ""))
    try:
        if deed is not None:
            deed(person, other)
    except following.NotFollowableError:
        messages.error(request, _("This person cannot be followed."))
    else:
        messages.success(request, _("Done. Your homepage follows."))
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return redirect(back if is_ours else "people")
