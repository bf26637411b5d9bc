"""What a learner has done: enrolments, progress in lessons, answers to quizzes."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course
from courses.models.content import Lesson

if TYPE_CHECKING:
    from accounts.models import User

# Last opened first; what was never opened follows, the latest enrolment first.
RECENT = (F("last_opened_at").desc(nulls_last=True), "-enrolled_at", "-pk")


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    """Sentences about many enrolments."""

    def of(self, learner: "User") -> "Enrolment | None":
        """The enrolment of this learner among these, also if they left."""
        return self.filter(learner=learner).first()

    def by(self, learner: "User") -> "EnrolmentQuerySet":
        """All enrolments of a learner in courses that still exist for them."""
        visible = Course.objects.visible_to(learner)
        return self.filter(learner=learner, course__in=visible)

    def active(self) -> "EnrolmentQuerySet":
        """Those who did not leave."""
        return self.filter(left_at=None)

    def in_progress(self) -> "EnrolmentQuerySet":
        """Under way: neither left nor completed; the last opened first."""
        return self.active().filter(completed_at=None).order_by(*RECENT)

    def completed(self) -> "EnrolmentQuerySet":
        """Completed, and not left since; the latest first."""
        return self.active().exclude(completed_at=None).order_by("-completed_at", "-pk")

    def left(self) -> "EnrolmentQuerySet":
        """Left; the latest first."""
        return self.exclude(left_at=None).order_by("-left_at", "-pk")

    def in_course(self, course_id: int) -> "EnrolmentQuerySet":
        """Everyone who ever enrolled in a course."""
        return self.filter(course_id=course_id)

    def in_time(self) -> Iterator[tuple[int, int, datetime]]:
        """Learner, course and moment of every enrolment, learner by learner in their order."""
        rows = self.order_by("learner_id", "enrolled_at", "pk")
        return rows.values_list("learner_id", "course_id", "enrolled_at").iterator(10_000)

    def about_to_complete(self) -> "EnrolmentQuerySet":
        """On the course with every lesson done, yet without a date of completion."""
        return self.active().filter(progress=100, completed_at=None)

    def with_card_data(self) -> "EnrolmentQuerySet":
        """Load what a line about an enrolment shows of its course."""
        return self.select_related("course__category__parent")

    def locked(self, pk: int) -> "Enrolment":
        """One enrolment, its row held until the transaction ends."""
        found = self.select_related("learner", "course").select_for_update(of=("self",))
        return found.get(pk=pk)

    def write_progress(self, lesson_count: int) -> int:
        """Write everyone's share of `lesson_count` lessons in one statement."""
        done = Coalesce(Subquery(LessonProgress.objects.counts_of_outer_enrolment()), Value(0))
        return self.update(progress=100 * done / max(1, lesson_count))


class Enrolment(models.Model):
    """A learner on a course; leaving and coming back keeps the row, its dates and its progress."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="enrolments")
    course = models.ForeignKey(Course, models.CASCADE, related_name="enrolments")
    enrolled_at = models.DateTimeField(_("enrolled"))
    left_at = models.DateTimeField(_("left"), null=True, blank=True)
    completed_at = models.DateTimeField(_("completed"), null=True, blank=True)
    last_lesson = models.ForeignKey(
        Lesson, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    last_opened_at = models.DateTimeField(null=True, blank=True)
    # Per cent of lessons done, 0 to 100: written only by courses/progress.py.
    progress = models.PositiveSmallIntegerField(_("progress"), default=0)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-last_opened_at", "-enrolled_at"]
        verbose_name = _("enrolment")
        verbose_name_plural = _("enrolments")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_enrolment"),
            models.CheckConstraint(
                condition=Q(progress__gte=0, progress__lte=100), name="progress_is_a_percentage"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.course}"

    @property
    def is_active(self) -> bool:
        """Whether the learner is on the course and not finished with it."""
        return self.left_at is None and self.completed_at is None


class LessonProgressQuerySet(models.QuerySet["LessonProgress"]):
    """Sentences about progress in many lessons."""

    def of(self, learner: "User") -> "LessonProgressQuerySet":
        """What this learner did."""
        return self.filter(learner=learner)

    def in_course(self, course: Course) -> "LessonProgressQuerySet":
        """Progress in the lessons that a course has now."""
        return self.filter(lesson__section__course=course)

    def in_lesson(self, lesson: Lesson) -> "LessonProgress | None":
        """Progress in one lesson, if it was opened."""
        return self.filter(lesson=lesson).first()

    def between(
        self, learner_ids: Iterable[int], lesson_ids: Iterable[int]
    ) -> "LessonProgressQuerySet":
        """What any of these learners did in any of these lessons."""
        return self.filter(learner_id__in=set(learner_ids), lesson_id__in=set(lesson_ids))

    def done(self) -> "LessonProgressQuerySet":
        """Lessons that were completed."""
        return self.exclude(completed_at=None)

    def locked(self, learner: "User", lesson: Lesson) -> "LessonProgress":
        """A learner's progress in a lesson, its row held until the transaction ends."""
        return self.select_for_update().get(learner=learner, lesson=lesson)

    def counts_of_outer_enrolment(self) -> "QuerySet[LessonProgress, Any]":
        """How many lessons the learner of the enrolment around this subquery completed."""
        mine = self.done().filter(
            learner=OuterRef("learner"), lesson__section__course=OuterRef("course")
        )
        return mine.order_by().values("learner").annotate(done=Count("pk")).values("done")


class LessonProgress(models.Model):
    """How far a learner is in one lesson."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="lesson_progress"
    )
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="progress")
    started_at = models.DateTimeField()
    completed_at = models.DateTimeField(null=True, blank=True)
    # Seconds of the video: where the learner last was, the furthest they got, what they watched.
    last_position = models.FloatField(default=0)
    furthest_position = models.FloatField(default=0)
    watched_seconds = models.FloatField(default=0)
    # The parts that were watched, [[from, to], …] in order and apart: seen twice counts once.
    watched_parts = models.JSONField(default=list)
    # When the last position was true, by the watch of the browser that reported it.
    position_at = models.DateTimeField(null=True, blank=True)
    # Until when watching was credited, by our own watch: nobody watches more than time allows.
    credited_at = models.DateTimeField(null=True, blank=True)

    objects = LessonProgressQuerySet.as_manager()

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_progress_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.lesson}"

    @property
    def is_done(self) -> bool:
        """Whether the lesson is completed."""
        return self.completed_at is not None


class QuizAttemptQuerySet(models.QuerySet["QuizAttempt"]):
    """Sentences about many attempts."""

    def by(self, learner: "User") -> "QuizAttemptQuerySet":
        """The attempts of this learner, the last one first."""
        return self.filter(learner=learner)


class QuizAttempt(models.Model):
    """One submission of a quiz: the chosen answers, and the score when it was submitted."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiz_attempts"
    )
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="attempts")
    # Given by the page that was answered, so that a double click is one attempt.
    key = models.UUIDField(default=uuid.uuid4, editable=False)
    # {question id: [choice ids]}
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(_("right answers"))
    out_of = models.PositiveSmallIntegerField(_("questions"))
    submitted_at = models.DateTimeField()

    objects = QuizAttemptQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "key"], name="one_attempt_per_key")
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.lesson}: {self.right}/{self.out_of}"

    @property
    def share(self) -> float:
        """The share of right answers, 0 to 1; a quiz without questions is right."""
        return self.right / self.out_of if self.out_of else 1.0

    @property
    def percent(self) -> int:
        """The score in per cent, rounded down: 100 means all of them."""
        return int(100 * self.share)
