"""What learners said of cards: one row each, told apart by course, row and algorithm."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Count
from django.utils.translation import gettext_lazy as _


class FeedbackKind(models.TextChoices):
    """What a learner may say; each is a verb of the ledger."""

    DISLIKED = "dismissed", _("Not interested")
    LESS = "less_wanted", _("Less like this")
    KNOWN = "already_known", _("Already knows it")
    HELPED = "reason_helped", _("Reason helpful")
    DID_NOT_HELP = "reason_did_not_help", _("Reason not helpful")


class FeedbackQuerySet(models.QuerySet["Feedback"]):
    """Sentences about much feedback."""

    def within(self, since: date, until: date) -> "FeedbackQuerySet":
        """What was said from one day to another, both included, and not taken back."""
        return self.filter(day__gte=since, day__lte=until, is_taken_back=False)

    def counted_by(self, *fields: str) -> list[tuple[object, ...]]:
        """How often each kind was said, by some fields: (fields …, kind, count)."""
        names = (*fields, "kind")
        rows = self.order_by().values(*names).annotate(n=Count("pk"))
        return list(rows.values_list(*names, "n"))


class Feedback(models.Model):
    """One thing that a learner said, copied out of the ledger by a task."""

    event_id = models.UUIDField(primary_key=True)
    kind = models.CharField(_("what was said"), max_length=24, choices=FeedbackKind)
    learner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("learner")
    )
    course_id = models.BigIntegerField(_("course"))
    row = models.CharField(_("row"), max_length=40, blank=True)
    # Of a row of the blend: the algorithm that spoke loudest for the course.
    algorithm = models.CharField(_("algorithm"), max_length=50, blank=True)
    at = models.DateTimeField(_("said"))
    day = models.DateField(_("day"), db_index=True)
    is_taken_back = models.BooleanField(_("taken back"), default=False)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} · {self.course_id}"
