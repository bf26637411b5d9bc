"""What the page of a path shows: steps with their words, progress, the picture, what is known."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from django.db import models

from accounts.models import User
from courses.graph import below
from courses.models import Course, Enrolment, LearningGoal, LearningPath, Skill
from recommendations.language.wordings import worded
from recommendations.paths import words
from recommendations.paths.following import Route
from recommendations.paths.picture import Picture, draw
from recommendations.paths.planning import plan_path
from recommendations.paths.types import FIRM, WEAK, Step, Traveller
from recommendations.paths.wording import step_facts
from recommendations.sources.terrain import aim_of, read_terrain

VISITOR_HOURS = 3
MOST_MEASURED = 8


@dataclass(frozen=True)
class ShownStep:
    """A step as the page shows it."""

    number: int
    course: Course
    why: str
    when: str
    warning: str
    skills: list[str]
    progress: int | None  # per cent, where the learner is on the course

    @property
    def is_next(self) -> bool:
        """Whether it is the first one ahead."""
        return self.number == 1


@dataclass(frozen=True)
class Measure:
    """How likely the learner answers right on a skill."""

    name: str
    percent: int
    fit: Literal["shaky", "growing", "firm"]


@dataclass(frozen=True)
class PathPage:
    """A path, ready for the template."""

    steps: list[ShownStep]
    done: list[Course]
    known: list[str]
    gaps: list[str]
    measures: list[Measure]
    picture: Picture
    weeks: int
    minutes: int
    is_another: bool = False

    @property
    def total(self) -> int:
        """How many steps there are, done ones among them."""
        return len(self.steps) + len(self.done)

    @property
    def percent(self) -> int:
        """How much of the path is done."""
        return 100 * len(self.done) // max(1, self.total)


class Followed(models.QuerySet[Enrolment]):
    """Sentences about enrolments in the courses of a path."""

    def of(self, learner: User, courses: Iterable[int]) -> "Followed":
        """A learner's in these courses."""
        return self.filter(learner=learner, course_id__in=list(courses), left_at=None)


def page_of_goal(goal: LearningGoal, route: Route, *, is_another: bool) -> PathPage:
    """The page of a learner's own path."""
    aimed = _aimed(route)
    inside = below(route.terrain.links, aimed)
    mine = list(Followed(Enrolment).of(goal.learner, route.terrain.courses.keys()))
    wanted = {
        one.course_id
        for one in mine
        if one.completed_at is not None
        and (one.course_id in route.aim.courses or one.completed_at >= goal.set_at)
        and (
            one.course_id in route.aim.courses
            or route.terrain.courses[one.course_id].skills & inside
        )
    }
    return _page(route, aimed, mine, wanted, is_another=is_another)


def page_of_staff_path(path: LearningPath, learner: User | None, route: Route | None) -> PathPage:
    """The page of a path that staff made: for a learner from where they are, else from the start."""
    if learner is None or route is None:
        aim = aim_of(LearningGoal(path=path))
        terrain = read_terrain(aim)
        traveller = Traveller(weekly_minutes=60 * VISITOR_HOURS)
        route = Route(aim, plan_path(terrain, traveller, aim), terrain, traveller)
        return _page(route, _aimed(route), [], set())
    mine = list(Followed(Enrolment).of(learner, route.terrain.courses.keys()))
    done = set(route.aim.courses) & route.traveller.done & route.terrain.courses.keys()
    return _page(route, _aimed(route), mine, done)


def _aimed(route: Route) -> set[int]:
    facts = (route.terrain.courses.get(one) for one in route.aim.courses)
    return set(route.aim.skills).union(*(one.skills for one in facts if one))


def _page(
    route: Route,
    aimed: set[int],
    mine: Iterable[Enrolment],
    done: set[int],
    *,
    is_another: bool = False,
) -> PathPage:
    plan, links = route.plan, route.terrain.links
    mentioned = {one for step in plan.steps for one in (step.skill, step.leads_to) if one}
    names = _names(below(links, aimed) | mentioned | {*plan.known, *route.readiness.estimates})
    courses = {
        course.pk: course
        for course in Course.objects.among(
            {step.course for step in plan.steps} | done
        ).with_card_data()
    }
    progress = {one.course_id: one.progress for one in mine if one.completed_at is None}
    named = words.Named(names, {pk: course.title for pk, course in courses.items()})
    shown = [step for step in plan.steps if step.course in courses]
    whys = worded([step_facts(step, courses[step.course].title, named) for step in shown])
    steps = [
        _step(number, step, courses[step.course], named, progress.get(step.course), why)
        for number, (step, why) in enumerate(zip(shown, whys, strict=True), start=1)
    ]
    return PathPage(
        steps=steps,
        done=[courses[pk] for pk in sorted(done) if pk in courses],
        known=[names[one] for one in plan.known if one in names],
        gaps=[names[one] for one in plan.gaps if one in names],
        measures=_measures(route, names, below(links, aimed)),
        picture=draw(links, aimed, _states(route), names, _turns(route)),
        weeks=plan.weeks,
        minutes=sum(step.course.duration_minutes for step in steps),
        is_another=is_another,
    )


def _step(
    number: int, step: Step, course: Course, named: words.Named, progress: int | None, why: str
) -> ShownStep:
    return ShownStep(
        number=number,
        course=course,
        why=why,
        when=words.when(step),
        warning=words.fit(step),
        skills=[named.skills[one] for one in step.skills if one in named.skills],
        progress=progress,
    )


def _states(route: Route) -> dict[int, str]:
    """Of each skill: known, next, missing, or else ahead."""
    following = route.plan.steps[0].skills if route.plan.steps else ()
    return (
        dict.fromkeys(route.plan.gaps, "missing")
        | dict.fromkeys(following, "next")
        | dict.fromkeys(route.traveller.skills, "known")
    )


def _turns(route: Route) -> dict[int, int]:
    """In which step each skill comes."""
    steps = enumerate(route.plan.steps)
    return {skill: number for number, step in steps for skill in step.skills}


def _measures(route: Route, names: dict[int, str], inside: set[int]) -> list[Measure]:
    """The estimates on the skills of this path, the shakiest first."""
    found = sorted(
        (chance, skill)
        for skill, chance in route.readiness.estimates.items()
        if skill in inside and skill in names
    )
    return [
        Measure(names[skill], round(100 * chance), _firmness(chance))
        for chance, skill in found[:MOST_MEASURED]
    ]


def _firmness(chance: float) -> Literal["shaky", "growing", "firm"]:
    """The same limits by which a course is hard or easy."""
    if chance < WEAK:
        return "shaky"
    return "firm" if chance >= FIRM else "growing"


def _names(skills: Iterable[int]) -> dict[int, str]:
    return {pk: skill.name for pk, skill in Skill.objects.in_bulk(list(skills)).items()}
