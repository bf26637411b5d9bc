"""Improve my recommendations: a learner's own profile, to look at, to edit and to switch off."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.consent import answer_consent
from accounts.interests import set_interests
from accounts.models import User
from courses.models import Category, Course, DismissedCourse
from recommendations.ask.wishes import remembered_by, words_of
from recommendations.homepage.profile import profile_of
from recommendations.models import Taste, Weigh
from recommendations.requests import renew_page
from tracking import privacy

COURSES_A_PAGE = 12
DISMISSED_SHOWN = 24
EVENTS_SHOWN = 8


@require_safe
@never_cache
@login_required
def improve(request: HttpRequest) -> HttpResponse:
    """Show the profile; who switched personalisation off sees how to switch it on."""
    learner: User = request.user  # type: ignore[assignment]
    if not learner.may_be_logged:
        return render(request, "recommendations/improve.html", {})
    profile = profile_of(learner)
    chosen = {line.category.slug for line in profile.fields if line.is_chosen}
    dismissed = DismissedCourse.objects.by(learner).select_related("course")
    context = {
        "profile": profile,
        "page": Paginator(profile.courses, COURSES_A_PAGE).get_page(request.GET.get("page")),
        "others": [one for one in Category.objects.fields() if one.slug not in chosen],
        "weighs": Weigh,
        "remembered": [(one, words_of(one)) for one in remembered_by(learner)],
        "dismissed": dismissed[:DISMISSED_SHOWN],
        "events": privacy.my_events(learner)[:EVENTS_SHOWN],
    }
    return render(request, "recommendations/improve.html", context)


@require_POST
@login_required
def weigh(request: HttpRequest) -> HttpResponse:
    """Say how much a field or a course counts; an empty word takes it back."""
    learner: User = request.user  # type: ignore[assignment]
    kind = "course" if "course" in request.POST else "category"
    model: type[Course | Category] = Course if kind == "course" else Category
    number = request.POST.get(kind, "")
    about = get_object_or_404(
        model, pk=int(number) if number.isdecimal() and len(number) < 10 else 0
    )
    word = request.POST.get("weigh", "")
    if word in Weigh.values:
        mine: dict[str, Any] = {"learner": learner, kind: about}
        Taste.objects.update_or_create(**mine, defaults={"weigh": word})
    else:
        for taste in Taste.objects.of(learner):
            if getattr(taste, f"{kind}_id") == about.pk:
                taste.delete()
    messages.success(request, _("Done. Your homepage follows."))
    return redirect(_back(request))


@require_POST
@login_required
@transaction.atomic
def interest(request: HttpRequest) -> HttpResponse:
    """Name one more interest, or take one off."""
    learner: User = request.user  # type: ignore[assignment]
    topic = get_object_or_404(Category, slug=request.POST.get("topic", "")).slug
    topics = {entry.topic for entry in learner.interests.all()}
    is_added = request.POST.get("deed") == "add"
    set_interests(learner, topics | {topic} if is_added else topics - {topic})
    renew_page(learner.pk)
    messages.success(request, _("Done. Your homepage follows."))
    return redirect(_back(request))


@require_POST
@login_required
def personalise(request: HttpRequest) -> HttpResponse:
    """Switch personalisation on or off."""
    learner: User = request.user  # type: ignore[assignment]
    is_on = request.POST.get("on") == "yes"
    answer_consent(learner, is_granted=is_on)
    on, off = _("Your homepage is personal again."), _("Your homepage is no longer personal.")
    messages.success(request, on if is_on else off)
    return redirect("improve")


def _back(request: HttpRequest) -> str:
    """The same page of courses."""
    page = request.POST.get("page", "")
    address = reverse("improve")
    return f"{address}?page={page}#courses" if page.isdecimal() else address
