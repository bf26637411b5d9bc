"""The closed sets that a course chooses from."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    """The language that a course is taught in."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Simplified Chinese")


class Dismissal(models.TextChoices):
    """Why a learner does not want to be shown a course; each is a verb of the ledger."""

    DISLIKED = "dismissed", _("Not interested")
    LESS = "less_wanted", _("Less like this")
    KNOWN = "already_known", _("Already knows it")


class CourseStatus(models.TextChoices):
    """Who may see a course: its authors, everyone, or those already on it."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    ARCHIVED = "archived", _("Archived")
