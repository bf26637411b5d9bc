"""What a course consists of: sections, lessons, and the questions of a quiz."""

import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course

if TYPE_CHECKING:
    from accounts.models import User


class LessonKind(models.TextChoices):
    """How a lesson teaches."""

    TEXT = "text", _("Text")
    VIDEO = "video", _("Video")
    QUIZ = "quiz", _("Quiz")


class SectionQuerySet(models.QuerySet["Section"]):
    """Sentences about many sections."""

    def of_lesson(self, lesson: "Lesson") -> "SectionQuerySet":
        """The section of a lesson, with its course; nothing if it is deleted already."""
        return self.filter(pk=lesson.section_id).select_related("course")


class Section(models.Model):
    """A part of a course."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="sections")
    title = models.CharField(_("title"), max_length=255)
    order = models.PositiveIntegerField(_("order"), default=0, db_index=True)

    objects = SectionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def __str__(self) -> str:
        return self.title


class LessonQuerySet(models.QuerySet["Lesson"]):
    """Sentences about many lessons."""

    def of_course(self, course: Course) -> "LessonQuerySet":
        """The lessons of a course, in their order."""
        return self.filter(section__course=course)

    def with_uid(self, uid: uuid.UUID) -> "Lesson | None":
        """The lesson among these that has this lasting id."""
        return self.select_related("section__course").filter(uid=uid).first()

    def outlines(self, course_ids: Iterable[int]) -> "LessonQuerySet":
        """The lessons of these courses in their order, without their texts."""
        found = self.filter(section__course_id__in=set(course_ids))
        return found.select_related("section").defer("body")

    def with_video(self, name: str) -> "LessonQuerySet":
        """The lessons that show this file."""
        return self.filter(video=name)

    def open_to(self, person: "User") -> "LessonQuerySet":
        """The lessons of courses that this person is on or teaches."""
        learns = Q(
            section__course__enrolments__learner=person,
            section__course__enrolments__left_at=None,
        )
        return self.filter(learns | Q(section__course__instructors=person))


class Lesson(models.Model):
    """One lesson; known by `uid`, which stays when lessons are moved or renamed."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(Section, models.CASCADE, related_name="lessons")
    kind = models.CharField(_("kind"), max_length=8, choices=LessonKind, default=LessonKind.TEXT)
    title = models.CharField(_("title"), max_length=255)
    body = models.TextField(_("text"), blank=True, help_text=_("Markdown."))
    video = models.FileField(_("video"), upload_to="videos/", blank=True)
    video_seconds = models.PositiveIntegerField(_("length of the video, seconds"), default=0)
    duration_minutes = models.PositiveIntegerField(_("minutes"), default=5)
    order = models.PositiveIntegerField(_("order"), default=0, db_index=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["section__order", "section_id", "order", "pk"]
        verbose_name = _("lesson")
        verbose_name_plural = _("lessons")

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """The address of the lesson in the player."""
        return reverse("lesson", args=[self.course_id, self.uid])

    @property
    def course_id(self) -> int:
        """The course that the lesson belongs to."""
        return self.section.course_id


class QuestionQuerySet(models.QuerySet["Question"]):
    """Sentences about many questions."""

    def of_lesson(self, lesson: Lesson) -> "QuestionQuerySet":
        """The questions of a quiz with their choices, in their order."""
        return self.filter(lesson=lesson).prefetch_related("choices")


class Question(models.Model):
    """A question of a quiz lesson; several choices may be right."""

    lesson = models.ForeignKey(Lesson, models.CASCADE, related_name="questions")
    prompt = models.TextField(_("question"))
    explanation = models.TextField(_("explanation"), blank=True)
    order = models.PositiveIntegerField(_("order"), default=0)

    objects = QuestionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        verbose_name = _("question")
        verbose_name_plural = _("questions")

    def __str__(self) -> str:
        return self.prompt


class Choice(models.Model):
    """One answer that a question offers."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="choices")
    text = models.CharField(_("answer"), max_length=500)
    is_correct = models.BooleanField(_("right"), default=False)
    order = models.PositiveIntegerField(_("order"), default=0)

    class Meta:
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.text
