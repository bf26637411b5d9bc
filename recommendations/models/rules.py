"""What staff decide about courses: which come first, rise, sink or never show, and limits."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from courses.models import Category, Course, Language, Skill
from recommendations.models.control import Row, RowAudience


class RuleKind(models.TextChoices):
    """What a rule does to courses: first, up, down, never, or only so many."""

    PIN = "pin", _("Pin")
    BOOST = "boost", _("Boost")
    BURY = "bury", _("Bury")
    BLOCK = "block", _("Block")
    LIMIT = "limit", _("Limit")


class About(models.TextChoices):
    """What a rule may be about; each is a field of the rule."""

    COURSE = "course", _("One course")
    CATEGORY = "category", _("A category, with all below it")
    SKILL = "skill", _("A skill")
    INSTRUCTOR = "instructor", _("An instructor")
    LEVEL = "level", _("A level")
    LANGUAGE = "language", _("A language")


PLAIN = (About.LEVEL, About.LANGUAGE)  # words, where the others are rows of tables


class Counted(models.TextChoices):
    """What a limit counts: courses that share it."""

    INSTRUCTOR = "instructor", _("of one instructor")
    CATEGORY = "category", _("of one category")
    FIELD = "field", _("of one field")
    SKILL = "skill", _("with one skill")
    SERIES = "series", _("of one series (they build on each other)")
    LEVEL = "level", _("of one level")
    LANGUAGE = "language", _("in one language")


class Scope(models.TextChoices):
    """Within what a limit counts."""

    ROW = "row", _("in each row")
    PAGE = "page", _("on the whole page")
    VIEW = "view", _("in view: a row with the first cards of the one above")


def _about_one_thing() -> Q:
    """Exactly one target for a rule that names courses, none for a limit."""
    empty = {
        name: Q(**{name: ""} if name in PLAIN else {f"{name}__isnull": True})
        for name in About.values
    }
    nothing = Q(most__isnull=True, counted="", row__isnull=True)
    one: Q = Q()
    for target, is_missing in empty.items():
        only = ~is_missing
        for name, is_empty in empty.items():
            only &= is_empty if name != target else Q()
        one |= only
    none: Q = Q()
    for is_empty in empty.values():
        none &= is_empty
    is_limit = Q(kind="limit", most__isnull=False) & ~Q(counted="")
    return (is_limit & none) | (~Q(kind="limit") & nothing & one)


class Rule(models.Model):
    """A decision of staff about courses that share something, for an audience, between two dates."""

    kind = models.CharField(_("kind"), max_length=6, choices=RuleKind)
    course = models.ForeignKey(
        Course,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="rules",
        verbose_name=_("course"),
    )
    category = models.ForeignKey(
        Category, models.CASCADE, null=True, blank=True, related_name="rules",
        verbose_name=_("category"),
    )  # fmt: skip
    skill = models.ForeignKey(
        Skill, models.CASCADE, null=True, blank=True, related_name="rules", verbose_name=_("skill")
    )
    instructor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+",
        verbose_name=_("instructor"),
    )  # fmt: skip
    level = models.CharField(_("level"), max_length=12, choices=Level, blank=True)
    language = models.CharField(_("language"), max_length=8, choices=Language, blank=True)
    # Of a limit alone: at most so many courses that share one thing, within a row or the page.
    most = models.PositiveSmallIntegerField(
        _("at most"), null=True, blank=True, validators=[MinValueValidator(1)]
    )
    counted = models.CharField(_("courses"), max_length=10, choices=Counted, blank=True)
    scope = models.CharField(_("within"), max_length=4, choices=Scope, default=Scope.ROW)
    row = models.ForeignKey(
        Row, models.CASCADE, null=True, blank=True, related_name="limits",
        verbose_name=_("only in this row"),
    )  # fmt: skip
    audience = models.CharField(
        _("audience"), max_length=10, choices=RowAudience, default=RowAudience.EVERYONE
    )
    starts_at = models.DateTimeField(_("from"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering: ClassVar = ["-updated_at"]
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        constraints: ClassVar = [
            models.CheckConstraint(condition=_about_one_thing(), name="rule_is_about_one_thing")
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.subject}"

    @property
    def about(self) -> str:
        """Which of its fields says what the rule is about; "" for a limit."""
        keys = {name: name if name in PLAIN else f"{name}_id" for name in About.values}
        return next((name for name, key in keys.items() if getattr(self, key)), "")

    @property
    def subject(self) -> str:
        """What it is about, in words."""
        match self.about:
            case "":
                words = _("at most %(most)s %(counted)s %(scope)s")
                counted, scope = self.get_counted_display(), self.get_scope_display()
                return str(words % {"most": self.most, "counted": counted, "scope": scope})
            case About.LEVEL:
                return str(self.get_level_display())
            case About.LANGUAGE:
                return str(self.get_language_display())
        return str(getattr(self, self.about))
