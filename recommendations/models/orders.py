"""What came of asking a language model to order the first courses of newcomers."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models.language import LanguageModel


class OrderTrial(models.Model):
    """One measurement on newcomers whose future is known: its settings, figures and verdict.

    Staff put the settings of a trial in force: nothing that was not measured orders a page.
    """

    model = models.ForeignKey(
        LanguageModel, models.CASCADE, related_name="+", verbose_name=_("language model")
    )
    # What it was called at its provider then, and the versions of the prompts by language.
    asked = models.CharField(_("model"), max_length=300, blank=True)
    prompts = models.JSONField(_("versions of the prompts"), default=dict)
    dataset = models.CharField(_("measured on"), max_length=40)
    weight = models.FloatField(_("weight of what it says"))
    candidates = models.PositiveSmallIntegerField(_("courses ordered"))
    most_events = models.PositiveSmallIntegerField(_("courses that a newcomer knows at most"))
    learners = models.PositiveIntegerField(_("newcomers asked"))
    # In the form of the gate's verdicts, and one line for each number of events.
    verdict = models.JSONField(default=dict)
    figures = models.JSONField(default=list)
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("order for newcomers")
        verbose_name_plural = _("orders for newcomers")
        default_permissions = ("view",)

    def __str__(self) -> str:
        return f"{self.asked or self.model_id} · {self.made_at:%Y-%m-%d %H:%M}"

    @property
    def has_won(self) -> bool:
        """Whether newcomers are surely served better with it."""
        return bool(self.verdict.get("passed"))

    def is_of(self, model: LanguageModel | None, prompts: dict[str, int]) -> bool:
        """Whether this very model and these prompts were measured."""
        same = model is not None and model.pk == self.model_id and model.model == self.asked
        return same and prompts == self.prompts
