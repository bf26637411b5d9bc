"""Pages of learning paths: all of them, one that staff made, one's own; setting and dropping a goal."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.models import User
from courses.goals import drop_goal, set_goal
from courses.models import Course, LearningGoal, LearningPath, Skill
from recommendations.paths.following import follow, route_to
from recommendations.paths.forms import GoalForm, initial_of
from recommendations.paths.page import VISITOR_HOURS, page_of_goal, page_of_staff_path
from tracking.actors import is_preview


@require_safe
def paths(request: HttpRequest) -> HttpResponse:
    """Setting a goal, and the paths that staff made."""
    learner = request.user if isinstance(request.user, User) else None
    goal = LearningGoal.objects.of(learner) if learner else None
    form = None
    if learner is not None:
        extra = _came_for(request)
        form = GoalForm(learner, initial=initial_of(goal, extra), extra=extra or _aim(goal))
    return _list(request, form, goal)


@require_safe
def path(request: HttpRequest, slug: str) -> HttpResponse:
    """A path that staff made, from where the reader is."""
    seen = LearningPath.objects.all() if _may_see_drafts(request) else None
    found = get_object_or_404(LearningPath.objects.published() if seen is None else seen, slug=slug)
    learner = request.user if isinstance(request.user, User) else None
    goal = LearningGoal.objects.of(learner) if learner else None
    is_mine = goal is not None and goal.path_id == found.pk
    hours = goal.weekly_hours if goal else VISITOR_HOURS
    aimed = LearningGoal(path=found, weekly_hours=hours)
    route = route_to(aimed, learner) if learner else None
    page = page_of_staff_path(found, learner, route)
    context = {"path": found, "page": page, "is_mine": is_mine, "hours": hours}
    return render(request, "paths/path.html", context)


@require_safe
@login_required
def my_path(request: HttpRequest) -> HttpResponse:
    """The learner's own path, planned again where something changed since."""
    learner = _learner(request)
    goal = LearningGoal.objects.of(learner)
    if goal is None:
        return redirect("paths")
    goal.learner = learner
    is_another = False
    if is_preview(request):
        route = route_to(goal, learner)
    else:
        route, is_another = follow(goal, is_seen=True)
    page = page_of_goal(goal, route, is_another=is_another)
    return render(request, "paths/mine.html", {"goal": goal, "page": page})


@require_POST
@login_required
def choose_goal(request: HttpRequest) -> HttpResponse:
    """Set a goal, plan the path to it, and show it."""
    learner = _learner(request)
    if is_preview(request):
        messages.warning(request, _("You are looking as somebody else: nothing was changed."))
        return redirect("paths")
    form = GoalForm(learner, request.POST)
    if not form.is_valid():
        return _list(request, form, LearningGoal.objects.of(learner), status=422)
    set_goal(learner, form.cleaned_data["aim"], weekly_hours=form.cleaned_data["weekly_hours"])
    return redirect("my_path")


@require_POST
@login_required
def leave_goal(request: HttpRequest) -> HttpResponse:
    """Drop the goal; nothing that was learned is lost."""
    if is_preview(request):
        messages.warning(request, _("You are looking as somebody else: nothing was changed."))
        return redirect("my_path")
    drop_goal(_learner(request))
    messages.success(request, _("You dropped your goal. What you learned stays yours."))
    return redirect("paths")


def _list(
    request: HttpRequest, form: GoalForm | None, goal: LearningGoal | None, status: int = 200
) -> HttpResponse:
    made = LearningPath.objects.published().with_counts()
    context = {"form": form, "goal": goal, "paths": made}
    return render(request, "paths/list.html", context, status=status)


def _came_for(request: HttpRequest) -> Course | Skill | None:
    """The course or skill from whose page somebody came to plan the way to it."""
    key = request.GET.get("course", "")
    if key.isdecimal() and len(key) < 19:
        return Course.objects.published().among([int(key)]).first()
    slug = request.GET.get("skill", "")
    return Skill.objects.with_slug(slug) if slug else None


def _aim(goal: LearningGoal | None) -> Any:
    return goal.aim if goal else None


def _may_see_drafts(request: HttpRequest) -> bool:
    return request.user.is_staff and request.user.has_perm("courses.view_learningpath")


def _learner(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user
