"""The page of a person whom others may see: what an instructor teaches, what a learner studies."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.following import Seen, is_followed_by
from accounts.models import Block, Role, User
from courses.models import Course
from courses.shelf import saved_ids

MOST_COURSES = 60


@require_safe
def person(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show them; who keeps to themselves, or blocked the reader, is not there."""
    reader = request.user if isinstance(request.user, User) else None
    is_own = reader is not None and reader.public_id == public_id
    people = User.objects.all() if is_own else Seen(User).seen_by(reader)
    shown = get_object_or_404(people, public_id=public_id)
    is_followed = is_followed_by(shown, reader)
    courses = Course.objects.published().with_card_data().order_by("-published_at", "-pk")
    may_see_studies = shown.is_followable and (is_followed or is_own)
    context = {
        "person": shown,
        "is_instructor": shown.role == Role.INSTRUCTOR,
        "is_own": is_own,
        "is_followed": is_followed,
        "is_blocked": reader is not None and Block.objects.by(reader).on(shown).exists(),
        "taught": courses.taught_by(shown)[:MOST_COURSES],
        "studied": courses.studied_by(shown)[:MOST_COURSES] if may_see_studies else None,
        "saved_ids": saved_ids(request.user),
    }
    return render(request, "courses/person.html", context)
