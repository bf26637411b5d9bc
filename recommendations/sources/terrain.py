"""The part of the catalogue in which a path is looked for, and the learner who looks for it."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Count, Q

from accounts.models import Level, User
from courses.graph import below, without_cycles
from courses.models import Course, Dismissal, DismissedCourse, Enrolment, LearningGoal, SkillLink
from courses.models.catalogue import links_below
from recommendations.paths.readiness import Readiness
from recommendations.paths.types import FIRM, Aim, Facts, Terrain, Traveller

LEVELS = list(Level)
SKILLS_OF_A_FIELD = 6
BEST_RATING = 5.0


class Offered(models.QuerySet[Course]):
    """Sentences about courses that may be steps."""

    def published(self) -> "Offered":
        """Those that everyone may see."""
        return self.filter(status="published")

    def teaching_any(self, skills: Iterable[int]) -> "Offered":
        """Those that teach one of these skills."""
        return self.filter(pk__in=SkillRows(Course.skills.through).of_skills(skills))

    def among(self, ids: Iterable[int]) -> "Offered":
        """Those with these ids."""
        return self.filter(pk__in=list(ids))

    def inside(self, category_id: int) -> "Offered":
        """Those of a category, or of all categories of a field."""
        return self.filter(Q(category_id=category_id) | Q(category__parent_id=category_id))


class SkillRows(models.QuerySet[models.Model]):
    """Rows of which course teaches what."""

    def of_skills(self, skills: Iterable[int]) -> models.QuerySet[models.Model, int]:
        """The courses that teach one of these."""
        return self.filter(skill_id__in=list(skills)).values_list("course_id", flat=True)

    def of_courses(self, courses: Iterable[int]) -> "SkillRows":
        """Those of these courses."""
        return self.filter(course_id__in=list(courses))

    def commonest(self, courses: models.QuerySet[Course], count: int) -> list[int]:
        """The skills that most of these courses teach."""
        rows = self.filter(course_id__in=courses.values("pk")).values("skill_id")
        found = rows.annotate(courses=Count("course_id")).order_by("-courses", "skill_id")
        return list(found.values_list("skill_id", flat=True)[:count])


class Mine(models.QuerySet[models.Model]):
    """Rows of one learner."""

    def of(self, learner: User) -> "Mine":
        """All of them."""
        return self.filter(learner=learner)


def aim_of(goal: LearningGoal) -> Aim:
    """What a goal asks for: for a field, the skills that most of its courses teach."""
    if goal.path is not None:
        courses = goal.path.steps.values_list("course_id", flat=True)
        return Aim(courses=tuple(courses), is_chosen=True)
    if goal.course_id is not None:
        return Aim(courses=(goal.course_id,))
    if goal.skill_id is not None:
        return Aim(skills=(goal.skill_id,))
    inside = Offered(Course).published().inside(goal.category_id or 0)
    found = SkillRows(Course.skills.through).commonest(inside, SKILLS_OF_A_FIELD)
    return Aim(skills=tuple(found))


def read_terrain(aim: Aim) -> Terrain:
    """The links of all skills, and every course that the aim may take: some queries, however many."""
    links = without_cycles(SkillLink.objects.accepted().graph())
    taught = _skills_of(aim.courses)
    aimed = set(aim.skills).union(*taught.values())
    teaching: set[int] = set(aim.courses)
    if not aim.is_chosen:
        offered = Offered(Course).published().teaching_any(below(links, aimed))
        teaching |= set(offered.values_list("pk", flat=True))
    requires = without_cycles(links_below(teaching))
    nearby = teaching.union(requires, *requires.values())
    skills = _skills_of(nearby)
    fields = ("pk", "duration_minutes", "level", "language", "rating")
    rows = Offered(Course).published().among(nearby).values_list(*fields)
    courses = {
        pk: Facts(
            skills=frozenset(skills.get(pk, ())),
            requires=frozenset(requires.get(pk, ())),
            minutes=minutes,
            level=LEVELS.index(Level(level)),
            language=language,
            appeal=rating / BEST_RATING,
        )
        for pk, minutes, level, language, rating in rows
    }
    return Terrain(links, courses)


def read_traveller(
    learner: User, aim: Aim, readiness: Readiness, *, weekly_hours: int
) -> Traveller:
    """What the learner knows, has done and does not want: their own courses and answers."""
    enrolments = list(
        Mine(Enrolment).of(learner).values_list("course_id", "completed_at", "left_at")
    )
    marks = list(Mine(DismissedCourse).of(learner).values_list("course_id", "why"))
    finished = {course for course, at, _left in enrolments if at is not None}
    begun = {course for course, at, left in enrolments if at is None and left is None}
    known = {course for course, why in marks if why == Dismissal.KNOWN}
    done = finished | known | set(learner.taught_courses.values_list("pk", flat=True))
    firm = {skill for skill, chance in readiness.estimates.items() if chance >= FIRM}
    taught = (set(skills) for skills in _skills_of(done).values())
    languages = set(Offered(Course).among(finished).values_list("language", flat=True))
    return Traveller(
        skills=frozenset(firm.union(*taught)),
        done=frozenset(done),
        begun=frozenset(begun),
        avoided=frozenset({course for course, _why in marks} - known - set(aim.courses)),
        level=LEVELS.index(Level(learner.level)) if learner.level else 0,
        languages=frozenset(languages | {learner.language}),
        weekly_minutes=60 * weekly_hours,
        estimates=readiness.estimates,
    )


def _skills_of(courses: Iterable[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    rows = SkillRows(Course.skills.through).of_courses(courses)
    for course, skill in rows.values_list("course_id", "skill_id"):
        found.setdefault(course, []).append(skill)
    return found
