"""What a learner has done: enrolments, progress in lessons, answers to quizzes."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course
from courses.models.content import Lesson


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
    position_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("progress in a lesson")
        verbose_name_plural = _("progress in lessons")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "lesson"], name="one_progress_per_lesson")
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.lesson}"


class QuizAttempt(models.Model):
    """One submission of a quiz: the chosen answers, and the score when it was submitted."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="quiz_attempts"
    )
    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="attempts")
    # {question id: [choice ids]}
    answers = models.JSONField(default=dict)
    right = models.PositiveSmallIntegerField(_("right answers"))
    out_of = models.PositiveSmallIntegerField(_("questions"))
    submitted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar = ["-submitted_at", "-pk"]
        verbose_name = _("quiz attempt")
        verbose_name_plural = _("quiz attempts")

    def __str__(self) -> str:
        return f"{self.learner} · {self.lesson}: {self.right}/{self.out_of}"
