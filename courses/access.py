"""Who may open the lessons of a course, and the files that they show."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from accounts.models import User
from courses.models import Course, Enrolment, Lesson
from tracking.actors import is_preview
from tracking.middleware import is_ahead_of_time

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

PUBLIC_FOLDERS = ("covers/",)


@dataclass(frozen=True)
class Seat:
    """A person in front of a course's lessons: on the course, or looking before it is given."""

    course: Course
    enrolment: Enrolment | None
    may_enter: bool
    is_recorded: bool  # whether what happens here is progress

    @property
    def is_preview(self) -> bool:
        """Whether the person looks without learning: instructors and staff."""
        return self.may_enter and self.enrolment is None


def seat_of(request: HttpRequest, course_id: int) -> Seat:
    """Where the person of a request sits; 404 for a course that they may not see."""
    course = get_object_or_404(Course.objects.visible_to(request.user), pk=course_id)
    person = request.user
    if not isinstance(person, User):
        return Seat(course, None, may_enter=False, is_recorded=False)
    enrolment = course.enrolments.active().of(person)
    return Seat(
        course,
        enrolment,
        may_enter=enrolment is not None or may_preview(person, course),
        is_recorded=enrolment is not None
        and not is_preview(request)
        and not is_ahead_of_time(request),
    )


def may_preview(person: User, course: Course) -> bool:
    """Whether a person may look at the lessons without being on the course."""
    return _sees_everything(person) or person in course.instructors.all()


def may_see_file(person: "User | AnonymousUser", name: str) -> bool:
    """Whether a file of the media folder is for this person.

    Covers are for everyone; a video is for those who may open a lesson that shows it; anything
    else is for nobody.
    """
    if name.startswith(PUBLIC_FOLDERS):
        return True
    if not isinstance(person, User):
        return False
    lessons = Lesson.objects.with_video(name)
    return lessons.exists() if _sees_everything(person) else lessons.open_to(person).exists()


def _sees_everything(person: User) -> bool:
    return person.is_staff and person.has_perm("courses.view_course")
