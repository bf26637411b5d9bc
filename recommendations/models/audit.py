"""What staff changed: who, when, what it was before and is now, and why."""

from typing import ClassVar

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _


class ChangeKind(models.TextChoices):
    """What happened to the object."""

    ADDED = "added", _("Added")
    CHANGED = "changed", _("Changed")
    DELETED = "deleted", _("Deleted")
    PUBLISHED = "published", _("Published")
    FORCED = "forced", _("Published by force")


class Changes(models.QuerySet["Change"]):
    """Sentences about changes."""

    def about(self, table: str, object_id: object) -> "Changes":
        """Those of one object, the latest first."""
        return self.filter(table=table, object_id=str(object_id))


class Change(models.Model):
    """One change of what shapes recommendations."""

    kind = models.CharField(_("what"), max_length=10, choices=ChangeKind)
    # The model's name, the key of the object and what it was called: it may be gone by now.
    table = models.CharField(_("kind of object"), max_length=40)
    object_id = models.CharField(max_length=64)
    name = models.CharField(_("object"), max_length=200)
    before = models.JSONField(_("before"), default=dict, encoder=DjangoJSONEncoder)
    after = models.JSONField(_("after"), default=dict, encoder=DjangoJSONEncoder)
    reason = models.CharField(_("reason"), max_length=300, blank=True)
    # Nobody: a training published it.
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("who"),
    )
    at = models.DateTimeField(_("when"), auto_now_add=True, db_index=True)
    reverts = models.ForeignKey("self", models.SET_NULL, null=True, related_name="reverted_by")

    objects = Changes.as_manager()

    class Meta:
        ordering: ClassVar = ["-at", "-pk"]
        verbose_name = _("change")
        verbose_name_plural = _("changes")
        default_permissions = ("view",)
        indexes: ClassVar = [models.Index(fields=["table", "object_id"], name="change_of_object")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.name}"
