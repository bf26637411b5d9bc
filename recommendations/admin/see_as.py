"""Where staff choose the learner as whom they look at the site, and come back from it."""

from django.contrib import admin
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from recommendations import preview
from recommendations.queues import listening_workers

may_preview = permission_required(preview.MAY_PREVIEW, raise_exception=True)


@require_safe
@may_preview
def search(request: HttpRequest) -> HttpResponse:
    """Find learners by name or e-mail."""
    query = request.GET.get("q", "").strip()[:80]
    context = {
        **admin.site.each_context(request),
        "title": _("See the site as a learner"),
        "query": query,
        "people": preview.People(User).found(query),
    }
    return render(request, "admin/recommendations/see_as.html", context)


@require_POST
@may_preview
def begin(request: HttpRequest, learner_id: int) -> HttpResponse:
    """Begin a preview, noted in the learner's history, and go to their homepage."""
    learner = get_object_or_404(preview.People(User).previewable(), pk=learner_id)
    preview.begin(request, learner)
    LogEntry.objects.log_actions(
        int(str(request.user.pk)),
        [learner],
        CHANGE,
        _("Looked at the site as this learner."),
        single_object=True,
    )
    return redirect("home")


@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """End the preview and go back to where learners are chosen."""
    learner = preview.end(request)
    if learner is not None and request.user.has_perm("accounts.view_user"):
        return redirect("admin:accounts_user_change", learner.pk)
    return redirect("admin:index")


@require_safe
@permission_required("recommendations.view_trainingrun", raise_exception=True)
def workers(request: HttpRequest) -> HttpResponse:
    """Which workers answer; asked for by the dashboard after it is drawn."""
    return render(request, "admin/recommendations/_workers.html", {"workers": listening_workers()})
