"""Saving and dismissing: two marks that exclude each other, each counted once."""

from django.contrib.auth.models import AnonymousUser

from courses.models import DismissedCourse, SavedCourse
from courses.shelf import dismiss_course, save_course, saved_ids, undo_dismiss, unsave_course
from tracking.models import Event


def verbs():
    return list(Event.objects.order_by("received_at").values_list("verb", flat=True))


def test_saving_twice_is_one_mark_and_one_event(ann, python_course):
    save_course(ann, python_course)
    save_course(ann, python_course)

    assert saved_ids(ann) == {python_course.pk}
    assert verbs() == ["saved"]


def test_what_is_not_saved_cannot_be_taken_off(ann, python_course):
    unsave_course(ann, python_course)
    undo_dismiss(ann, python_course)

    assert verbs() == []


def test_dismissing_a_saved_course_takes_it_off_the_shelf(ann, python_course):
    save_course(ann, python_course)

    dismiss_course(ann, python_course)

    assert (SavedCourse.objects.count(), DismissedCourse.objects.count()) == (0, 1)
    assert verbs() == ["saved", "unsaved", "dismissed"]


def test_saving_a_dismissed_course_takes_the_dismissal_back(ann, python_course):
    dismiss_course(ann, python_course)

    save_course(ann, python_course, row="trending", position=3)

    assert (SavedCourse.objects.count(), DismissedCourse.objects.count()) == (1, 0)
    event = Event.objects.get(verb="saved")
    assert (event.row, event.position) == ("trending", 3)


def test_nobody_in_particular_saved_nothing(db):
    assert saved_ids(AnonymousUser()) == set()
