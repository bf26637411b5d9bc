"""What reviews say of courses: how satisfied they are, and the sentences that tell most."""

from typing import TYPE_CHECKING, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from courses.models import Course, Review

if TYPE_CHECKING:
    from accounts.models import User


# The mean of all opinions starts as if so many had been usual ones (as that of ratings does).
USUAL_REVIEWS = 50
USUAL_SCORE = 0.25


class Satisfactions(models.QuerySet["Satisfaction"]):
    """Sentences about many courses' satisfaction."""

    def about(self, course_id: int) -> "Satisfactions":
        """That of one course, if it is known."""
        return self.filter(pk=course_id)

    def of_others_than(self, course_ids: list[int]) -> "Satisfactions":
        """Those of all other courses."""
        return self.exclude(pk__in=course_ids)

    def mean(self) -> float:
        """What an opinion is on this site, drawn to a usual one while there are few."""
        found = self.aggregate(total=models.Sum("total"), count=models.Sum("reviews"))
        total = (found["total"] or 0.0) + USUAL_REVIEWS * USUAL_SCORE
        return float(total / ((found["count"] or 0) + USUAL_REVIEWS))


class Satisfaction(models.Model):
    """How satisfied the reviews of one course are; kept by workers."""

    course = models.OneToOneField(Course, models.CASCADE, primary_key=True, related_name="+")
    # The mean of its reviews, −1 to 1, drawn to the site's mean while they are few.
    score = models.FloatField(_("satisfaction"))
    reviews = models.PositiveIntegerField(_("reviews"))  # with an opinion in words
    total = models.FloatField()  # the sum of their scores
    made_at = models.DateTimeField(auto_now=True)

    objects = Satisfactions.as_manager()

    class Meta:
        verbose_name = _("satisfaction with a course")
        verbose_name_plural = _("satisfaction with courses")
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.course}: {self.score:+.2f}"


class Pole(models.TextChoices):
    """Which side a sentence is on."""

    PRAISE = "praise", _("Praise")
    MISS = "miss", _("Fault")


class Aspect(models.TextChoices):
    """What a sentence speaks of, by the engine's names."""

    SOUND = "sound", _("Sound and picture")
    CURRENCY = "currency", _("Up to date")
    EXERCISES = "exercises", _("Exercises")
    PACE = "pace", _("Pace")
    STRUCTURE = "structure", _("Structure")
    EXAMPLES = "examples", _("Examples")
    EXPLANATIONS = "explanations", _("Explanations")
    DEPTH = "depth", _("Depth")
    TEACHER = "teacher", _("Teacher and answers")


class Quotes(models.QuerySet["Quote"]):
    """Sentences about many quotes."""

    def about(self, course_id: int) -> "Quotes":
        """Those of one course."""
        return self.filter(course_id=course_id)

    def of_review(self, review_id: int) -> "Quotes":
        """Those of one review."""
        return self.filter(review_id=review_id)

    def shown_to(self, reader: "User | None") -> "Quotes":
        """With their reviews and authors, without those of people who blocked the reader."""
        found = self.select_related("review__learner").order_by("place")
        return found if reader is None else found.exclude(review__learner__blocks__other=reader)


class Quote(models.Model):
    """A sentence of a review that tells what learners praise or miss; it goes with its review."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+")
    review = models.ForeignKey(Review, models.CASCADE, related_name="+")
    pole = models.CharField(max_length=6, choices=Pole)
    language = models.CharField(max_length=2)  # of its letters: en or zh
    aspect = models.CharField(max_length=16, choices=Aspect, blank=True)
    text = models.CharField(max_length=200)
    place = models.PositiveSmallIntegerField()  # among the course's, the most telling first

    objects = Quotes.as_manager()

    class Meta:
        ordering: ClassVar = ["course", "place"]
        verbose_name = _("quote of a review")
        verbose_name_plural = _("quotes of reviews")
        default_permissions = ()

    def __str__(self) -> str:
        return self.text
