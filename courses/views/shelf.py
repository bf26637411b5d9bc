"""Saving and dismissing a course, from its card or its page."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_htmx.http import trigger_client_event

from accounts.models import User
from courses import shelf
from courses.models import Course, Dismissal
from courses.views.deeds import came_from, deed
from tracking.ledger import Details

SAID = {
    Dismissal.DISLIKED: gettext_lazy("You will not be shown “%(title)s” again."),
    Dismissal.LESS: gettext_lazy("“%(title)s” is gone, and you will see less like it."),
    Dismissal.KNOWN: gettext_lazy("“%(title)s” will not be suggested again: you know it already."),
}
PLACE = ("list_id", "row", "position", "surface")
TOOLS, DISMISSED = "courses/_card_tools.html", "courses/_card_dismissed.html"


@deed
def save_course(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Put a course on the shelf."""
    shelf.save_course(learner, course, **seen_in(request))
    return _answer(request, course, TOOLS, _("Saved for later."), is_saved=True)


@deed
def unsave_course(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Take a course off the shelf."""
    shelf.unsave_course(learner, course, **seen_in(request))
    return _answer(request, course, TOOLS, _("No longer saved."), is_saved=False)


@deed
def dismiss_course(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Never recommend a course again; the card offers to take that back."""
    asked = request.POST.get("why", "")
    why = Dismissal(asked) if asked in Dismissal.values else Dismissal.DISLIKED
    shelf.dismiss_course(learner, course, why, **seen_in(request))
    text = SAID[why] % {"title": course.title}
    return _answer(request, course, DISMISSED, text, is_saved=False)


@deed
def undismiss_course(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Let a course be shown again."""
    shelf.undo_dismiss(learner, course, **seen_in(request))
    return _answer(request, course, TOOLS, _("The course may be shown again."), is_saved=False)


@deed
def judge_reason(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Say whether the reason under a card helped."""
    is_helpful = request.POST.get("helped") == "yes"
    shelf.judge_reason(learner, course, is_helpful=is_helpful, **seen_in(request))
    text = _("Thank you: noted.")
    return _answer(request, course, TOOLS, text, is_saved=course.pk in shelf.saved_ids(learner))


def seen_in(request: HttpRequest) -> Details:
    """Where the button stood: list, row and position, as form or address say; junk is dropped."""
    form = request.POST if "row" in request.POST else request.GET
    details: Details = {"surface": form.get("surface", ""), "row": form.get("row", "")}
    try:
        details["list_id"] = UUID(form["list_id"]) if form.get("list_id") else None
    except ValueError:
        details["list_id"] = None
    position = form.get("position", "")
    if position.isdecimal() and int(position) < 1000:
        details["position"] = int(position)
    return details


def _answer(
    request: HttpRequest, course: Course, template: str, text: str, *, is_saved: bool
) -> HttpResponse:
    if not request.htmx:  # type: ignore[attr-defined]
        messages.success(request, text)
        return redirect(came_from(request, course))
    seen = {name: request.POST[name] for name in PLACE if name in request.POST}
    response = render(request, template, {"course": course, "is_saved": is_saved} | seen)
    return trigger_client_event(response, "toast", {"value": text}) if text else response
