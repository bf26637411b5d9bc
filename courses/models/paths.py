"""Learning paths: those that staff make, and the goal that a learner set, with its plan."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Category, Course, Skill
from courses.models.choices import CourseStatus

if TYPE_CHECKING:
    from accounts.models import User

MOST_HOURS = 60


class LearningPathQuerySet(models.QuerySet["LearningPath"]):
    """Sentences about many paths."""

    def published(self) -> "LearningPathQuerySet":
        """Those that everyone may see."""
        return self.filter(is_published=True)

    def with_counts(self) -> "LearningPathQuerySet":
        """With `course_count` and `minutes` of the courses that everyone may see."""
        is_open = Q(courses__status=CourseStatus.PUBLISHED)
        counted = self.annotate(
            course_count=models.Count("courses", filter=is_open),
            minutes=models.Sum("courses__duration_minutes", filter=is_open),
        )
        return counted.order_by("order", "slug")


class LearningPath(models.Model):
    """Courses in an order that staff chose, for one purpose."""

    slug = models.SlugField(_("slug"), max_length=60, unique=True, allow_unicode=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    name_zh = models.CharField(_("name (Chinese)"), max_length=120, blank=True)
    text_en = models.TextField(_("description (English)"), blank=True, max_length=2000)
    text_zh = models.TextField(_("description (Chinese)"), blank=True, max_length=2000)
    is_published = models.BooleanField(_("published"), default=False)
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    courses = models.ManyToManyField(Course, through="PathStep", related_name="paths")

    objects = LearningPathQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["order", "slug"]
        verbose_name = _("learning path")
        verbose_name_plural = _("learning paths")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """The address of the path's page."""
        return reverse("path", args=[self.slug])

    @property
    def name(self) -> str:
        """The name in the language of the reader, else the English one."""
        return (self.name_zh if _reads_chinese() else "") or self.name_en

    @property
    def text(self) -> str:
        """The description in the language of the reader, else the English one."""
        return (self.text_zh if _reads_chinese() else "") or self.text_en


def _reads_chinese() -> bool:
    return (get_language() or "en").startswith("zh")


class PathStep(models.Model):
    """A course of a path that staff made."""

    path = models.ForeignKey(LearningPath, models.CASCADE, related_name="steps")
    course = models.ForeignKey(
        Course, models.CASCADE, related_name="path_steps", verbose_name=_("course")
    )
    order = models.PositiveIntegerField(_("order"), default=0, db_index=True)

    class Meta:
        ordering: ClassVar = ["order", "pk"]
        verbose_name = _("step")
        verbose_name_plural = _("steps")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["path", "course"], name="once_in_a_path")
        ]

    def __str__(self) -> str:
        return f"{self.path}: {self.course}"


class LearningGoalQuerySet(models.QuerySet["LearningGoal"]):
    """Sentences about many goals."""

    def by(self, learner: "User | int") -> "LearningGoalQuerySet":
        """The goal of this learner: one or none."""
        return self.filter(learner=learner)

    def of(self, learner: "User | int") -> "LearningGoal | None":
        """The goal of this learner, with what it aims at."""
        return self.by(learner).select_related("skill", "category", "course", "path").first()


class LearningGoal(models.Model):
    """What one learner wants to reach: a skill, a field, a course, or the end of a staff's path."""

    learner = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="learning_goal"
    )
    skill = models.ForeignKey(Skill, models.CASCADE, null=True, blank=True, related_name="+")
    category = models.ForeignKey(Category, models.CASCADE, null=True, blank=True, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, null=True, blank=True, related_name="+")
    path = models.ForeignKey(LearningPath, models.CASCADE, null=True, blank=True, related_name="+")
    weekly_hours = models.PositiveSmallIntegerField(
        _("hours a week"),
        default=3,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_HOURS)],
    )
    set_at = models.DateTimeField(default=timezone.now)
    # The steps as they were planned last, in order; written only by the planner.
    plan = models.JSONField(default=list, blank=True)
    planned_at = models.DateTimeField(null=True, blank=True)
    # Whether the plan became another one since the learner looked at it last.
    is_replanned = models.BooleanField(default=False, editable=False)

    objects = LearningGoalQuerySet.as_manager()

    class Meta:
        verbose_name = _("goal of a learner")
        verbose_name_plural = _("goals of learners")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(skill__isnull=False, category=None, course=None, path=None)
                | Q(skill=None, category__isnull=False, course=None, path=None)
                | Q(skill=None, category=None, course__isnull=False, path=None)
                | Q(skill=None, category=None, course=None, path__isnull=False),
                name="a_goal_aims_at_one_thing",
            )
        ]

    def __str__(self) -> str:
        return str(self.aim)

    @property
    def aim(self) -> "Skill | Category | Course | LearningPath | None":
        """What the goal aims at."""
        return self.skill or self.category or self.course or self.path
