"""A learner's goal: set, dropped, and kept with the plan that leads to it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.interests import tell_profile_changed
from accounts.models import User
from courses.models import Category, Course, LearningGoal, LearningPath, Skill

AIMS: dict[type, str] = {
    Skill: "skill",
    Category: "category",
    Course: "course",
    LearningPath: "path",
}


@transaction.atomic
def set_goal(
    learner: User, aim: Skill | Category | Course | LearningPath, *, weekly_hours: int
) -> LearningGoal:
    """Make this the learner's goal, instead of any before; the plan is made by whoever plans."""
    values: dict[str, Any] = dict.fromkeys(AIMS.values()) | {AIMS[type(aim)]: aim}
    values |= {"plan": [], "planned_at": None, "is_replanned": False}
    goal, _is_new = LearningGoal.objects.update_or_create(
        learner=learner,
        defaults=values | {"weekly_hours": weekly_hours, "set_at": timezone.now()},
    )
    tell_profile_changed(learner)
    return goal


@transaction.atomic
def drop_goal(learner: User) -> None:
    """Take the goal away; what was learned stays."""
    LearningGoal.objects.by(learner).delete()
    tell_profile_changed(learner)


def keep_plan(goal: LearningGoal, steps: Sequence[dict[str, Any]], *, is_replanned: bool) -> None:
    """Keep the steps that were planned, and tell the homepage where they changed."""
    is_changed = goal.plan != list(steps)
    goal.plan, goal.planned_at, goal.is_replanned = list(steps), timezone.now(), is_replanned
    LearningGoal.objects.by(goal.learner_id).update(
        plan=goal.plan, planned_at=goal.planned_at, is_replanned=is_replanned
    )
    if is_changed:
        tell_profile_changed(goal.learner)
