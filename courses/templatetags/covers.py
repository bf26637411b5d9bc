"""The picture of a course in a template."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from courses.covers import cover_address, palette_of
from courses.models import Category, Course

register = template.Library()


@register.simple_tag
def course_cover(course: Course, *, is_first: bool = False) -> SafeString:
    """The cover of a course; `is_first` for the one picture that a page opens with.

    A cover decorates the title beside it, so that its text alternative is empty.
    """
    return format_html(
        '<img class="cover cover-{}" src="{}" alt="" width="320" height="200" decoding="async"{}>',
        palette_of(course.category),
        cover_address(course),
        SafeString(' fetchpriority="high"' if is_first else ' loading="lazy"'),
    )


@register.filter
def palette(category: Category) -> str:
    """The name of a category's palette: part of the class that colours what stands for it."""
    return palette_of(category)
