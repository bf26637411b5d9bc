"""The pages of learning, as browsers without a script use them."""

import re
import uuid

import pytest
from django.urls import reverse

from courses.enrolment import enrol, leave
from courses.models import Enrolment, LessonProgress, QuizAttempt, Review, SavedCourse
from courses.quizzes import submit_quiz
from tests.conftest import make_course
from tests.courses.learning.builders import (
    add_lesson,
    add_quiz,
    add_video,
    choices_of,
    complete,
    lessons_of,
)
from tracking.models import Event


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


# --- Lessons ---


def test_strangers_get_the_course_page_and_not_the_first_lesson(client, as_ann, python_course):
    lesson = lessons_of(python_course)[0]
    for _ in range(2):  # signed in, then not
        page = client.get(lesson.get_absolute_url(), follow=True)
        assert page.redirect_chain[-1][0].startswith(python_course.get_absolute_url())
        assert "Enrol in the course to open its lessons." in text_of(page)
        client.logout()
    assert not LessonProgress.objects.exists()


def test_opening_a_lesson_is_kept_and_logged(as_ann, ann, python_course):
    enrol(ann, python_course)

    page = as_ann.get(lessons_of(python_course)[0].get_absolute_url(), HTTP_USER_AGENT="Firefox")

    assert "Lesson 1 of 2" in text_of(page)
    verbs = list(Event.objects.order_by("received_at").values_list("verb", flat=True))
    assert verbs == ["enrolled", "lesson_started", "viewed"]


def test_a_page_fetched_ahead_of_time_is_not_an_opened_lesson(as_ann, ann, python_course):
    enrol(ann, python_course)

    as_ann.get(lessons_of(python_course)[0].get_absolute_url(), headers={"Sec-Purpose": "prefetch"})

    assert not LessonProgress.objects.exists()


@pytest.mark.parametrize("who", ["ben", "dan"])
def test_a_preview_leaves_no_trace(client, request, who, python_course):
    person = request.getfixturevalue(who)
    if who == "ben":
        python_course.instructors.add(person)
    client.force_login(person)
    lesson = lessons_of(python_course)[0]

    assert "A preview" in text_of(client.get(lesson.get_absolute_url()))
    client.post(reverse("lesson_complete", args=[python_course.pk, lesson.uid]))
    answer = client.post(
        reverse("lesson_position", args=[python_course.pk, lesson.uid]), {"position": "3"}
    )

    assert answer.status_code == 403
    assert not LessonProgress.objects.exists()
    assert not Event.objects.exists()


def test_completing_leads_to_the_next_lesson_and_in_the_end_to_the_finish(
    as_ann, ann, python_course
):
    enrol(ann, python_course)
    first, second = lessons_of(python_course)

    def finish(lesson):
        address = reverse("lesson_complete", args=[python_course.pk, lesson.uid])
        return as_ann.post(address, follow=True)

    assert finish(first).redirect_chain[-1][0] == second.get_absolute_url()
    end = finish(second)
    assert end.redirect_chain[-1][0] == reverse("course_finished", args=[python_course.pk])
    assert "Every lesson done" in text_of(end)


def test_the_end_of_a_course_is_not_shown_before_it(as_ann, ann, python_course):
    complete(ann, python_course, 1)

    page = as_ann.get(reverse("course_finished", args=[python_course.pk]), follow=True)

    assert page.redirect_chain[-1][0] == lessons_of(python_course)[1].get_absolute_url()


def test_an_unknown_lesson_says_that_it_was_removed_and_leads_on(as_ann, ann, python_course):
    complete(ann, python_course, 1)

    page = as_ann.get(reverse("lesson", args=[python_course.pk, uuid.uuid4()]))

    assert page.status_code == 404
    assert "This lesson was removed" in text_of(page)
    assert lessons_of(python_course)[1].get_absolute_url() in text_of(page)


def test_the_player_takes_reports_and_answers_with_progress(as_ann, ann, python_course):
    enrol(ann, python_course)
    video = add_video(python_course)
    address = reverse("lesson_position", args=[python_course.pk, video.uid])

    answer = as_ann.post(address, {"position": "42.5"})

    assert answer.json() == {"is_done": False, "progress": 0}
    page = text_of(as_ann.get(video.get_absolute_url()))
    assert 'data-start="42.50"' in page
    assert "You stopped at 0:42" in page
    assert as_ann.post(address, {"position": "x"}).status_code == 400
    assert as_ann.get(address).status_code == 405


def test_a_report_without_a_token_is_refused(ann, python_course):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(ann)
    enrol(ann, python_course)
    video = add_video(python_course)

    answer = strict.post(
        reverse("lesson_position", args=[python_course.pk, video.uid]), {"position": "3"}
    )

    assert answer.status_code == 403


# --- Quizzes ---


def test_the_page_of_a_quiz_does_not_know_the_answers(as_ann, ann, python_course):
    enrol(ann, python_course)
    quiz = add_quiz(python_course)
    submit_quiz(ann, quiz, choices_of(quiz, "4"))

    for address in (f"{quiz.get_absolute_url()}?again",):
        page = text_of(as_ann.get(address))
        assert "2 + 2?" in page
        for secret in ("is_correct", "choice-right", "Count.", "Halve them.", "checked"):
            assert secret not in page


def test_answers_are_marked_and_explained(as_ann, ann, python_course):
    enrol(ann, python_course)
    quiz = add_quiz(python_course)
    form = {f"question-{pk}": ids for pk, ids in choices_of(quiz, *"368").items()}
    address = reverse("lesson_quiz", args=[python_course.pk, quiz.uid])

    page = text_of(as_ann.post(address, form, follow=True))

    assert "1 / 2" in page
    assert "Count." in page
    assert "choice-wrong" in page


def test_a_missing_answer_is_named_and_the_others_stay(as_ann, ann, python_course):
    enrol(ann, python_course)
    quiz = add_quiz(python_course)
    form = {f"question-{pk}": ids for pk, ids in choices_of(quiz, "4").items()}

    page = text_of(as_ann.post(reverse("lesson_quiz", args=[python_course.pk, quiz.uid]), form))

    assert page.count("Choose an answer.") == 1
    assert page.count("checked") == 1
    assert not QuizAttempt.objects.exists()


def test_a_quiz_is_not_complete_without_answers(as_ann, ann, python_course):
    enrol(ann, python_course)
    quiz = add_quiz(python_course)

    page = as_ann.post(reverse("lesson_complete", args=[python_course.pk, quiz.uid]), follow=True)

    assert "Answer the questions first" in text_of(page)
    assert not LessonProgress.objects.filter(completed_at__isnull=False).exists()


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
