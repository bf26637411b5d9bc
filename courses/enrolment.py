"""Enrolling in a course and leaving it."""

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Enrolment
from courses.progress import recompute
from tracking.ledger import emit


@transaction.atomic
def enrol(learner: User, course: Course) -> Enrolment:
    """Put a learner on a course; enrolling twice gives the same enrolment back.

    Who left and comes back keeps the first date and all progress, and is not counted as new.
    """
    enrolment, is_new = Enrolment.objects.get_or_create(
        learner=learner, course=course, defaults={"enrolled_at": timezone.now()}
    )
    if is_new:
        count_learners(course.pk, 1)
        emit("enrolled", learner=learner, target=course)
    elif enrolment.left_at is not None:
        _come_back(enrolment)
    return enrolment


@transaction.atomic
def leave(learner: User, course: Course) -> None:
    """Take a learner off a course; what they did stays, for the day they come back."""
    enrolment = course.enrolments.of(learner)
    if enrolment is None or Enrolment.objects.locked(enrolment.pk).left_at is not None:
        return
    enrolment.left_at = timezone.now()
    enrolment.save(update_fields=["left_at"])
    count_learners(course.pk, -1)
    emit("left", learner=learner, target=course)


def count_learners(course_id: int, change: int) -> None:
    """Move a course's number of learners, in the database: nobody's change is lost."""
    Course.objects.among([course_id]).update(
        enrolment_count=Greatest(F("enrolment_count") + change, 0)
    )


def _come_back(enrolment: Enrolment) -> None:
    if Enrolment.objects.locked(enrolment.pk).left_at is not None:
        count_learners(enrolment.course_id, 1)
    enrolment.left_at = None
    enrolment.save(update_fields=["left_at"])
    recompute(enrolment)
    enrolment.refresh_from_db(fields=["progress", "completed_at"])
