"""Saving a course for later, and saying "not interested": two marks that exclude each other."""

from typing import TYPE_CHECKING

from django.db import transaction

from accounts.models import User
from courses.models import Course, DismissedCourse, SavedCourse
from tracking.ledger import Details, emit

if TYPE_CHECKING:
    from typing import Unpack

    from django.contrib.auth.models import AnonymousUser


@transaction.atomic
def save_course(learner: User, course: Course, **seen_in: "Unpack[Details]") -> None:
    """Save a course for later; saving it twice changes nothing."""
    undo_dismiss(learner, course)
    if SavedCourse.objects.get_or_create(learner=learner, course=course)[1]:
        emit("saved", learner=learner, target=course, **seen_in)


@transaction.atomic
def unsave_course(learner: User, course: Course, **seen_in: "Unpack[Details]") -> None:
    """Take a course off the shelf."""
    if SavedCourse.objects.by(learner).on(course).delete()[0]:
        emit("unsaved", learner=learner, target=course, **seen_in)


@transaction.atomic
def dismiss_course(learner: User, course: Course, **seen_in: "Unpack[Details]") -> None:
    """Never recommend this course to this learner again."""
    unsave_course(learner, course)
    if DismissedCourse.objects.get_or_create(learner=learner, course=course)[1]:
        emit("dismissed", learner=learner, target=course, **seen_in)


@transaction.atomic
def undo_dismiss(learner: User, course: Course, **seen_in: "Unpack[Details]") -> None:
    """Take "not interested" back."""
    if DismissedCourse.objects.by(learner).on(course).delete()[0]:
        emit("undismissed", learner=learner, target=course, **seen_in)


def saved_ids(person: "User | AnonymousUser") -> set[int]:
    """The ids of the courses that a person saved; nobody in particular saved none."""
    if not isinstance(person, User):
        return set()
    return set(SavedCourse.objects.by(person).values_list("course_id", flat=True))
