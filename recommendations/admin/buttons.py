"""The buttons "Train now" and "Refresh pages": asked once more, then POSTed, then watched."""

from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.decorators import action
from unfold.enums import ActionVariant

from recommendations.admin.starting import Run, start_refresh, start_training
from recommendations.models import RunStatus

MAY_TRAIN = "recommendations.add_trainingrun"
MAY_REFRESH = "recommendations.add_refreshrun"


class TrainButton:
    """Gives the list of a model the button "Train now"."""

    # Named by a method: a dotted name would be looked up before the first migration.
    def has_train_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whether this member of staff may start a training."""
        return request.user.has_perm(MAY_TRAIN)

    @action(
        description=gettext_lazy("Train now"),
        url_path="train",
        icon="model_training",
        variant=ActionVariant.PRIMARY,
        permissions=["train"],
    )
    def train_now(self, request: HttpRequest) -> HttpResponse:
        """Ask, then have a worker train, and show how it goes."""
        if request.method != "POST":
            return _ask(
                self,
                request,
                _("Train all algorithms that are on?"),
                _(
                    "A worker reads all activity, trains each algorithm, measures it and publishes "
                    "the new versions. What serves now goes on serving meanwhile."
                ),
                _("Train now"),
            )
        run = start_training(request.user)  # type: ignore[arg-type]
        return _watch(self, request, run, _("Training was asked for."))


class RefreshButton:
    """Gives the list of a model the button "Refresh pages"."""

    def has_refresh_permission(self, request: HttpRequest, object_id: object = None) -> bool:
        """Whether this member of staff may have all pages refreshed."""
        return request.user.has_perm(MAY_REFRESH)

    @action(
        description=gettext_lazy("Refresh pages"),
        url_path="refresh",
        icon="refresh",
        permissions=["refresh"],
    )
    def refresh_pages(self, request: HttpRequest) -> HttpResponse:
        """Ask, then have the workers refresh all pages, and show how it goes."""
        if request.method != "POST":
            return _ask(
                self,
                request,
                _("Refresh the pages of all learners?"),
                _(
                    "The workers compute the homepage of every learner who agreed to "
                    "personalisation anew, from the versions that are live."
                ),
                _("Refresh pages"),
            )
        run = start_refresh(request.user)  # type: ignore[arg-type]
        return _watch(self, request, run, _("A refresh of all pages was asked for."))


class TrainAndRefresh(TrainButton, RefreshButton):
    """Both buttons."""

    actions_list: ClassVar = ["train_now", "refresh_pages"]


def _ask(admin: Any, request: HttpRequest, question: str, detail: str, yes: str) -> HttpResponse:
    context = {
        **admin.admin_site.each_context(request),
        "title": question,
        "detail": detail,
        "yes": yes,
        "opts": admin.opts,
    }
    return TemplateResponse(request, "admin/recommendations/confirm.html", context)


def _watch(admin: Any, request: HttpRequest, run: Run, words: str) -> HttpResponse:
    """Note who asked, and go to the page of the run; say it plainly where nothing was started."""
    admin.log_addition(request, run, words)
    if run.status == RunStatus.FAILED:
        messages.error(request, _(run.error))
    return redirect(f"admin:recommendations_{run._meta.model_name}_change", run.pk)
