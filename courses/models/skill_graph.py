"""The skill graph: which skill builds on which, who says so, and how sure they are."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from courses.graph import Growing, cycle_closed_by
from courses.models.catalogue import Skill


class LinkOrigin(models.TextChoices):
    """Who says that one skill builds on another."""

    STAFF = "staff", _("Staff")
    IMPORTED = "imported", _("Imported")
    ORDER = "order", _("Order of enrolments")


class LinkStatus(models.TextChoices):
    """Whether a link counts; a refused one is kept, so that it is not proposed again."""

    ACCEPTED = "accepted", _("Accepted")
    PROPOSED = "proposed", _("Proposed")
    REFUSED = "refused", _("Refused")


class SkillLinkQuerySet(models.QuerySet["SkillLink"]):
    """Sentences about many links."""

    def accepted(self) -> "SkillLinkQuerySet":
        """Those that count."""
        return self.filter(status=LinkStatus.ACCEPTED)

    def proposed(self) -> "SkillLinkQuerySet":
        """Those that wait for staff, the surest first."""
        return self.filter(status=LinkStatus.PROPOSED).order_by("-confidence", "pk")

    def decided(self) -> "SkillLinkQuerySet":
        """Those that staff or an import decided, accepted or refused."""
        return self.exclude(status=LinkStatus.PROPOSED)

    def among(self, ids: Iterable[int]) -> "SkillLinkQuerySet":
        """Links with these ids."""
        return self.filter(pk__in=list(ids))

    def of_skills(self, ids: Iterable[int]) -> "SkillLinkQuerySet":
        """What these skills build on directly."""
        return self.filter(skill_id__in=list(ids))

    def others_than(self, pk: int | None) -> "SkillLinkQuerySet":
        """All but one."""
        return self.exclude(pk=pk)

    def graph(self) -> Growing:
        """Skill -> the skills that it requires, by their ids: one query."""
        found: Growing = {}
        for skill, requires in self.values_list("skill_id", "requires_id"):
            found.setdefault(skill, set()).add(requires)
        return found


class SkillLink(models.Model):
    """`skill` builds on `requires`; the accepted links never form a cycle."""

    skill = models.ForeignKey(
        Skill, models.CASCADE, related_name="requirements", verbose_name=_("skill")
    )
    requires = models.ForeignKey(
        Skill, models.CASCADE, related_name="dependants", verbose_name=_("builds on")
    )
    status = models.CharField(
        _("status"), max_length=10, choices=LinkStatus, default=LinkStatus.ACCEPTED, db_index=True
    )
    origin = models.CharField(
        _("origin"), max_length=10, choices=LinkOrigin, default=LinkOrigin.STAFF
    )
    confidence = models.FloatField(
        _("confidence"), default=1.0, validators=[MinValueValidator(0), MaxValueValidator(1)]
    )
    support = models.PositiveIntegerField(
        _("learners"), default=0, help_text=_("Who learned both, for what is proposed.")
    )

    objects = SkillLinkQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["skill__slug", "requires__slug"]
        verbose_name = _("prerequisite of a skill")
        verbose_name_plural = _("prerequisites of skills")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["skill", "requires"], name="one_skill_link"),
            models.CheckConstraint(
                condition=~Q(skill=models.F("requires")), name="no_skill_requires_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.skill} ← {self.requires}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save under the lock of the graph, so that two links at once close no cycle either."""
        with transaction.atomic():
            lock_graph()
            self.clean()
            super().save(*args, **kwargs)

    def clean(self) -> None:
        """Refuse a link that would close a cycle, and name the cycle."""
        if self.status == LinkStatus.ACCEPTED and self.skill_id and self.requires_id:
            links = SkillLink.objects.accepted().others_than(self.pk).graph()
            cycle = cycle_closed_by(links, self.skill_id, self.requires_id)
            if cycle:
                raise ValidationError({"requires": cycle_message(cycle)}, code="cycle")


def lock_graph() -> None:
    """Hold the skills until the transaction ends: whoever changes their links waits for this."""
    list(Skill.objects.select_for_update().order_by("pk").values_list("pk", flat=True))


def cycle_message(cycle: list[int]) -> str:
    """Why a link is refused, with the skills of the cycle by name."""
    names = {skill.pk: skill.name for skill in Skill.objects.in_bulk(cycle).values()}
    said = " → ".join(names.get(pk, str(pk)) for pk in cycle)
    return str(_("That would close a cycle: %(cycle)s.") % {"cycle": said})
