"""Language models: which one speaks, within which limits, and what it did each day."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models, transaction
from django.db.models import F, Q, Sum
from django.utils.translation import gettext_lazy as _

# The environment holds more than keys for language models, and an address is typed beside it.
KEY_NAME = RegexValidator(
    r"^[A-Z][A-Z0-9_]*_API_KEY$", _("The name of the variable must end in _API_KEY.")
)


def _price(text: Any, help_text: Any = "") -> "models.DecimalField[Decimal, Decimal]":
    return models.DecimalField(
        text,
        max_digits=10,
        decimal_places=4,
        default=Decimal(0),
        validators=[MinValueValidator(0)],
        help_text=help_text,
    )


class ProviderKind(models.TextChoices):
    """How a language model is reached."""

    TEMPLATE = "template", _("Templates: nothing is asked")
    OPENAI = "openai", _("An endpoint that speaks the OpenAI protocol")
    TRANSFORMERS = "transformers", _("A model in a folder of the workers (transformers)")


class Outcome(models.TextChoices):
    """How an attempt to have something said ended."""

    GOOD = "good", _("answered")
    SLOW = "slow", _("took too long")
    DOWN = "down", _("did not answer")
    REFUSED = "refused", _("refused: a wrong key, model or address")
    GARBAGE = "garbage", _("answered with something else")
    BROKEN = "broken", _("not asked, as it failed too often of late")
    BUSY = "busy", _("not asked, as too many asked at once")
    SPENT = "spent", _("not asked, as the day's tokens are used up")
    SUSPECT = "suspect", _("not asked, as a text reads like instructions")
    INVENTED = "invented", _("named what was not given")
    TONGUE = "tongue", _("answered in another language")
    SHAPE = "shape", _("too long, empty or with markup")
    MISSING = "missing", _("not asked, as something is not installed here")
    LEFT = "left", _("the reader had gone")
    OFF = "off", _("no language model is on")


class LanguageModels(models.QuerySet["LanguageModel"]):
    """Sentences about language models."""

    def now(self) -> "LanguageModel | None":
        """The one that is on, if it has to be asked at all."""
        return self.filter(is_on=True).exclude(kind=ProviderKind.TEMPLATE).first()

    def by_name(self, name: str) -> "LanguageModel | None":
        """One by its name, on or off."""
        return self.filter(name=name).first()

    def others_on(self, than: "LanguageModel") -> "LanguageModels":
        """Those that are on beside this one."""
        return self.filter(is_on=True).exclude(pk=than.pk)


class LanguageModel(models.Model):
    """A language model that staff set up, with its limits."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    kind = models.CharField(
        _("kind"), max_length=14, choices=ProviderKind, default=ProviderKind.OPENAI
    )
    address = models.URLField(
        _("address"),
        blank=True,
        help_text=_("Up to and including /v1, such as http://127.0.0.1:8000/v1."),
    )
    model = models.CharField(
        _("model"),
        max_length=300,
        blank=True,
        help_text=_("Its name at the endpoint, or a folder."),
    )
    key_variable = models.CharField(
        _("variable of the key"),
        max_length=80,
        blank=True,
        validators=[KEY_NAME],
        help_text=_("The environment variable that holds the key; empty where none is needed."),
    )
    seconds = models.FloatField(
        _("seconds at most"),
        default=20.0,
        validators=[MinValueValidator(0.1), MaxValueValidator(300)],
        help_text=_("From the question to the last word, all tries together."),
    )
    tries = models.PositiveSmallIntegerField(
        _("tries"), default=3, validators=[MinValueValidator(1), MaxValueValidator(6)]
    )
    calls_at_once = models.PositiveSmallIntegerField(
        _("calls at a time"), default=2, validators=[MinValueValidator(1), MaxValueValidator(64)]
    )
    tokens_a_day = models.PositiveIntegerField(
        _("tokens a day"),
        default=200_000,
        help_text=_("When they are used up, templates speak until midnight UTC."),
    )
    price_read = _price(
        _("price of a million tokens read"), _("In any money: costs are shown in the same.")
    )
    price_written = _price(_("price of a million tokens written"))
    is_on = models.BooleanField(_("on"), default=False)

    objects = LanguageModels.as_manager()

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("language model")
        verbose_name_plural = _("language models")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["is_on"], condition=Q(is_on=True), name="one_language_model_on"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse what could never be asked, and a second one that is on."""
        if self.kind == ProviderKind.OPENAI and not (self.address and self.model):
            raise ValidationError(_("An endpoint needs an address and the name of a model."))
        if self.kind == ProviderKind.TRANSFORMERS and not self.model:
            raise ValidationError({"model": _("The folder of the model is needed.")})
        if self.is_on and LanguageModel.objects.others_on(self).exists():
            raise ValidationError(
                {"is_on": _("Another language model is on: switch it off first.")}
            )

    def cost_of(self, tokens_read: int, tokens_written: int) -> float:
        """What a call costs."""
        read, written = tokens_read * self.price_read, tokens_written * self.price_written
        return float(read + written) / 1_000_000


class LanguageDays(models.QuerySet["LanguageDay"]):
    """Sentences about what language models did."""

    def tokens_of(self, model: str, day: date) -> int:
        """All tokens that a model read and wrote on a day."""
        sums = self.filter(model=model, day=day).aggregate(
            read=Sum("tokens_read"), written=Sum("tokens_written")
        )
        return (sums["read"] or 0) + (sums["written"] or 0)

    def since(self, day: date) -> "LanguageDays":
        """Those from one day on."""
        return self.filter(day__gte=day).order_by("day")

    def note(self, day: date, model: str, purpose: str, outcome: str, **more: float) -> None:
        """Add one call to its count, with its tokens, seconds and cost."""
        with transaction.atomic():
            row, _is_new = self.get_or_create(
                day=day, model=model, purpose=purpose, outcome=outcome
            )
            added = {name: F(name) + value for name, value in more.items()}
            self.filter(pk=row.pk).update(times=F("times") + 1, **added)


class LanguageDay(models.Model):
    """What became of the questions of one day (UTC), by model, purpose and outcome."""

    day = models.DateField(_("day"))
    # By name: what was spent stays known when the model is deleted.
    model = models.CharField(_("language model"), max_length=60)
    purpose = models.CharField(_("for"), max_length=12)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome)
    times = models.PositiveIntegerField(_("how often"), default=0)
    tokens_read = models.PositiveBigIntegerField(_("tokens read"), default=0)
    tokens_written = models.PositiveBigIntegerField(_("tokens written"), default=0)
    seconds = models.FloatField(_("seconds"), default=0.0)
    cost = models.FloatField(_("cost"), default=0.0)

    objects = LanguageDays.as_manager()

    class Meta:
        ordering: ClassVar = ["-day", "model", "purpose", "outcome"]
        verbose_name = _("day of language models")
        verbose_name_plural = _("days of language models")
        default_permissions = ("view",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["day", "model", "purpose", "outcome"], name="one_count_an_outcome"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} · {self.model} · {self.get_outcome_display()}"
