"""What a learner says of a course on its card: save it, do not show it, the reason (not) helped."""

from typing import TYPE_CHECKING, Any

from django.db import transaction

from accounts.models import User
from courses.models import Course, Dismissal, DismissedCourse, SavedCourse
from tracking.ledger import Details, emit
from tracking.verbs import UNDOES

if TYPE_CHECKING:
    from typing import Unpack

    from django.contrib.auth.models import AnonymousUser

UNDONE = {done: undo for undo, done in UNDOES.items()}


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
def dismiss_course(
    learner: User,
    course: Course,
    why: Dismissal = Dismissal.DISLIKED,
    **seen_in: "Unpack[Details]",
) -> None:
    """Never recommend this course to this learner again; another `why` takes the place of one."""
    unsave_course(learner, course)
    mark, is_new = DismissedCourse.objects.get_or_create(
        learner=learner, course=course, defaults={"why": why}
    )
    if mark.why != why:
        emit(UNDONE[mark.why], learner=learner, target=course, **seen_in)
        mark.why, is_new = why, True
        mark.save()
    if is_new:
        emit(why, learner=learner, target=course, **seen_in)


@transaction.atomic
def undo_dismiss(learner: User, course: Course, **seen_in: "Unpack[Details]") -> None:
    """Take back why a course was not to be shown."""
    mark: Any = DismissedCourse.objects.by(learner).on(course).first()
    if mark is not None and mark.delete()[0]:
        emit(UNDONE[mark.why], learner=learner, target=course, **seen_in)


def judge_reason(
    learner: User, course: Course, *, is_helpful: bool, **seen_in: "Unpack[Details]"
) -> None:
    """Note whether the reason under a card helped; what is suggested stays as it is."""
    verb = "reason_helped" if is_helpful else "reason_did_not_help"
    emit(verb, learner=learner, target=course, **seen_in)


def saved_ids(person: "User | AnonymousUser") -> set[int]:
    """The ids of the courses that a person saved; nobody in particular saved none."""
    if not isinstance(person, User):
        return set()
    return set(SavedCourse.objects.by(person).values_list("course_id", flat=True))
