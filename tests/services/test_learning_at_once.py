"""Learning in two tabs at the same moment: real threads on a real PostgreSQL (C1, C4, C7)."""

import threading

import pytest
from django.db import connections

from courses.enrolment import enrol, leave
from courses.models import Enrolment, LessonProgress, Review
from courses.progress import complete_lesson
from courses.reviews import write_review
from courses.shelf import save_course
from tests.conftest import make_course, make_person
from tests.courses.learning.builders import complete, lessons_of
from tracking.models import Event

pytestmark = pytest.mark.usefixtures("postgresql")


def at_once(*deeds):
    """Do everything at the same moment, each in a thread with a connection of its own."""
    start, faults = threading.Barrier(len(deeds)), []

    def do(deed):
        try:
            start.wait()
            deed()
        except Exception as fault:  # noqa: BLE001
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=do, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert not faults


def test_two_tabs_that_enrol_at_once_make_one_enrolment_and_one_event(ann):
    course = make_course("Busy")

    at_once(*[lambda: enrol(ann, course)] * 6)

    course.refresh_from_db()
    assert (Enrolment.objects.count(), course.enrolment_count) == (1, 1)
    assert Event.objects.filter(verb="enrolled").count() == 1


def test_leaving_twice_at_once_counts_once(ann):
    course = make_course("Busy")
    enrol(ann, course)

    at_once(*[lambda: leave(ann, course)] * 4)

    course.refresh_from_db()
    assert course.enrolment_count == 0
    assert Event.objects.filter(verb="left").count() == 1


def test_lessons_completed_at_once_are_all_counted(ann):
    course = make_course("Eight", lessons=8)
    enrol(ann, course)

    def completes(lesson):
        return lambda: complete_lesson(ann, lesson)

    at_once(*[completes(lesson) for lesson in [*lessons_of(course), *lessons_of(course)]])

    enrolment = Enrolment.objects.get()
    assert (enrolment.progress, LessonProgress.objects.count()) == (100, 8)
    assert Event.objects.filter(verb="lesson_completed").count() == 8
    assert Event.objects.filter(verb="course_completed").count() == 1


def test_reviews_written_at_once_are_all_in_the_mean(transactional_db):
    course = make_course("Loved")
    learners = [make_person(f"Learner{number}") for number in range(6)]
    for learner in learners:
        complete(learner, course, 1)

    def writes(learner):
        return lambda: write_review(learner, course, 4)

    at_once(*[writes(learner) for learner in [*learners, *learners]])

    course.refresh_from_db()
    assert (course.rating_count, course.rating_sum, Review.objects.count()) == (6, 24, 6)


def test_saving_twice_at_once_is_one_mark(ann):
    course = make_course("Later")

    at_once(*[lambda: save_course(ann, course)] * 4)

    assert ann.savedcourses.count() == 1
    assert Event.objects.filter(verb="saved").count() == 1
