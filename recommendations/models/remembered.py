"""What learners let the site remember of their questions: where an interest or a goal came from."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Category

if TYPE_CHECKING:
    from accounts.models import User


class RememberedKind(models.TextChoices):
    """What it is that was remembered; it stands in the profile itself."""

    INTEREST = "interest", _("Interest")
    LEVEL = "level", _("Level")
    GOAL = "goal", _("Goal")


class RememberedQuerySet(models.QuerySet["Remembered"]):
    """Sentences about what was remembered."""

    def of(self, learner: "User") -> "RememberedQuerySet":
        """What one learner said yes to, the first first."""
        return self.filter(learner=learner).select_related("category").order_by("pk")


class Remembered(models.Model):
    """One wish that a learner asked to be remembered, with its source: their own question."""

    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="remembered",
        verbose_name=_("learner"),
    )
    kind = models.CharField(max_length=10, choices=RememberedKind)
    category = models.ForeignKey(Category, models.CASCADE, null=True, related_name="+")
    level = models.CharField(max_length=12, blank=True)
    hours = models.PositiveSmallIntegerField(default=0)  # a week, of a goal
    said_at = models.DateTimeField(auto_now_add=True)

    objects = RememberedQuerySet.as_manager()

    class Meta:
        verbose_name = _("wish from a question")
        verbose_name_plural = _("wishes from questions")
        default_permissions: ClassVar[tuple[str, ...]] = ()
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["learner", "kind", "category", "level"], name="one_wish_remembered_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.category or self.level}"
