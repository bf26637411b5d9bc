"""What learners say of a course: a review, "save for later", "not interested"."""

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from courses.models.catalogue import Course
from courses.models.choices import Dismissal

if TYPE_CHECKING:
    from accounts.models import User


SHOWN_REVIEWS = 10


class ReviewQuerySet(models.QuerySet["Review"]):
    """Sentences about many reviews."""

    def of(self, learner: "User") -> "Review | None":
        """The review of this learner among these."""
        return self.filter(learner=learner).first()

    def others_than(self, learner_id: int | None) -> "ReviewQuerySet":
        """Reviews of other people, with their authors."""
        return self.exclude(learner_id=learner_id).select_related("learner")

    def shown_to(self, reader: "User | None") -> "ReviewQuerySet":
        """Without those of people who blocked the reader."""
        return self if reader is None else self.exclude(learner__blocks__other=reader)

    def latest_shown_to(self, reader: "User | None") -> set[int]:
        """The ids of those that the course page lists to this reader."""
        others = self.others_than(reader.pk if reader else None).shown_to(reader)
        return set(others.values_list("pk", flat=True)[:SHOWN_REVIEWS])

    def star_counts(self) -> dict[int, int]:
        """How many gave each number of stars."""
        counts = self.order_by().values("rating").annotate(count=models.Count("pk"))
        return dict(counts.values_list("rating", "count"))


class Review(models.Model):
    """One learner's rating and words about one course; writing again edits it."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reviews")
    course = models.ForeignKey(Course, models.CASCADE, related_name="reviews")
    rating = models.PositiveSmallIntegerField(_("stars"))
    text = models.TextField(_("review"), blank=True, max_length=4000)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        verbose_name = _("review")
        verbose_name_plural = _("reviews")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_review"),
            models.CheckConstraint(
                condition=Q(rating__gte=1, rating__lte=5), name="one_to_five_stars"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.rating}"

    @property
    def author(self) -> str:
        """The name that the learner goes by; never their e-mail."""
        return self.learner.display_name or gettext("A learner")

    @property
    def stars(self) -> str:
        """The rating as people draw it."""
        return "★" * self.rating


class MarkQuerySet(models.QuerySet["Mark"]):
    """Sentences about many marks."""

    def by(self, learner: "User") -> "MarkQuerySet":
        """The marks of this learner, the latest first."""
        return self.filter(learner=learner).order_by("-at", "-pk")

    def on(self, course: Course) -> "MarkQuerySet":
        """The marks on this course."""
        return self.filter(course=course)


class Mark(models.Model):
    """A learner's mark on a course."""

    learner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="%(class)ss")
    course = models.ForeignKey(Course, models.CASCADE, related_name="%(class)ss")
    at = models.DateTimeField(auto_now_add=True)

    objects = MarkQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["learner", "course"], name="one_%(class)s")
        ]

    def __str__(self) -> str:
        return f"{self.learner} · {self.course}"


class SavedCourse(Mark):
    """A course that a learner saved for later."""

    class Meta(Mark.Meta):
        verbose_name = _("saved course")
        verbose_name_plural = _("saved courses")


class DismissedCourse(Mark):
    """A course that a learner does not want to be shown: never recommended to them."""

    why = models.CharField(_("why"), max_length=16, choices=Dismissal, default=Dismissal.DISLIKED)

    class Meta(Mark.Meta):
        verbose_name = _("dismissed course")
        verbose_name_plural = _("dismissed courses")
