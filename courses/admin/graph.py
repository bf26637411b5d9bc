"""The skill graph in the admin: skills, what builds on what, and proposals to decide on."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy, ngettext
from unfold.admin import ModelAdmin, TabularInline
from unfold.decorators import action, display

from courses.models import LinkOrigin, LinkStatus, Skill, SkillLink
from courses.proposing import propose_links


class RequirementInline(TabularInline):
    """What a skill builds on."""

    model = SkillLink
    fk_name = "skill"
    fields = ("requires", "status")
    autocomplete_fields = ("requires",)
    extra = 0


@admin.register(Skill)
class SkillAdmin(ModelAdmin):
    """What courses teach, and what each skill builds on."""

    list_display = ("name_en", "name_zh", "slug", "builds_on")
    search_fields = ("name_en", "name_zh", "slug")
    prepopulated_fields = {"slug": ("name_en",)}  # noqa: RUF012 - Django's form
    inlines: ClassVar = [RequirementInline]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Skill]:
        """Skills with what they build on."""
        return super().get_queryset(request).prefetch_related("requirements__requires")

    @display(description=gettext_lazy("builds on"))
    def builds_on(self, skill: Skill) -> str:
        """The skills that this one requires, by name."""
        links = [one for one in skill.requirements.all() if one.status == LinkStatus.ACCEPTED]
        return ", ".join(link.requires.name for link in links) or "–"


@admin.register(SkillLink)
class SkillLinkAdmin(ModelAdmin):
    """Every link; staff accept or refuse what is proposed."""

    list_display = ("skill", "requires", "shown_status", "origin", "shown_confidence", "support")
    list_filter = ("status", "origin")
    list_filter_submit = False
    list_select_related = ("skill", "requires")
    search_fields = tuple(
        f"{side}__{name}" for side in ("skill", "requires") for name in ("name_en", "name_zh")
    )
    autocomplete_fields = ("skill", "requires")
    fields = ("skill", "requires", "status")
    ordering = ("-status", "-confidence", "pk")
    actions: ClassVar = ["accept", "refuse"]
    actions_list: ClassVar = ["look_for_proposals"]

    @display(
        description=gettext_lazy("status"),
        ordering="status",
        label={LinkStatus.ACCEPTED: "success", LinkStatus.PROPOSED: "warning"},
    )
    def shown_status(self, link: SkillLink) -> tuple[str, str]:
        """The status as a coloured word."""
        return link.status, link.get_status_display()

    @display(description=gettext_lazy("confidence"), ordering="confidence")
    def shown_confidence(self, link: SkillLink) -> str:
        """How sure the order of enrolments is; what people said needs no figure."""
        return f"{link.confidence:.0%}" if link.origin == LinkOrigin.ORDER else "–"

    @admin.action(description=gettext_lazy("Accept"), permissions=["change"])
    def accept(self, request: HttpRequest, links: models.QuerySet[SkillLink]) -> None:
        """Have the chosen links count; one that would close a cycle is named and left."""
        count = 0
        for link in links.select_related("skill", "requires"):
            link.status = LinkStatus.ACCEPTED
            try:
                with transaction.atomic():
                    link.save(update_fields=["status"])
                count += 1
            except ValidationError as error:
                self.message_user(request, f"{link}: {' '.join(error.messages)}", messages.ERROR)
        self._tell(request, ngettext("%(n)s link accepted.", "%(n)s links accepted.", count), count)

    @admin.action(description=gettext_lazy("Refuse"), permissions=["change"])
    def refuse(self, request: HttpRequest, links: models.QuerySet[SkillLink]) -> None:
        """Have the chosen links not count, and not be proposed again."""
        count = links.update(status=LinkStatus.REFUSED)
        self._tell(request, ngettext("%(n)s link refused.", "%(n)s links refused.", count), count)

    @action(
        description=gettext_lazy("Look for proposals"),
        url_path="look-for-proposals",
        permissions=["look_for_proposals"],
    )
    def look_for_proposals(self, request: HttpRequest) -> HttpResponse:
        """Propose from the order of all enrolments, and show what was found."""
        count = propose_links()
        text = ngettext("%(n)s proposal waits.", "%(n)s proposals wait.", count)
        self._tell(request, text, count)
        address = reverse("admin:courses_skilllink_changelist")
        return redirect(f"{address}?status__exact={LinkStatus.PROPOSED}")

    def has_look_for_proposals_permission(self, request: HttpRequest, *_args: Any) -> bool:
        """Whoever may change links may have some proposed."""
        return self.has_change_permission(request)

    def _tell(self, request: HttpRequest, text: str, count: int) -> None:
        self.message_user(request, text % {"n": count}, messages.SUCCESS)
