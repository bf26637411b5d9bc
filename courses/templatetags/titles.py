"""Titles of courses for lists that know them only by id."""

from collections.abc import Iterable
from typing import Any

from django import template

from courses.models import Course

register = template.Library()


@register.simple_tag
def course_titles(rows: Iterable[Any]) -> dict[int, str]:
    """Titles by id of the courses that these rows name in `course_id`: one query."""
    ids = {row.course_id for row in rows if row.course_id}
    return dict(Course.objects.among(ids).values_list("pk", "title"))


@register.filter
def title_of(titles: dict[int, str], course_id: int | None) -> str:
    """The title of one course, empty if it is gone."""
    return titles.get(course_id, "") if course_id else ""
