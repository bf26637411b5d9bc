"""Words: what a language model is told for a purpose, and the sentences that it wrote."""

from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from recommendations.models.language import LanguageModel


class Purpose(models.TextChoices):
    """What words are for."""

    ROW_TITLE = "row_title", _("Titles of rows")
    REASON = "reason", _("Reasons of cards")
    WEEK = "week", _("Openings of the weekly digest")
    STEP = "step", _("Steps of learning paths")
    ASK = "ask", _("Answers to questions")
    ORDER = "order", _("Order of courses for newcomers")
    TEST = "test", _("Test")


class Tongue(models.TextChoices):
    """The languages in which words are made."""

    EN = "en", _("English")
    ZH = "zh", _("Chinese")


class Prompts(models.QuerySet["Prompt"]):
    """Sentences about prompts."""

    def of(self, purpose: str, language: str) -> "Prompts":
        """All versions of one, the latest first."""
        return self.filter(purpose=purpose, language=language).order_by("-version")

    def latest_of(self, purpose: str, language: str) -> "Prompt | None":
        """The version in force; None where the one in the code was never changed."""
        return self.of(purpose, language).first()


class Prompt(models.Model):
    """One version of what a language model is told for a purpose; versions are never edited."""

    purpose = models.CharField(_("purpose"), max_length=12, choices=Purpose)
    language = models.CharField(_("language"), max_length=2, choices=Tongue)
    version = models.PositiveIntegerField(_("version"))
    text = models.TextField(_("text"), max_length=4_000)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("person"),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)

    objects = Prompts.as_manager()

    class Meta:
        ordering: ClassVar = ["purpose", "language", "-version"]
        verbose_name = _("prompt")
        verbose_name_plural = _("prompts")
        default_permissions = ("view", "change")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["purpose", "language", "version"], name="one_prompt_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()} · {self.get_language_display()} · {self.version}"


class Wordings(models.QuerySet["Wording"]):
    """Sentences about wordings."""

    def of_now(self) -> "Wordings":
        """Those that the model which is on wrote."""
        return self.filter(model__is_on=True)

    def shown(self, keys: Collection[str]) -> "Wordings":
        """Of these, those of some facts that staff did not hide, the latest prompt last."""
        found = self.of_now().filter(key__in=keys, is_hidden=False)
        return found.order_by("prompt_version")

    def written(self, keys: Collection[str], model: LanguageModel) -> "Wordings":
        """Those of some facts that a model wrote, hidden ones among them."""
        return self.filter(key__in=keys, model=model)

    def told(self, purpose: str, language: str) -> "Wordings":
        """All for one purpose in one language."""
        return self.filter(purpose=purpose, language=language)

    def unused_since(self, moment: object) -> "Wordings":
        """Those whose facts did not come up lately."""
        return self.filter(wanted_at__lt=moment, is_hidden=False)


class Wording(models.Model):
    """A sentence that a language model wrote of some facts, and that passed every check."""

    key = models.CharField(max_length=32)  # of purpose, language and facts: `language.wordings`
    model = models.ForeignKey(LanguageModel, models.CASCADE, verbose_name=_("made by"))
    prompt_version = models.PositiveIntegerField(_("version of the prompt"))
    purpose = models.CharField(_("for"), max_length=12, choices=Purpose)
    language = models.CharField(_("language"), max_length=2, choices=Tongue)
    text = models.CharField(_("text"), max_length=300)
    instead_of = models.CharField(_("instead of"), max_length=300)
    is_hidden = models.BooleanField(
        _("hidden"),
        default=False,
        help_text=_("The template speaks instead. A deleted wording may be written anew."),
    )
    made_at = models.DateTimeField(_("made"), auto_now_add=True)
    wanted_at = models.DateTimeField(_("last needed"), auto_now_add=True)

    objects = Wordings.as_manager()

    class Meta:
        ordering: ClassVar = ["-made_at", "-pk"]
        verbose_name = _("wording")
        verbose_name_plural = _("wordings")
        default_permissions = ("view", "change", "delete")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["key", "model", "prompt_version"], name="one_wording_of_the_same"
            )
        ]

    def __str__(self) -> str:
        return self.text
