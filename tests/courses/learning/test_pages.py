"""The pages of learning, as browsers without a script use them."""

import re

import pytest
from django.urls import reverse

from courses.enrolment import enrol, leave
from courses.models import Enrolment, Review, SavedCourse
from tests.conftest import make_course
from tests.courses.learning.builders import (
    add_lesson,
    complete,
    lessons_of,
)


@pytest.fixture
def as_ann(client, ann):
    client.force_login(ann)
    return client


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def post(client, name, course, **form):
    return client.post(reverse(name, args=[course.pk]), form, follow=True)


# --- Enrolling ---


def test_enrolling_leads_back_to_a_course_page_that_says_so(as_ann, ann, python_course):
    page = post(as_ann, "enrol", python_course)

    assert page.redirect_chain[-1][0] == python_course.get_absolute_url()
    assert "Start the first lesson" in text_of(page)
    assert Enrolment.objects.filter(learner=ann).count() == 1


def test_enrolling_from_a_lesson_leads_to_that_lesson(as_ann, python_course):
    lesson = lessons_of(python_course)[1]
    asked = as_ann.get(lesson.get_absolute_url(), follow=True)
    assert f'value="{lesson.get_absolute_url()}"' in text_of(asked)

    page = post(as_ann, "enrol", python_course, next=lesson.get_absolute_url())

    assert page.redirect_chain[-1][0] == lesson.get_absolute_url()


def test_nobody_is_sent_to_another_site(as_ann, python_course):
    page = post(as_ann, "enrol", python_course, next="https://evil.example/")

    assert page.redirect_chain[-1][0] == python_course.get_absolute_url()


def test_a_stranger_is_asked_to_sign_in_and_comes_back(client, python_course):
    page = post(client, "enrol", python_course)

    assert page.redirect_chain[-1][0].startswith("/account/login/?next=/course/")
    assert not Enrolment.objects.exists()


def test_instructors_and_latecomers_do_not_enrol(as_ann, ann, ben, client, python_course):
    archived = make_course("Old", status="archived")
    python_course.instructors.add(ann)

    post(as_ann, "enrol", python_course)
    assert post(as_ann, "enrol", archived).status_code == 404

    assert not Enrolment.objects.exists()


def test_a_course_called_save_has_a_page(as_ann, db):
    course = make_course("Save")

    page = as_ann.get(course.get_absolute_url())

    assert (page.status_code, "Save" in text_of(page)) == (200, True)
    assert not SavedCourse.objects.exists()


# --- Shelf and reviews ---


def test_marks_work_with_and_without_htmx(as_ann, python_course):
    address = reverse("save_course", args=[python_course.pk])

    assert as_ann.post(address).status_code == 302
    part = as_ann.post(
        reverse("dismiss_course", args=[python_course.pk]), headers={"HX-Request": "true"}
    )

    assert part.status_code == 200
    assert "<html" not in text_of(part)
    assert reverse("undismiss_course", args=[python_course.pk]) in text_of(part)


def test_a_visitor_who_saves_is_asked_to_sign_in_on_a_whole_page(client, python_course):
    address = reverse("save_course", args=[python_course.pk])

    answer = client.post(address, headers={"HX-Request": "true"})

    assert answer["HX-Redirect"].startswith("/account/login/?next=")


def test_a_review_is_written_edited_and_taken_back(as_ann, ann, python_course):
    complete(ann, python_course, 1)

    post(as_ann, "write_review", python_course, rating="2", text="Dry.")
    page = post(as_ann, "write_review", python_course, rating="4", text="<b>Better</b>")
    assert "&lt;b&gt;Better&lt;/b&gt;" in text_of(page)
    assert Review.objects.get().rating == 4

    post(as_ann, "delete_review", python_course)
    assert not Review.objects.exists()


def test_a_refused_review_says_why_and_keeps_the_words(as_ann, ann, python_course):
    complete(ann, python_course, 1)
    address = reverse("write_review", args=[python_course.pk])

    part = as_ann.post(
        address, {"rating": "", "text": "Long thoughts"}, headers={"HX-Request": "true"}
    )

    assert "Choose one to five stars." in text_of(part)
    assert "Long thoughts" in text_of(part)


def test_nobodys_address_is_shown_with_a_review(as_ann, ann, client, python_course):
    ann.display_name = ""
    ann.save()
    complete(ann, python_course, 1)
    post(as_ann, "write_review", python_course, rating="4", text="Good.")
    client.logout()

    page = text_of(client.get(python_course.get_absolute_url()))

    assert "Good." in page
    assert "ann@example.org" not in page


# --- My learning ---


def test_every_course_stands_on_its_shelf(as_ann, ann, db):
    begun, done, left = (make_course(name) for name in ("Begun", "Done", "Left behind"))
    complete(ann, begun, 1)
    complete(ann, done, 1, 2)
    enrol(ann, left)
    leave(ann, left)
    post(as_ann, "save_course", make_course("Later"))

    shown = {
        name: text_of(as_ann.get(f"{reverse('my_learning')}?show={name}"))
        for name in ("in_progress", "completed", "left")
    }
    shown["saved"] = text_of(as_ann.get(reverse("saved")))

    for shelf, title in {
        "in_progress": "Begun", "completed": "Done", "left": "Left behind", "saved": "Later"
    }.items():  # fmt: skip
        titles = [
            name
            for name in ("Begun", "Done", "Left behind", "Later")
            if f">{name}<" in shown[shelf]
        ]
        assert titles == [title], shelf


@pytest.mark.parametrize("address", ["", "?show=completed", "?show=left", "?show=%00", "?page=9"])
def test_an_empty_shelf_says_what_to_do(as_ann, address):
    page = as_ann.get(reverse("my_learning") + address)

    assert page.status_code == 200
    assert 'class="empty"' in text_of(page)


def test_my_learning_costs_the_same_for_one_course_and_for_many(
    as_ann, ann, django_assert_max_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def cost():
        as_ann.get(reverse("my_learning"))
        with CaptureQueriesContext(
            connection,
        ) as queries:
            as_ann.get(reverse("my_learning"))
        return len(queries)

    complete(ann, make_course("First"), 1)
    one = cost()
    for number in range(15):
        complete(ann, make_course(f"Course {number}"), 1)

    assert cost() == one


def test_a_lesson_added_after_completion_is_announced(as_ann, ann, python_course):
    complete(ann, python_course, 1, 2)
    add_lesson(python_course)

    assert "1 new lesson" in text_of(as_ann.get(f"{reverse('my_learning')}?show=completed"))
    assert "1 new lesson" in text_of(as_ann.get(python_course.get_absolute_url()))
