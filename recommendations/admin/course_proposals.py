"""Answers to what is proposed for a course, from its page in the admin."""

from django.contrib import messages
from django.contrib.admin import site
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from courses.models import Course
from recommendations.models import MetadataProposal, ProposalStatus
from recommendations.requests import ask_for_proposals
from recommendations.understanding.proposals import ProposalRefusedError, accept, decline


@require_POST
def look(request: HttpRequest, course_id: int) -> HttpResponse:
    """Have a worker look for proposals for a course."""
    course = get_object_or_404(Course, pk=course_id)
    _check(request, course)
    if ask_for_proposals(course.pk):
        messages.success(request, _("A worker looks for proposals: reload the page in a minute."))
    else:
        messages.error(request, _("No worker can be asked now. Try again later."))
    return redirect("admin:courses_course_change", course.pk)


@require_POST
def answer(request: HttpRequest, proposal_id: int, said: str) -> HttpResponse:
    """Accept or decline one proposal; one that was answered meanwhile changes nothing."""
    found = MetadataProposal.objects.select_related("course")
    proposal = get_object_or_404(found, pk=proposal_id)
    _check(request, proposal.course)
    if said not in ("accept", "decline"):
        raise Http404
    if proposal.status == ProposalStatus.OPEN:
        try:
            (accept if said == "accept" else decline)(proposal, request.user)  # type: ignore[arg-type]
        except ProposalRefusedError as error:
            messages.error(request, str(error))
        else:
            text = _("Accepted the proposal.") if said == "accept" else _("Declined the proposal.")
            messages.success(request, text)
    return redirect("admin:courses_course_change", proposal.course_id)


def _check(request: HttpRequest, course: Course) -> None:
    """Whoever may change the course decides on what is proposed for it."""
    if not site.get_model_admin(Course).has_change_permission(request, course):
        raise PermissionDenied
