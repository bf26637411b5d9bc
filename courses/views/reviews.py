"""Writing, editing and taking back a review."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accounts.models import User
from courses import reviews
from courses.models import Course
from courses.views.deeds import came_from, deed


@deed
def write_review(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Keep what the learner thinks of the course."""
    form = request.POST
    rating = int(form["rating"]) if form.get("rating", "").isdecimal() else 0
    try:
        reviews.write_review(learner, course, rating, form.get("text", ""))
    except reviews.ReviewRefusedError as refusal:
        return _answer(request, course, error=str(refusal), text=form.get("text", ""))
    return _answer(request, course, done=_("Thank you. Your review is on the course page."))


@deed
def delete_review(request: HttpRequest, learner: User, course: Course) -> HttpResponse:
    """Take the review back."""
    reviews.delete_review(learner, course)
    return _answer(request, course, done=_("Your review was deleted."))


def _answer(
    request: HttpRequest, course: Course, *, done: str = "", error: str = "", text: str = ""
) -> HttpResponse:
    course.refresh_from_db()
    if request.htmx:  # type: ignore[attr-defined]
        context = {"course": course, "done": done, "error": error, "text": text}
        return render(request, "courses/_reviews.html", context)
    messages.add_message(request, messages.ERROR if error else messages.SUCCESS, error or done)
    return redirect(f"{came_from(request, course)}#reviews")
