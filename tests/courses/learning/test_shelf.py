"""Saving and dismissing: two marks that exclude each other, each counted once."""

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.models import Dismissal, DismissedCourse, SavedCourse
from courses.shelf import dismiss_course, save_course, saved_ids, undo_dismiss, unsave_course
from tracking.models import Event
from tracking.verbs import UNDOES


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


def test_another_reason_takes_the_place_of_the_first(ann, python_course):
    dismiss_course(ann, python_course)
    dismiss_course(ann, python_course, Dismissal.KNOWN)
    dismiss_course(ann, python_course, Dismissal.KNOWN)

    assert DismissedCourse.objects.get().why == Dismissal.KNOWN
    assert verbs() == ["dismissed", "undismissed", "already_known"]


@pytest.mark.parametrize("why", Dismissal.values)
def test_each_reason_is_taken_back_by_its_own_verb(ann, python_course, why):
    dismiss_course(ann, python_course, Dismissal(why))
    undo_dismiss(ann, python_course)

    done, undone = verbs()
    assert UNDOES[undone] == done == why
    assert not DismissedCourse.objects.exists()


@pytest.mark.parametrize(
    ("form", "verb"),
    [
        ({"why": "less_wanted"}, "less_wanted"),
        ({"why": "already_known"}, "already_known"),
        ({"why": "because"}, "dismissed"),
        ({}, "dismissed"),
    ],
)
def test_the_menu_of_a_card_says_why(client, ann, python_course, form, verb):
    client.force_login(ann)
    place = {"row": "picked", "position": "3", "next": "/catalogue/"}

    answer = client.post(f"/course/{python_course.pk}/dismiss/", place | form)

    assert answer.url == "/catalogue/"
    event = Event.objects.get()
    assert (event.verb, event.row, event.position) == (verb, "picked", 3)


@pytest.mark.parametrize(
    ("helped", "verb"), [("yes", "reason_helped"), ("no", "reason_did_not_help")]
)
def test_a_reason_is_judged_with_and_without_scripts(client, ann, python_course, helped, verb):
    client.force_login(ann)
    address, form = f"/course/{python_course.pk}/reason/", {"helped": helped, "row": "picked"}

    plain = client.post(address, form)
    part = client.post(address, form, headers={"HX-Request": "true"})

    assert plain.status_code == 302
    assert 'class="card-tools"' in part.content.decode()
    assert verbs() == [verb, verb]
    assert not DismissedCourse.objects.exists()
