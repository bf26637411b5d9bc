"""Progress: one number, one function, and a completion that stays (C2, C4)."""

import pytest

from courses.enrolment import enrol, leave
from courses.models import LessonProgress
from courses.progress import NotEnrolledError, complete_lesson, open_lesson, recompute
from tests.conftest import make_course
from tests.courses.learning.builders import add_lesson, complete, lessons_of
from tracking.models import Event


def test_progress_is_the_share_of_lessons_rounded_down(ann):
    course = make_course("Thirds", lessons=3)

    assert complete(ann, course, 1).progress == 33
    assert complete(ann, course, 2).progress == 66
    assert complete(ann, course, 3).progress == 100


def test_completing_a_lesson_twice_counts_once(ann, python_course):
    assert complete(ann, python_course, 1, 1).progress == 50
    assert Event.objects.filter(verb="lesson_completed").count() == 1
    assert LessonProgress.objects.count() == 1


def test_a_course_is_completed_once_with_a_date(ann, python_course):
    enrolment = complete(ann, python_course, 1, 2)
    first = enrolment.completed_at

    recompute(enrolment)

    enrolment.refresh_from_db()
    assert first is not None
    assert enrolment.completed_at == first
    assert Event.objects.filter(verb="course_completed").count() == 1


def test_a_course_without_lessons_is_never_completed(ann):
    enrolment = enrol(ann, make_course("Empty", lessons=0))

    assert recompute(enrolment) == 0
    enrolment.refresh_from_db()
    assert enrolment.completed_at is None


def test_a_lesson_added_later_leaves_the_course_completed(ann, python_course):
    enrolment = complete(ann, python_course, 1, 2)

    add_lesson(python_course)

    enrolment.refresh_from_db()
    assert enrolment.progress == 66
    assert enrolment.completed_at is not None


def test_a_deleted_lesson_changes_the_progress_of_everyone(ann, cleo):
    course = make_course("Four", lessons=4)
    of_ann, of_cleo = complete(ann, course, 1, 2), complete(cleo, course, 4)

    lessons_of(course)[3].delete()

    of_ann.refresh_from_db()
    of_cleo.refresh_from_db()
    assert (of_ann.progress, of_cleo.progress) == (66, 0)


def test_deleting_the_last_open_lesson_completes_the_course(ann, python_course):
    enrolment = complete(ann, python_course, 1)

    lessons_of(python_course)[1].delete()

    enrolment.refresh_from_db()
    assert (enrolment.progress, enrolment.completed_at is not None) == (100, True)
    assert Event.objects.filter(verb="course_completed").count() == 1


def test_deleting_a_whole_course_completes_nothing(ann, python_course):
    complete(ann, python_course, 1)

    python_course.delete()

    assert not Event.objects.filter(verb="course_completed").exists()


def test_only_who_is_on_the_course_makes_progress(ann, cleo, python_course):
    lesson = lessons_of(python_course)[0]
    enrol(ann, python_course)
    leave(ann, python_course)

    for person in (ann, cleo):
        with pytest.raises(NotEnrolledError):
            complete_lesson(person, lesson)
        with pytest.raises(NotEnrolledError):
            open_lesson(person, lesson)

    assert LessonProgress.objects.count() == 0


def test_opening_a_lesson_is_an_event_the_first_time_only(ann, python_course):
    enrolment = enrol(ann, python_course)
    lesson = lessons_of(python_course)[0]

    open_lesson(ann, lesson)
    open_lesson(ann, lesson)

    enrolment.refresh_from_db()
    assert enrolment.last_lesson == lesson
    event = Event.objects.get(verb="lesson_started")
    assert (event.object_id, event.course_id) == (str(lesson.pk), python_course.pk)
