"""Publishing a course: what is missing is named first."""

from collections.abc import Iterator

from django.utils import timezone
from django.utils.translation import gettext as _

from courses.models import Course, CourseStatus, Lesson, LessonKind


class NotReadyError(ValueError):
    """The course cannot be published; `missing` says what it lacks."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__("; ".join(missing))
        self.missing = missing


def missing_parts(course: Course) -> list[str]:
    """What a course lacks before it can be published, in the words of its author."""
    return [*_missing_facts(course), *_missing_lessons(course)]


def publish(course: Course) -> None:
    """Publish a course that is complete; the day of the first publication stays.

    Raises NotReadyError when something is missing; nothing is changed then.
    """
    missing = missing_parts(course)
    if missing:
        raise NotReadyError(missing)
    course.status = CourseStatus.PUBLISHED
    course.published_at = course.published_at or timezone.now()
    course.save()


def _missing_facts(course: Course) -> Iterator[str]:
    if not course.title.strip():
        yield _("a title")
    if not course.description.strip():
        yield _("a description")
    if course.category_id is None:
        yield _("a category")
    if not course.outcomes:
        yield _("what learners will learn")
    if not course.instructors.exists():
        yield _("an instructor")


def _missing_lessons(course: Course) -> Iterator[str]:
    lessons = list(Lesson.objects.of_course(course).prefetch_related("questions__choices"))
    if not lessons:
        yield _("a lesson")
    for lesson in lessons:
        if lesson.kind == LessonKind.TEXT and not lesson.body.strip():
            yield _("the text of the lesson “%(lesson)s”") % {"lesson": lesson.title}
        if lesson.kind == LessonKind.VIDEO and not lesson.video:
            yield _("the video of the lesson “%(lesson)s”") % {"lesson": lesson.title}
        if lesson.kind == LessonKind.QUIZ:
            yield from _missing_answers(lesson)


def _missing_answers(lesson: Lesson) -> Iterator[str]:
    questions = list(lesson.questions.all())
    if not questions:
        yield _("a question in the quiz “%(lesson)s”") % {"lesson": lesson.title}
    for question in questions:
        if not any(choice.is_correct for choice in question.choices.all()):
            yield _("a right answer to “%(question)s”") % {"question": question.prompt[:60]}
