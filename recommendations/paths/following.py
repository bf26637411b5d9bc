"""A learner's path: planned, followed as they learn, and planned again when something changed."""

from dataclasses import asdict, dataclass, field
from typing import Any

from accounts.models import User
from courses.goals import keep_plan
from courses.models import LearningGoal
from recommendations.paths.planning import plan_path
from recommendations.paths.readiness import Readiness, readiness_of
from recommendations.paths.types import Aim, Plan, Step, Terrain, Traveller
from recommendations.sources.terrain import aim_of, read_terrain, read_traveller


@dataclass(frozen=True)
class Route:
    """A plan with what it was made from."""

    aim: Aim
    plan: Plan
    terrain: Terrain
    traveller: Traveller
    readiness: Readiness = field(default_factory=Readiness)


def route_to(goal: LearningGoal, learner: User) -> Route:
    """The way from where the learner is now; nothing is kept."""
    aim, readiness = aim_of(goal), readiness_of(learner.pk)
    terrain = read_terrain(aim)
    traveller = read_traveller(learner, aim, readiness, weekly_hours=goal.weekly_hours)
    return Route(aim, plan_path(terrain, traveller, aim), terrain, traveller, readiness)


def follow(goal: LearningGoal, *, is_seen: bool) -> tuple[Route, bool]:
    """The way to a goal as of now, kept for the homepage; and whether it is another than was seen.

    `is_seen` where the learner is being shown it now.
    """
    route = route_to(goal, goal.learner)
    steps = [packed(step) for step in route.plan.steps]
    before = [step["course"] for step in goal.plan if step["course"] not in route.traveller.done]
    is_other = goal.planned_at is not None and before != [step["course"] for step in steps]
    is_another = is_other or goal.is_replanned
    keeps = is_another and not is_seen
    if goal.planned_at is None or goal.plan != steps or goal.is_replanned != keeps:
        keep_plan(goal, steps, is_replanned=keeps)
    return route, is_another


def replan(learner_id: int) -> None:
    """Plan again after something happened, for a learner who has a goal."""
    goal = LearningGoal.objects.of(learner_id)
    if goal is not None:
        follow(goal, is_seen=False)


def packed(step: Step) -> dict[str, Any]:
    """A step as it is kept with the goal."""
    return {key: value for key, value in asdict(step).items() if value is not None} | {
        "skills": list(step.skills),
        "reason": str(step.reason),
        "fit": str(step.fit),
    }
