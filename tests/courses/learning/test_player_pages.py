"""The player and its quizzes, as browsers without a script use them."""

import re
import uuid

import pytest
from django.urls import reverse

from courses.enrolment import enrol
from courses.models import LessonProgress, QuizAttempt
from courses.quizzes import submit_quiz
from tests.courses.learning.builders import (
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
