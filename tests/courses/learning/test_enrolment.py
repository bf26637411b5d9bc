"""Enrolling, leaving and coming back (C1)."""

from courses.enrolment import enrol, leave
from courses.models import Enrolment
from tests.courses.learning.builders import complete
from tracking.models import Event


def events(verb):
    return Event.objects.filter(verb=verb).count()


def test_enrolling_twice_gives_the_same_enrolment_and_one_event(ann, python_course):
    first = enrol(ann, python_course)
    second = enrol(ann, python_course)

    assert first == second
    assert Enrolment.objects.count() == 1
    assert events("enrolled") == 1


def test_coming_back_keeps_progress_and_the_first_date_without_a_second_event(ann, python_course):
    before = complete(ann, python_course, 1)
    leave(ann, python_course)

    enrol(ann, python_course)

    after = Enrolment.objects.get()
    assert (after.left_at, after.progress) == (None, 50)
    assert after.enrolled_at == before.enrolled_at
    assert events("enrolled") == 1


def test_the_course_counts_those_who_are_on_it(ann, cleo, python_course):
    def count():
        python_course.refresh_from_db()
        return python_course.enrolment_count

    enrol(ann, python_course)
    enrol(cleo, python_course)
    assert count() == 2

    leave(ann, python_course)
    leave(ann, python_course)
    assert count() == 1

    enrol(ann, python_course)
    assert count() == 2

    Enrolment.objects.filter(learner=cleo).delete()
    assert count() == 1


def test_leaving_is_told_once_and_only_by_those_who_were_on_it(ann, cleo, python_course):
    enrol(ann, python_course)

    leave(ann, python_course)
    leave(ann, python_course)
    leave(cleo, python_course)

    assert events("left") == 1


def test_who_did_not_agree_to_logging_can_enrol_without_leaving_a_trace(cleo, python_course):
    enrol(cleo, python_course)

    assert Enrolment.objects.count() == 1
    assert Event.objects.count() == 0
