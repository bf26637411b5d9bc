"""The resume point: a true label, and a lesson that exists (C5)."""

from courses.enrolment import enrol
from courses.progress import open_lesson, resume_point, resume_points
from tests.conftest import make_course
from tests.courses.learning.builders import (
    add_lesson,
    add_video,
    complete,
    lessons_of,
)


def numbered(enrolment):
    point = resume_point(enrolment)
    return point.label, point.lesson_number


def test_a_course_that_was_not_opened_is_started(ann):
    assert numbered(enrol(ann, make_course("New", lessons=3))) == ("start", 1)


def test_going_back_to_an_early_lesson_does_not_move_the_bookmark(ann):
    course = make_course("Four", lessons=4)
    enrolment = complete(ann, course, 1, 2)
    open_lesson(ann, lessons_of(course)[2])

    open_lesson(ann, lessons_of(course)[0])

    assert numbered(enrolment) == ("continue", 3)


def test_a_look_at_the_last_lesson_does_not_move_the_bookmark(ann):
    course = make_course("Five", lessons=5)
    enrolment = complete(ann, course, 1)
    open_lesson(ann, lessons_of(course)[1])

    open_lesson(ann, lessons_of(course)[4])

    assert numbered(enrolment) == ("continue", 2)


def test_after_a_done_lesson_comes_the_next_open_one(ann):
    course = make_course("Four", lessons=4)
    assert numbered(complete(ann, course, 1, 2)) == ("continue", 3)


def test_a_skipped_lesson_comes_when_the_end_is_reached(ann):
    course = make_course("Three", lessons=3)
    assert numbered(complete(ann, course, 1, 3)) == ("continue", 2)


def test_a_completed_course_is_reviewed_from_the_start(ann, python_course):
    assert numbered(complete(ann, python_course, 1, 2)) == ("review", 1)


def test_a_lesson_added_after_completion_is_announced_and_opened(ann, python_course):
    enrolment = complete(ann, python_course, 1, 2)

    add_lesson(python_course)

    point = resume_point(enrolment)
    assert (point.label, point.lesson_number, point.new_lessons) == ("continue", 3, 1)


def test_a_course_without_lessons_has_no_target(ann):
    point = resume_point(enrol(ann, make_course("Empty", lessons=0)))

    assert (point.lesson, point.url) == (None, "")


def test_the_second_of_a_video_is_kept_until_its_end(ann, python_course):
    video = add_video(python_course, seconds=100)
    enrolment = complete(ann, python_course, 1, 2)
    progress = open_lesson(ann, video)

    progress.last_position = 40
    progress.save()
    assert resume_point(enrolment).seconds == 40

    progress.last_position = 99
    progress.save()
    assert resume_point(enrolment).seconds == 0


def test_many_enrolments_cost_as_many_queries_as_one(ann, django_assert_num_queries):
    enrolments = [complete(ann, make_course(f"Course {n}", lessons=3), 1) for n in range(12)]

    for some in (enrolments[:1], enrolments):
        with django_assert_num_queries(2):
            points = resume_points(some)
        assert {point.lesson_number for point in points.values()} == {2}
        assert all(point.url for point in points.values())
