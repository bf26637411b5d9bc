"""My learning as JSON: enrolling, progress, where I go on, leaving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.enrolment import enrol
from courses.models import Enrolment, Lesson
from courses.progress import complete_lesson
from tests.api.conftest import app_of
from tests.conftest import make_course
from tracking.models import Event

MINE = "/api/v1/my-learning/"


def test_enrolling_is_done_once(anns_app, ann, python_course):
    first = anns_app.post(MINE, {"course": python_course.pk}, format="json")
    second = anns_app.post(MINE, {"course": python_course.pk}, format="json")

    assert (first.status_code, second.status_code) == (201, 200)
    assert Enrolment.objects.get().learner == ann
    assert Event.objects.filter(verb="enrolled").count() == 1


def test_an_enrolment_shows_progress_and_where_to_go_on(anns_app, ann, python_course):
    enrol(ann, python_course)
    first, second = Lesson.objects.of_course(python_course)
    complete_lesson(ann, first)

    shown = anns_app.get(f"{MINE}{python_course.pk}/").json()

    assert shown["progress"] == 50
    assert shown["course"]["id"] == python_course.pk
    assert shown["resume"] == {
        "label": "continue", "lesson": str(second.uid), "lesson_title": "Lesson 2",
        "seconds": 0.0, "lesson_number": 2, "lesson_count": 2, "minutes_left": 5,
        "url": second.get_absolute_url(),
    }  # fmt: skip


def test_a_course_without_lessons_can_be_shown(anns_app, ann):
    enrol(ann, make_course("Empty", lessons=0))

    resume = anns_app.get(MINE).json()["results"][0]["resume"]

    assert (resume["lesson"], resume["url"]) == (None, "")


def test_only_my_own_courses_are_listed(ann, cleo, python_course):
    enrol(cleo, python_course)

    assert app_of(ann).get(MINE).json()["count"] == 0
    assert app_of(ann).get(f"{MINE}{python_course.pk}/").status_code == 404
    assert app_of(cleo).get(MINE).json()["count"] == 1


def test_leaving_keeps_what_was_done(anns_app, ann, python_course):
    enrol(ann, python_course)
    complete_lesson(ann, Lesson.objects.of_course(python_course)[0])

    assert anns_app.delete(f"{MINE}{python_course.pk}/").status_code == 204
    assert anns_app.get(MINE).json()["count"] == 0
    assert anns_app.delete(f"{MINE}{python_course.pk}/").status_code == 404

    back = anns_app.post(MINE, {"course": python_course.pk}, format="json")
    assert (back.status_code, back.json()["progress"]) == (201, 50)


@pytest.mark.parametrize("wrong", [0, -1, 2**70, "x", None, [], 10**9])
def test_a_course_that_cannot_be_enrolled_in_names_the_field(anns_app, wrong):
    answer = anns_app.post(MINE, {"course": wrong}, format="json")

    assert answer.status_code == 400
    assert list(answer.json()) == ["course"]


def test_nobody_enrols_in_a_draft_or_an_archived_course(anns_app):
    for status in ("draft", "archived"):
        course = make_course(f"A {status}", status=status)
        assert anns_app.post(MINE, {"course": course.pk}, format="json").status_code == 400
    assert not Enrolment.objects.exists()


def test_any_number_of_courses_takes_the_same_number_of_queries(anns_app, ann):
    counts = []
    for wanted in (2, 20):
        while Enrolment.objects.count() < wanted:
            enrol(ann, make_course(f"Course {Enrolment.objects.count()}"))
        with CaptureQueriesContext(connection) as queries:
            anns_app.get(MINE)
        counts.append(len(queries))

    assert counts[0] == counts[1]
