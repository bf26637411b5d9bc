"""How far learners are in a course: one function counts, everything else reads its number."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Course, Enrolment, Lesson, LessonProgress
from courses.resume import ResumePoint, resume_point, resume_points
from courses.streaks import note_learning_day
from tracking.ledger import emit

__all__ = [
    "NotEnrolledError",
    "ResumePoint",
    "complete_lesson",
    "open_lesson",
    "recompute",
    "recompute_course",
    "resume_point",
    "resume_points",
]


class NotEnrolledError(LookupError):
    """Somebody who is not on the course tries to make progress in it."""


@transaction.atomic
def open_lesson(learner: User, lesson: Lesson) -> LessonProgress:
    """Note that a learner opened a lesson; the first time is a fact, later times a bookmark."""
    enrolment = _enrolment(learner, lesson)
    progress = _progress(learner, lesson)
    enrolment.last_lesson, enrolment.last_opened_at = lesson, timezone.now()
    enrolment.save(update_fields=["last_lesson", "last_opened_at"])
    return progress


@transaction.atomic
def complete_lesson(learner: User, lesson: Lesson) -> LessonProgress:
    """Mark a lesson done; doing it again changes nothing. Raises NotEnrolledError."""
    # The lock on the enrolment makes two tabs that complete lessons wait for each other.
    enrolment = Enrolment.objects.locked(_enrolment(learner, lesson).pk)
    progress = _progress(learner, lesson)
    if progress.completed_at is None:
        progress.completed_at = timezone.now()
        progress.save(update_fields=["completed_at"])
        emit("lesson_completed", learner=learner, target=lesson)
        note_learning_day(learner)
        recompute(enrolment)
    return progress


@transaction.atomic
def recompute(enrolment: Enrolment) -> int:
    """Count the done lessons anew, write and return their share in per cent.

    The first time that all are done the course is completed, which stays so whatever is added
    to the course or removed from it later.
    """
    enrolment = Enrolment.objects.locked(enrolment.pk)
    enrolment.progress = _percent_done(enrolment)
    is_finished_now = enrolment.progress == 100 and enrolment.is_active
    if is_finished_now:
        enrolment.completed_at = timezone.now()
    enrolment.save(update_fields=["progress", "completed_at"])
    if is_finished_now:
        emit("course_completed", learner=enrolment.learner, target=enrolment.course)
    return enrolment.progress


@transaction.atomic
def recompute_course(course: Course) -> None:
    """Count anew for everyone on a course, after lessons were added, moved or deleted."""
    enrolments = Enrolment.objects.in_course(course.pk)
    enrolments.write_progress(Lesson.objects.of_course(course).count())
    for enrolment in enrolments.about_to_complete():
        recompute(enrolment)


def _percent_done(enrolment: Enrolment) -> int:
    """Rounded down, so that 100 means every lesson; a course without lessons is not begun."""
    total = Lesson.objects.of_course(enrolment.course).count()
    done = LessonProgress.objects.of(enrolment.learner).in_course(enrolment.course).done().count()
    return min(100, 100 * done // max(1, total))


def _enrolment(learner: User, lesson: Lesson) -> Enrolment:
    enrolment = Enrolment.objects.active().in_course(lesson.course_id).of(learner)
    if enrolment is None:
        raise NotEnrolledError(f"{learner} is not on course {lesson.course_id}")
    return enrolment


def _progress(learner: User, lesson: Lesson) -> LessonProgress:
    progress, is_new = LessonProgress.objects.get_or_create(
        learner=learner, lesson=lesson, defaults={"started_at": timezone.now()}
    )
    if is_new:
        emit("lesson_started", learner=learner, target=lesson)
    return progress
