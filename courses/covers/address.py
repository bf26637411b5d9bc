"""Where a cover is found: the address holds all that the picture depends on."""

from typing import TYPE_CHECKING

from django.urls import reverse

from courses.covers.palettes import palette_of

if TYPE_CHECKING:
    from courses.models import Course

# Raised when covers are drawn differently: browsers keep each address for a year.
EDITION = 1


def cover_address(course: "Course") -> str:
    """The address of a course's picture: the uploaded one wins, else the drawn one."""
    if course.cover:
        return str(course.cover.url)
    return reverse("cover", args=[EDITION, palette_of(course.category), course.pk])
