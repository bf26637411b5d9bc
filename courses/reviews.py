"""Reviews: who may write one, writing it, and the numbers that follow."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.counts import recount_people
from courses.models import Course, LessonProgress, Review
from courses.models.opinions import SHOWN_REVIEWS
from tracking.ledger import emit

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

STARS = (1, 2, 3, 4, 5)
LONGEST_TEXT = 4000


class ReviewRefusedError(ValueError):
    """A review that may not be written; the text says why, to the person."""


@dataclass(frozen=True)
class Bar:
    """How many learners gave this many stars."""

    stars: int
    count: int
    percent: int


@dataclass(frozen=True)
class CourseReviews:
    """What the course page shows of reviews: the person's own one apart from the others."""

    own: Review | None
    others: list[Review]
    bars: list[Bar]
    may_review: bool


def why_not_review(person: "User | AnonymousUser", course: Course) -> str:
    """Why this person may not review this course, in their language; empty if they may."""
    if not isinstance(person, User):
        return _("Sign in to review this course.")
    if person in course.instructors.all():
        return _("You teach this course, so you cannot review it.")
    if not LessonProgress.objects.of(person).in_course(course).done().exists():
        return _("Complete at least one lesson, then tell others what you think.")
    return ""


@transaction.atomic
def write_review(learner: User, course: Course, rating: int, text: str = "") -> Review:
    """Write or edit a learner's one review of a course; its mean follows in the same transaction.

    Raises ReviewRefusedError.
    """
    if rating not in STARS:
        raise ReviewRefusedError(_("Choose one to five stars."))
    if refusal := why_not_review(learner, course):
        raise ReviewRefusedError(refusal)
    Course.objects.select_for_update().get(pk=course.pk)
    words = {"rating": rating, "text": text.strip()[:LONGEST_TEXT]}
    review, is_new = Review.objects.update_or_create(learner=learner, course=course, defaults=words)
    renew_rating(course.pk)
    if is_new:
        emit("reviewed", learner=learner, target=course, value=float(rating))
    return review


@transaction.atomic
def delete_review(learner: User, course: Course) -> None:
    """Take a learner's review back."""
    review = course.reviews.of(learner)
    if review is not None:
        review.delete()


def renew_rating(course_id: int) -> None:
    """Count a course's ratings anew and renew the cards that show them."""
    recount_people([course_id])
    Course.objects.among([course_id]).update(updated_at=timezone.now())


def reviews_of(course: Course, person: "User | AnonymousUser") -> CourseReviews:
    """The latest reviews of a course, and how its stars spread."""
    reader = person if isinstance(person, User) else None
    own = course.reviews.of(reader) if reader is not None else None
    others = course.reviews.others_than(own.learner_id if own else None).shown_to(reader)
    return CourseReviews(
        own=own,
        others=list(others[:SHOWN_REVIEWS]),
        bars=_bars(course),
        may_review=not why_not_review(person, course),
    )


def _bars(course: Course) -> list[Bar]:
    counts = course.reviews.star_counts()
    total = sum(counts.values())
    return [
        Bar(stars, counts.get(stars, 0), round(100 * counts.get(stars, 0) / max(1, total)))
        for stars in reversed(STARS)
    ]
