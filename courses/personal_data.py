"""What this app keeps of a person: exported with the rest, erased with the rest."""

from collections.abc import Iterable, Iterator
from typing import Any

from accounts.models import User
from accounts.personal_data import Part, Row
from courses.counts import recount_people
from courses.models import LearningGoal


def rows(user: User) -> Iterator[Row]:
    """Enrolments, progress, answers, reviews and marks, each named by its kind."""
    for kind, values in _tables(user):
        for row in values:
            yield {"kind": kind} | row


def _tables(user: User) -> Iterator[tuple[str, Iterable[Any]]]:
    dates = ("enrolled_at", "left_at", "completed_at", "progress")
    yield "enrolment", user.enrolments.values("course__title", *dates)
    positions = ("last_position", "furthest_position", "watched_seconds")
    yield (
        "lesson",
        list(
            user.lesson_progress.values("lesson__title", "started_at", "completed_at", *positions)
        ),
    )
    attempts = user.quiz_attempts.values(
        "lesson__title", "answers", "right", "out_of", "submitted_at"
    )
    yield "quiz attempt", list(attempts)
    yield "review", user.reviews.values("course__title", "rating", "text", "updated_at")
    yield "saved", user.savedcourses.values("course__title", "at")
    yield "not interested", user.dismissedcourses.values("course__title", "why", "at")
    yield "learning day", user.learning_days.values("day")
    aims = ("skill__slug", "category__slug", "course__title", "path__slug")
    goals = LearningGoal.objects.by(user)
    yield "learning goal", goals.values(*aims, "weekly_hours", "set_at", "plan")


def erase(user: User) -> None:
    """Erase what the person did, and take it out of the courses' counts."""
    touched = {*user.enrolments.values_list("course_id", flat=True)}
    touched |= {*user.reviews.values_list("course_id", flat=True)}
    for table in (
        user.enrolments,
        user.lesson_progress,
        user.quiz_attempts,
        user.reviews,
        user.savedcourses,
        user.dismissedcourses,
        user.learning_days,
    ):
        table.all().delete()
    LearningGoal.objects.by(user).delete()
    recount_people(touched)


PART = Part("learning", rows, erase)
