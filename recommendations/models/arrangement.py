"""How a page is put together as a whole, as staff set it."""

from typing import Any, ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models.orders import OrderTrial

SHARE = [MinValueValidator(0), MaxValueValidator(1)]


def _share(text: Any, default: float, help_text: Any) -> "models.FloatField[float, float]":
    return models.FloatField(text, default=default, validators=SHARE, help_text=help_text)


class Arrangement(models.Model):
    """The one record of how pages are arranged; where it was never saved, the defaults stand."""

    moves_rows = models.BooleanField(
        _("the best row first"),
        default=True,
        help_text=_("Rows that may move are ordered anew for each learner; the others stay."),
    )
    most_rows = models.PositiveSmallIntegerField(
        _("most rows of suggestions"),
        default=10,
        help_text=_("What the learner has begun or saved comes on top. 0 = as many as there are."),
    )
    diversity = _share(
        _("variety within a row"),
        0.3,
        _("How much worse a course may be to stand before one that is like those before it."),
    )
    calibration = _share(
        _("faithfulness to the mix of interests"),
        0.2,
        _("How much it counts that cards follow the shares of what the learner did."),
    )
    freshness = _share(
        _("advantage of new courses"), 0.3, _("Of the last 30 days; in rows that go by scores.")
    )
    most_alike = models.PositiveSmallIntegerField(
        _("most courses of one instructor or series in view"),
        default=2,
        help_text=_("In a row with the first cards of the one above. 0 = as many as come."),
    )
    shown_in_vain = models.PositiveSmallIntegerField(
        _("times shown in vain before a course sinks"),
        default=5,
        help_text=_("Within 30 days, without a single click. 0 = none ever sinks."),
    )
    sinks_to = _share(
        _("what it sinks to"), 0.3, _("The share of its score that is left, each time anew.")
    )
    # The measured way in which a language model orders the first courses of newcomers.
    order_trial = models.ForeignKey(
        OrderTrial, models.SET_NULL, null=True, blank=True, editable=False, related_name="+"
    )
    hold = _share(
        _("hold of what stands there"),
        0.1,
        _("How much better a course must be to replace another while the learner did nothing."),
    )

    class Meta:
        verbose_name = _("arrangement of pages")
        verbose_name_plural = _("arrangement of pages")
        default_permissions: ClassVar[tuple[str, ...]] = ()

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def now(cls) -> "Arrangement":
        """What holds now."""
        return cls.objects.select_related("order_trial").first() or cls()
