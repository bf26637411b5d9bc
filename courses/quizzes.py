"""Quizzes: marks a learner's answers, keeps every attempt, explains what was right."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from accounts.models import User
from courses.models import Choice, Lesson, Question, QuizAttempt
from courses.progress import complete_lesson
from courses.streaks import note_learning_day
from tracking.ledger import emit

Answers = Mapping[int, Collection[int]]  # question id -> ids of the chosen choices


@dataclass(frozen=True)
class AskedQuestion:
    """A question as the page asks it: without a word about which choice is right."""

    question: Question
    choices: list[Choice]
    chosen: frozenset[int] = frozenset()
    takes_several: bool = False
    is_unanswered: bool = False

    @property
    def name(self) -> str:
        """The name of the question's form field."""
        return field_name(self.question)


@dataclass(frozen=True)
class MarkedChoice:
    """A choice after the submission."""

    text: str
    is_correct: bool
    is_chosen: bool


@dataclass(frozen=True)
class MarkedQuestion:
    """A question after the submission: what was chosen, what is right, and why."""

    question: Question
    choices: list[MarkedChoice]
    is_right: bool


@dataclass(frozen=True)
class Result:
    """An attempt as the page explains it, beside the best and the first ones."""

    attempt: QuizAttempt
    questions: list[MarkedQuestion]
    best: QuizAttempt
    attempts: int = field(default=1)


def field_name(question: Question) -> str:
    """The name of a question's form field."""
    return f"question-{question.pk}"


def questions_of(lesson: Lesson) -> list[Question]:
    """The questions of a quiz with their choices; a question nobody can answer is left out."""
    questions = Question.objects.of_lesson(lesson)
    return [found for found in questions if right_choices(found)]


def right_choices(question: Question) -> frozenset[int]:
    """The ids of the right choices."""
    return frozenset(choice.pk for choice in question.choices.all() if choice.is_correct)


def asked(
    questions: list[Question], answers: Answers | None = None, *, is_checked: bool = False
) -> list[AskedQuestion]:
    """The questions as a form, with what was chosen so far; a check marks the empty ones."""
    chosen = {pk: frozenset(ids) for pk, ids in (answers or {}).items()}
    return [
        AskedQuestion(
            question,
            list(question.choices.all()),
            chosen.get(question.pk, frozenset()),
            takes_several=len(right_choices(question)) > 1,
            is_unanswered=is_checked and not chosen.get(question.pk),
        )
        for question in questions
    ]


def read_answers(questions: list[Question], form: QueryDict) -> dict[int, list[int]]:
    """The choices that a form picked, less any that the question does not offer."""
    answers = {}
    for question in questions:
        offered = {str(choice.pk): choice.pk for choice in question.choices.all()}
        picked = form.getlist(field_name(question))
        answers[question.pk] = sorted({offered[text] for text in picked if text in offered})
    return answers


@transaction.atomic
def submit_quiz(
    learner: User, lesson: Lesson, answers: Answers, *, key: UUID | None = None
) -> QuizAttempt:
    """Mark an attempt and complete the lesson; the same key again gives the same attempt back.

    A question counts when exactly its right choices were picked. Raises NotEnrolledError.
    """
    complete_lesson(learner, lesson)
    questions = questions_of(lesson)
    right = sum(frozenset(answers.get(q.pk, ())) == right_choices(q) for q in questions)
    marks = {
        "lesson": lesson,
        "answers": {str(pk): list(chosen) for pk, chosen in answers.items()},
        "right": right,
        "out_of": len(questions),
        "submitted_at": timezone.now(),
    }
    if key is None:
        attempt, is_new = QuizAttempt.objects.create(learner=learner, **marks), True
    else:
        attempt, is_new = QuizAttempt.objects.get_or_create(
            learner=learner, key=key, defaults=marks
        )
    if is_new:
        emit("quiz_submitted", learner=learner, target=lesson, value=attempt.share)
        note_learning_day(learner)
    return attempt


def last_result(learner: User, lesson: Lesson) -> Result | None:
    """The last attempt explained, and the best one; None before the first submission."""
    attempts = list(lesson.attempts.by(learner))
    if not attempts:
        return None
    best = max(attempts, key=lambda attempt: attempt.share)
    return Result(attempts[0], marked(lesson, attempts[0]), best, len(attempts))


def marked(lesson: Lesson, attempt: QuizAttempt) -> list[MarkedQuestion]:
    """What was answered beside what is right; questions that came later are left out."""
    chosen = {int(pk): frozenset(ids) for pk, ids in attempt.answers.items()}
    return [
        MarkedQuestion(
            question,
            [
                MarkedChoice(c.text, c.is_correct, c.pk in chosen[question.pk])
                for c in question.choices.all()
            ],
            is_right=chosen[question.pk] == right_choices(question),
        )
        for question in questions_of(lesson)
        if question.pk in chosen
    ]
