"""The bars that a candidate must clear before it serves, as staff set them."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


def _worse(text: Any) -> "models.FloatField[float, float]":
    """By how much of NDCG@10 something may surely be worse."""
    return models.FloatField(text, default=0.0, validators=SHARE)


class Gate(models.Model):
    """The one record of bars; where it was never saved, the defaults stand.

    It also carries the permissions of the whole recommender.
    """

    worse_than_live = _worse(_("may be worse than the live version by"))
    worse_than_trending = _worse(_("may be worse than what is trending by"))
    worse_than_ease = _worse(_("may be worse than EASE by"))
    worse_for_newcomers = _worse(_("may be worse for newcomers by"))
    least_kept = models.FloatField(
        _("least share of the live version's NDCG@10"),
        default=0.5,
        validators=SHARE,
        help_text=_("Against what the live version reached when it was made: broken data show."),
    )
    least_coverage = models.FloatField(
        _("least coverage"),
        default=0.02,
        validators=SHARE,
        help_text=_("The share of the catalogue that stands in anybody's first ten."),
    )
    most_alike = models.FloatField(
        _("most similarity between learners"),
        default=0.9,
        validators=SHARE,
        help_text=_("The share of courses that the first ten of two learners have in common."),
    )
    least_learners = models.PositiveIntegerField(
        _("fewest learners to conclude from"),
        default=50,
        help_text=_("With fewer, a comparison says nothing and keeps nothing back."),
    )

    class Meta:
        verbose_name = _("bars of the gate")
        verbose_name_plural = _("bars of the gate")
        default_permissions = ()
        permissions: ClassVar = [
            ("view_recommender", _("Can see all of the recommender")),
            ("tune_recommender", _("Can train, tune, and change rows and rules")),
            ("publish_versions", _("Can publish versions, force them, and set the bars")),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def now(cls) -> "Gate":
        """The bars in force."""
        return cls.objects.first() or cls()

    def bars(self) -> dict[str, float]:
        """Every bar by its name."""
        names = (field.name for field in self._meta.concrete_fields if not field.primary_key)
        return {name: getattr(self, name) for name in names}
