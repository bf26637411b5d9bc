"""Courses as they describe themselves, for proposals: never the names of their skills as such."""

from collections import defaultdict

from courses.models import Course, Lesson, Prerequisite, Section, Skill, SkillLink
from recommendations.engine.features.described import Described, Shelf
from recommendations.engine.features.evidence import Ground

MOST = 3_000  # the latest courses say enough
LONGEST = 20_000  # characters of one course's body
FIELDS = (
    "pk", "title", "subtitle", "description", "outcomes", "language", "level", "published_at",
)  # fmt: skip


def read_ground(course_id: int | None = None) -> tuple[Ground, list[int]]:
    """Published courses, with one more behind them if it is asked for; and their ids in order."""
    published = Course.objects.published().order_by("-published_at", "-pk").only(*FIELDS)
    courses = [one for one in published[:MOST] if one.pk != course_id]
    if course_id is not None:
        courses += Course.objects.among([course_id]).only(*FIELDS)
    ids = [one.pk for one in courses]
    names, bodies = _parts(ids)
    skills, requires = _skills(ids), _requires(ids)
    described = [
        Described(
            id=one.pk,
            language=one.language,
            heading="\n".join(filter(None, [*_heading(one), *names[one.pk]])),
            body="\n".join([one.description, *bodies[one.pk]])[:LONGEST],
            level=one.level,
            skills=frozenset(skills[one.pk]),
            requires=frozenset(requires[one.pk]),
        )
        for one in courses
    ]
    ground = Ground(Shelf(described), _skill_names(), SkillLink.objects.accepted().graph())
    return ground, ids


def _heading(course: Course) -> list[str]:
    return [course.title, course.subtitle, *map(str, course.outcomes or [])]


def _parts(ids: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Names of sections and lessons, and the lessons' texts, by course."""
    names: dict[int, list[str]] = defaultdict(list)
    bodies: dict[int, list[str]] = defaultdict(list)
    wanted = set(ids)
    for course, title in Section.objects.order_by("order").values_list("course_id", "title"):
        if course in wanted:
            names[course].append(title)
    lessons = Lesson.objects.order_by("section__order", "order")
    columns = ("section__course_id", "title", "body")
    for course, title, body in lessons.values_list(*columns).iterator(2_000):
        if course in wanted and sum(map(len, bodies[course])) < LONGEST:
            names[course].append(title)
            bodies[course].append(body)
    return names, bodies


def _skills(ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    wanted = set(ids)
    for course, skill in Course.skills.through.objects.values_list("course_id", "skill_id"):
        if course in wanted:
            found[course].append(skill)
    return found


def _requires(ids: list[int]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    links = Prerequisite.objects.of_courses(ids)
    for course, requires in links.values_list("course_id", "requires_id"):
        found[course].append(requires)
    return found


def _skill_names() -> dict[int, tuple[str, ...]]:
    """Every skill by its names in both languages."""
    return {
        pk: (english, chinese)
        for pk, english, chinese in Skill.objects.values_list("pk", "name_en", "name_zh")
    }
