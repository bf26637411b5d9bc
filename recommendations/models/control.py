"""What staff decide: algorithms and their knobs, rows of the homepage."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from courses.models import Category, Language


class AlgorithmSetting(models.Model):
    """One algorithm of the registry: on or off, its weight in the blend, its changed knobs."""

    name = models.SlugField(_("algorithm"), unique=True)
    is_enabled = models.BooleanField(_("on"), default=True)
    weight = models.FloatField(
        _("weight in the blend"),
        default=1.0,
        validators=[MinValueValidator(0), MaxValueValidator(10)],
    )
    full_every = models.PositiveSmallIntegerField(
        _("trained from scratch every so many times"),
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(1_000)],
        help_text=_(
            "The trainings in between go on where the version that serves stands, which is quicker. "
            "1 = always from scratch."
        ),
    )
    # Only what differs from the defaults.
    params = models.JSONField(_("parameters"), default=dict, blank=True)
    # What a search found best, until staff accept or decline it: params, figures, made_at.
    proposal = models.JSONField(_("proposal"), default=dict, blank=True, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["name"]
        verbose_name = _("algorithm")
        verbose_name_plural = _("algorithms")

    def __str__(self) -> str:
        return self.name


class RowAudience(models.TextChoices):
    """Whom a row is for."""

    EVERYONE = "everyone", _("Everyone")
    VISITOR = "visitor", _("Visitors")
    NEW = "new", _("New learners")
    ACTIVE = "active", _("Active learners")
    RETURNING = "returning", _("Returning learners")


class Row(models.Model):
    """A row of the homepage."""

    key = models.SlugField(_("key"), unique=True)
    title_en = models.CharField(_("title (English)"), max_length=120)
    title_zh = models.CharField(_("title (Chinese)"), max_length=120, blank=True)
    note_en = models.CharField(_("note (English)"), max_length=160, blank=True)
    note_zh = models.CharField(_("note (Chinese)"), max_length=160, blank=True)
    # A built-in source (continue, because, new, interest, saved …) or the name of an algorithm.
    source = models.SlugField(_("source"))
    audience = models.CharField(
        _("audience"), max_length=10, choices=RowAudience, default=RowAudience.EVERYONE
    )
    # Both are absolute: no rule brings back what they leave out.
    category = models.ForeignKey(
        Category,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("only this category"),
    )
    language = models.CharField(_("only this language"), max_length=8, choices=Language, blank=True)
    minimum = models.PositiveSmallIntegerField(_("fewest cards"), default=3)
    maximum = models.PositiveSmallIntegerField(_("most cards"), default=8)
    exploration = models.FloatField(
        _("exploration"),
        default=0.0,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(0.5)],
        help_text=_(
            "The share of places given to chance among the next best courses. What is never shown "
            "is never clicked, and nothing is learned of it."
        ),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=0)
    may_move = models.BooleanField(
        _("may move"),
        default=False,
        help_text=_(
            "Rows that may move share their places: the best for each learner comes first."
        ),
    )
    is_on = models.BooleanField(_("on"), default=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["order", "key"]
        verbose_name = _("row")
        verbose_name_plural = _("rows")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(minimum__lte=models.F("maximum")), name="minimum_up_to_maximum"
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """The title in the language of the reader, else the English one."""
        return _in_reader_language(self.title_en, self.title_zh)

    @property
    def note(self) -> str:
        """The note in the language of the reader, else the English one."""
        return _in_reader_language(self.note_en, self.note_zh)


def _in_reader_language(english: str, chinese: str) -> str:
    is_chinese = (get_language() or "en").startswith("zh")
    return (chinese if is_chinese else "") or english
