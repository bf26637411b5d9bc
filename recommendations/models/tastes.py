"""What a learner says of their own profile: how much a field, or one course of their past, counts."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Category, Course

if TYPE_CHECKING:
    from accounts.models import User


class Weigh(models.TextChoices):
    """How much something counts beside what it counted by itself."""

    NOTHING = "nothing", _("Leave out")
    LESS = "less", _("Less")
    MORE = "more", _("More")

    @property
    def factor(self) -> float:
        """What weights and scores are multiplied by."""
        return {Weigh.NOTHING: 0.0, Weigh.LESS: 0.5, Weigh.MORE: 2.0}[self]


class TasteQuerySet(models.QuerySet["Taste"]):
    """Sentences about words on profiles."""

    def of(self, learner: "User") -> "TasteQuerySet":
        """What one learner said, the first word first."""
        return self.filter(learner=learner).order_by("pk")


class Taste(models.Model):
    """One learner's word on a field or on a course; without one, things count as they are."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="tastes", verbose_name=_("learner")
    )
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    course = models.ForeignKey(Course, models.CASCADE, null=True, related_name="+")
    weigh = models.CharField(max_length=8, choices=Weigh)
    updated_at = models.DateTimeField(auto_now=True)

    objects = TasteQuerySet.as_manager()

    class Meta:
        verbose_name = _("word on a profile")
        verbose_name_plural = _("words on profiles")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "category"], name="one_word_on_a_field"),
            models.UniqueConstraint(fields=["learner", "course"], name="one_word_on_a_course"),
            models.CheckConstraint(
                condition=Q(category__isnull=False, course__isnull=True)
                | Q(category__isnull=True, course__isnull=False),
                name="word_on_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.category or self.course}: {self.weigh}"
