"""What the course page shows: outline, prerequisites, reviews, and where this learner stands."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from courses.models import Course, Enrolment, Section

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User


@dataclass(frozen=True)
class Part:
    """A section with its lessons and its minutes."""

    section: Section
    lessons: list[Any]
    minutes: int


def outline_of(course: Course, user: "User | AnonymousUser") -> dict[str, Any]:
    """The context of the course page."""
    parts = [
        Part(
            section,
            list(section.lessons.all()),
            sum(x.duration_minutes for x in section.lessons.all()),
        )
        for section in course.sections.all()
    ]
    requires = [link.requires for link in course.prerequisite_links.all()]
    visible = set(
        Course.objects.among(c.pk for c in requires).visible_to(user).values_list("pk", flat=True)
    )
    return {
        "course": course,
        "parts": parts,
        "prerequisites": [found for found in requires if found.pk in visible],
        "enrolment": enrolment_of(course, user),
        "is_own": user.is_authenticated and user in course.instructors.all(),
    }


def enrolment_of(course: Course, user: "User | AnonymousUser") -> Enrolment | None:
    """The enrolment of this person, also if they left."""
    if not user.is_authenticated:
        return None
    return course.enrolments.of(user)
