"""What is proposed for a course's place in the catalogue, and what its people decided."""

from collections.abc import Iterable
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.models import Course


class ProposalKind(models.TextChoices):
    """What of a course is proposed."""

    SKILL = "skill", _("Skill")
    LEVEL = "level", _("Level")
    PREREQUISITE = "prerequisite", _("Prerequisite")
    SUMMARY = "summary", _("Summary")


class ProposalStatus(models.TextChoices):
    """Whether anybody decided; what was decided is kept, so that it is not proposed again."""

    OPEN = "open", _("Open")
    ACCEPTED = "accepted", _("Accepted")
    DECLINED = "declined", _("Declined")


class MetadataProposals(models.QuerySet["MetadataProposal"]):
    """Sentences about many proposals."""

    def about(self, course_id: int) -> "MetadataProposals":
        """Those for one course."""
        return self.filter(course_id=course_id)

    def open(self) -> "MetadataProposals":
        """Those that wait, the surest first."""
        return self.filter(status=ProposalStatus.OPEN)

    def decided(self) -> "MetadataProposals":
        """Those that somebody accepted or declined."""
        return self.exclude(status=ProposalStatus.OPEN)

    def of_kind(self, kind: str) -> "MetadataProposals":
        """Those of one kind."""
        return self.filter(kind=kind)

    def keys(self) -> set[tuple[str, str]]:
        """What they propose."""
        return set(self.values_list("kind", "key"))

    def counts(self, course_ids: Iterable[int]) -> dict[int, int]:
        """How many wait for each course."""
        found = self.open().filter(course_id__in=list(course_ids)).order_by().values("course")
        counts = found.annotate(count=models.Count("pk")).values_list("course", "count")
        return dict(counts)


class MetadataProposal(models.Model):
    """One skill, level, prerequisite or summary for a course, never applied by itself."""

    course = models.ForeignKey(Course, models.CASCADE, related_name="+", verbose_name=_("course"))
    kind = models.CharField(_("kind"), max_length=12, choices=ProposalKind)
    # A skill's or course's id, a level, the digest of a summary.
    key = models.CharField(max_length=64)
    text = models.TextField(_("text"), blank=True)  # of a summary
    confidence = models.FloatField(_("confidence"))
    # Evidence by its kind: words found, neighbours' ids, links of the skill graph.
    because = models.JSONField(default=dict)
    status = models.CharField(
        _("status"), max_length=8, choices=ProposalStatus, default=ProposalStatus.OPEN
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+",
        verbose_name=_("decided by"),
    )  # fmt: skip
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = MetadataProposals.as_manager()

    class Meta:
        ordering: ClassVar = ["course", "kind", "-confidence", "pk"]
        verbose_name = _("proposal for a course")
        verbose_name_plural = _("proposals for courses")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["course", "kind", "key"], name="one_proposal_of_the_same"
            ),
            models.CheckConstraint(
                condition=Q(confidence__gte=0, confidence__lte=1), name="confidence_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.course}: {self.get_kind_display()} {self.text[:40] or self.key}"
