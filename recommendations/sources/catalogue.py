"""The courses that somebody may see, as plain facts: to be named, compared and sifted."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _

from accounts.models import Level
from courses.models import Category, Course, Language, Prerequisite, SkillLink

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Known:
    """One published course."""

    pk: int
    title: str
    slug: str
    language: str
    level: str
    minutes: int
    lessons: int
    rating: float
    ratings: int
    category: int | None
    enrolments: int

    @property
    def level_name(self) -> str:
        """The level in words of the language that is on."""
        return str(dict(Level.choices).get(self.level, self.level))

    @property
    def language_name(self) -> str:
        """The language in words."""
        return _("Chinese") if self.language == Language.CHINESE else _("English")


Catalogue = dict[int, Known]
_COLUMNS = (
    "pk", "title", "slug", "language", "level", "duration_minutes", "lesson_count", "rating",
    "rating_count", "category_id", "enrolment_count",
)  # fmt: skip


def read_catalogue(user: "User | AnonymousUser") -> Catalogue:
    """Every published course that this person may see: one query."""
    rows = Course.objects.published().visible_to(user).order_by("pk").values_list(*_COLUMNS)
    known = (Known(*row) for row in rows)
    return {one.pk: one for one in known}


class SkillRows(models.QuerySet[models.Model]):
    """Rows of which course teaches what."""

    def of_course(self, course: int) -> set[int]:
        """Skills of one course."""
        return set(self.filter(course_id=course).values_list("skill_id", flat=True))

    def courses_of(self, skills: Iterable[int]) -> dict[int, int]:
        """How many of these skills each course teaches."""
        counts: dict[int, int] = {}
        for course in self.filter(skill_id__in=list(skills)).values_list("course_id", flat=True):
            counts[course] = counts.get(course, 0) + 1
        return counts


class Links(models.QuerySet[Prerequisite]):
    """What builds directly on what."""

    def below(self, course: int) -> list[int]:
        """What a course builds on."""
        return list(self.filter(course_id=course).values_list("requires_id", flat=True))

    def above(self, course: int) -> list[int]:
        """What builds on a course."""
        return list(self.filter(requires_id=course).values_list("course_id", flat=True))


@dataclass(frozen=True)
class Around:
    """Where a course stands among others: by links of courses, and by the graph of skills."""

    direct: tuple[int, ...]  # linked by the people who made the courses
    by_skill: dict[int, int]  # course -> how many skills lie next to those of the course


def read_after(course: int) -> Around:
    """What builds on a course, and courses whose skills build on its skills."""
    graph = SkillLink.objects.accepted().graph()
    mine = SkillRows(Course.skills.through).of_course(course)
    skills = {skill for skill, needs in graph.items() if needs & mine} - mine
    counts = SkillRows(Course.skills.through).courses_of(skills)
    counts.pop(course, None)
    return Around(tuple(Links(Prerequisite).above(course)), counts)


def read_before(course: int) -> Around:
    """What a course builds on, directly and below that, and courses for the skills below."""
    direct = Links(Prerequisite).below(course)
    for one in list(direct):
        direct += [pk for pk in Links(Prerequisite).below(one) if pk not in direct]
    graph = SkillLink.objects.accepted().graph()
    mine = SkillRows(Course.skills.through).of_course(course)
    skills = {needed for skill in mine for needed in graph.get(skill, ())} - mine
    counts = SkillRows(Course.skills.through).courses_of(skills)
    counts.pop(course, None)
    return Around(tuple(direct), counts)


class Fields(models.QuerySet[Category]):
    """Categories by their names."""

    def names(self) -> list[tuple[int, str, str, str, int | None]]:
        """Id, slug, both names and the field above of every category."""
        rows = self.order_by("pk")
        return list(rows.values_list("pk", "slug", "name_en", "name_zh", "parent_id"))
