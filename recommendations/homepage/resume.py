"""Where a learner goes on: read from what they did a second ago, never from a cache."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import models
from django.db.models import Exists, F, OuterRef

from accounts.models import User
from courses.models import Course, CourseStatus, Enrolment, Lesson
from courses.resume import resume_point
from recommendations.homepage.types import Hero

MOST = 13  # the hero, and at most twelve courses in the row


class Learnings(models.QuerySet[Enrolment]):
    """Sentences about what a learner is doing."""

    def of(self, learner: User) -> "Learnings":
        """Enrolments of a learner in courses that they may open, with what a card shows.

        A course whose lessons were all taken away has nothing to go on with or to look back at.
        """
        open_ones = (CourseStatus.PUBLISHED, CourseStatus.ARCHIVED)
        lessons = Lesson.objects.filter(section__course=OuterRef("course"))
        mine = self.filter(learner=learner, left_at__isnull=True, course__status__in=open_ones)
        there = mine.filter(Exists(lessons))
        return there.select_related("course__category__parent", "last_lesson")

    def progress_in(self, learner: User, course_id: int) -> int | None:
        """How many per cent of a course's lessons a learner has done; None where not enrolled."""
        mine = self.filter(learner=learner, course_id=course_id, left_at__isnull=True)
        return mine.values_list("progress", flat=True).first()

    def unfinished(self) -> "Learnings":
        """Those that are not completed, last opened first."""
        latest = (F("last_opened_at").desc(nulls_last=True), "-enrolled_at", "-pk")
        return self.filter(completed_at__isnull=True).order_by(*latest)

    def finished(self) -> "Learnings":
        """Completed ones, the latest first."""
        return self.filter(completed_at__isnull=False).order_by("-completed_at", "-pk")


@dataclass(frozen=True)
class Learning:
    """The course that a learner goes on with, and the other unfinished ones."""

    first: Enrolment | None = None
    others: list[Enrolment] = field(default_factory=list)
    # The courses to look back at, read only where they are shown.
    finished: Iterable[Enrolment] = ()

    @property
    def courses(self) -> list[Course]:
        """All of these courses."""
        first = [self.first] if self.first else []
        return [enrolment.course for enrolment in [*first, *self.others]]


def learning_of(learner: User) -> Learning:
    """What is unfinished; who finished everything may review the last course."""
    mine = Learnings(Enrolment).of(learner)
    unfinished = list(mine.unfinished()[:MOST])
    finished = mine.finished()[:MOST]
    if unfinished:
        return Learning(unfinished[0], unfinished[1:], finished)
    return Learning(next(iter(finished), None), [], finished[1:])


def hero_of(learning: Learning) -> Hero | None:
    """The big card: the exact lesson and second; None where there is no lesson to open."""
    enrolment = learning.first
    point = resume_point(enrolment) if enrolment is not None else None
    if enrolment is None or point is None or point.lesson is None:
        return None
    return Hero(
        course=enrolment.course,
        lesson=point.lesson,
        label=point.label,
        seconds=int(point.seconds),
        lesson_number=point.lesson_number,
        lesson_count=point.lesson_count,
        minutes_left=point.minutes_left,
        progress=enrolment.progress,
        url=point.lesson.get_absolute_url(),
        last_opened_at=enrolment.last_opened_at,
    )
