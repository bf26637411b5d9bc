"""Courses as they are put before a language model: title, level, skills."""

from collections.abc import Collection

from courses.models import Course
from recommendations.language.ordering import Choice


def read_choices(course_ids: Collection[int]) -> dict[int, Choice]:
    """Those of the courses that are published: two queries, however many they are."""
    courses = Course.objects.published().among(course_ids).prefetch_related("skills")
    return {
        course.pk: Choice(
            course.title, course.level, tuple(sorted(skill.slug for skill in course.skills.all()))
        )
        for course in courses.only("pk", "title", "level")
    }
