"""Quizzes: exact marks, several right choices, retakes, and no answer before its time."""

import uuid

import pytest
from django.http import QueryDict

from courses.enrolment import enrol
from courses.models import Choice, Question, QuizAttempt
from courses.progress import NotEnrolledError
from courses.quizzes import (
    last_result,
    questions_of,
    read_answers,
    submit_quiz,
)
from tests.courses.learning.builders import add_quiz, choices_of
from tracking.models import Event


@pytest.fixture
def quiz(ann, python_course):
    enrol(ann, python_course)
    return add_quiz(python_course)


@pytest.mark.parametrize(
    ("picked", "right"),
    [("468", 2), ("46", 1), ("4678", 1), ("567", 0), ("", 0)],
)
def test_a_question_counts_when_exactly_its_right_choices_are_picked(ann, quiz, picked, right):
    attempt = submit_quiz(ann, quiz, choices_of(quiz, *picked))

    assert (attempt.right, attempt.out_of) == (right, 2)


def test_a_submission_completes_the_lesson_and_says_its_score(ann, quiz):
    submit_quiz(ann, quiz, choices_of(quiz, *"46"))

    assert ann.lesson_progress.get(lesson=quiz).is_done
    assert Event.objects.get(verb="quiz_submitted").value == 0.5


def test_the_last_attempt_is_explained_and_the_best_one_kept(ann, quiz):
    submit_quiz(ann, quiz, choices_of(quiz, *"468"))
    submit_quiz(ann, quiz, choices_of(quiz, *"36"))

    result = last_result(ann, quiz)

    assert (result.attempt.percent, result.best.percent, result.attempts) == (0, 100, 2)
    first = result.questions[0]
    assert [(c.text, c.is_correct, c.is_chosen) for c in first.choices] == [
        ("3", False, True),
        ("4", True, False),
        ("5", False, False),
    ]
    assert first.question.explanation == "Count."


def test_a_double_click_is_one_attempt(ann, quiz):
    key = uuid.uuid4()

    for _ in range(2):
        submit_quiz(ann, quiz, choices_of(quiz, *"468"), key=key)

    assert QuizAttempt.objects.count() == 1
    assert Event.objects.filter(verb="quiz_submitted").count() == 1


def test_another_learners_key_does_not_take_the_attempt_away(ann, cleo, quiz, python_course):
    enrol(cleo, python_course)
    key = uuid.uuid4()

    submit_quiz(ann, quiz, choices_of(quiz, *"468"), key=key)
    attempt = submit_quiz(cleo, quiz, choices_of(quiz, *"36"), key=key)

    assert (attempt.learner, attempt.percent) == (cleo, 0)


def test_choices_of_other_questions_are_dropped(quiz):
    one, several = questions_of(quiz)
    other = Choice.objects.get(text="6")
    form = QueryDict(f"question-{one.pk}={other.pk}&question-{several.pk}={other.pk}&question-x=1")

    assert read_answers([one, several], form) == {one.pk: [], several.pk: [other.pk]}


def test_a_question_without_a_right_choice_is_not_asked(quiz):
    broken = Question.objects.create(lesson=quiz, prompt="?", order=3)
    Choice.objects.create(question=broken, text="never")

    assert broken not in questions_of(quiz)


def test_a_question_deleted_since_does_not_break_the_result(ann, quiz):
    submit_quiz(ann, quiz, choices_of(quiz, *"468"))
    quiz.questions.first().delete()

    assert len(last_result(ann, quiz).questions) == 1


def test_strangers_answer_nothing(cleo, quiz):
    with pytest.raises(NotEnrolledError):
        submit_quiz(cleo, quiz, {})

    assert not QuizAttempt.objects.exists()
