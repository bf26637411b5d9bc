"""What steps of paths say of themselves, as facts that may be said in other words."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

from django.db import models

from courses.models import Course, LearningGoal, LearningPath, Skill
from recommendations.language.facts import Facts
from recommendations.language.wordings import language_now
from recommendations.models import Purpose
from recommendations.paths import words
from recommendations.paths.planning import plan_path
from recommendations.paths.types import Reason, Step, Traveller
from recommendations.sources.terrain import aim_of, read_terrain

GOALS_READ = 300
Told = tuple[int, str, int | None, int | None, int | None]


class LatestGoals(models.QuerySet[LearningGoal]):
    """Reads stored plans."""

    def plans(self, count: int) -> models.QuerySet[LearningGoal, Any]:
        """The steps of the latest: no learner comes with them."""
        return self.order_by("-planned_at").values_list("plan", flat=True)[:count]


def step_facts(step: Step, title: str, named: words.Named) -> Facts:
    """Of the sentence under a step: its course, and what it teaches or prepares for."""
    after = named.courses.get(step.course_after or 0, "") if _names_course(step) else ""
    skills = (named.skills.get(one or 0, "") for one in (step.skill, step.leads_to))
    topics = tuple(filter(None, skills)) if _names_skills(step) else ()
    return Facts(
        Purpose.STEP,
        language_now(),
        words.why(step, named),
        courses=tuple(filter(None, (title, after))),
        must=(after,) if after else topics[:1],
        topics=topics,
    )


def wanted_facts(most: int, minutes: int) -> Iterator[Facts]:
    """Of the steps that stand on the most paths, in the language that is on."""
    told: Counter[Told] = Counter()
    for plan in LatestGoals(LearningGoal).plans(GOALS_READ):
        told.update(_told(Step(**{**one, "skills": tuple(one.get("skills", ()))})) for one in plan)
    for path in LearningPath.objects.published():
        aim = aim_of(LearningGoal(path=path))
        plan_of_all = plan_path(read_terrain(aim), Traveller(weekly_minutes=minutes), aim)
        told.update(map(_told, plan_of_all.steps))
    chosen = [step for step, _count in told.most_common(most)]
    named = _named(chosen)
    for course, reason, skill, leads_to, after in chosen:
        if course in named.courses and (not after or after in named.courses):
            step = Step(course, reason, (), skill, leads_to, after)
            yield step_facts(step, named.courses[course], named)


def _told(step: Step) -> Told:
    """All of a step that its sentence is made of."""
    return step.course, str(step.reason), step.skill, step.leads_to, step.course_after


def _names_course(step: Step) -> bool:
    return step.reason == Reason.REQUIRED


def _names_skills(step: Step) -> bool:
    return step.reason not in (Reason.REQUIRED, Reason.AIM, Reason.CHOSEN)


def _named(told: list[Told]) -> words.Named:
    courses = {pk for course, _reason, _skill, _next, after in told for pk in (course, after) if pk}
    skills = {
        pk for _course, _reason, skill, following, _after in told for pk in (skill, following) if pk
    }
    titles = dict(Course.objects.published().among(courses).values_list("pk", "title"))
    return words.Named({pk: one.name for pk, one in Skill.objects.in_bulk(skills).items()}, titles)
