"""Where a person stands with a course: what the buttons of its page offer them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from accounts.models import User
from courses.access import may_preview
from courses.models import Course, CourseStatus, Enrolment, Lesson, SavedCourse
from courses.resume import ResumePoint, resume_point

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


@dataclass(frozen=True)
class Standing:
    """A person in front of a course."""

    enrolment: Enrolment | None = None
    point: ResumePoint | None = None
    preview: Lesson | None = None
    is_saved: bool = False
    is_teacher: bool = False
    is_open: bool = True

    @property
    def is_enrolled(self) -> bool:
        """Whether the person is on the course now."""
        return self.enrolment is not None and self.enrolment.left_at is None

    @property
    def has_left(self) -> bool:
        """Whether the person was on the course and may come back."""
        return self.enrolment is not None and self.enrolment.left_at is not None


def standing_of(course: Course, person: "User | AnonymousUser") -> Standing:
    """Where this person stands; nobody in particular stands before an open door."""
    is_open = course.status == CourseStatus.PUBLISHED
    if not isinstance(person, User):
        return Standing(is_open=is_open)
    enrolment = course.enrolments.of(person)
    is_enrolled = enrolment is not None and enrolment.left_at is None
    return Standing(
        enrolment=enrolment,
        point=resume_point(enrolment) if enrolment is not None and is_enrolled else None,
        preview=None if is_enrolled else _preview(course, person),
        is_saved=SavedCourse.objects.by(person).on(course).exists(),
        is_teacher=person in course.instructors.all(),
        is_open=is_open or enrolment is not None,
    )


def _preview(course: Course, person: User) -> Lesson | None:
    """The first lesson, for those who may look without being on the course."""
    return Lesson.objects.outlines([course.pk]).first() if may_preview(person, course) else None
