"""Learners' first answers to each quiz, with the skills that its course teaches, as arrays.

Only the first: whoever tries again has seen what was right.
"""

from typing import Any

import numpy as np
from django.db import models
from django.db.models import Min

from accounts.models import User
from courses.models import Course, QuizAttempt
from recommendations.engine.tracing import Answers


class First(models.QuerySet[QuizAttempt]):
    """Sentences about first attempts."""

    def first_ones(self) -> "First":
        """The first attempt of each learner at each quiz that has questions, in order of time."""
        firsts = self.order_by().values("learner_id", "lesson_id").annotate(first=Min("pk"))
        return self.filter(pk__in=firsts.values("first"), out_of__gt=0).order_by(
            "submitted_at", "pk"
        )

    def of(self, learner_id: int) -> "First":
        """Those of one learner."""
        return self.filter(learner_id=learner_id)

    def agreed(self) -> "First":
        """Those of learners who agreed that what they do is used."""
        return self.filter(learner__consents_to_personalisation=True, learner__is_active=True)


def read_answers() -> Answers:
    """Every first answer of those who agreed, in order of time."""
    return _answers(First(QuizAttempt).agreed().first_ones())


def answers_of(learner_id: int) -> Answers:
    """One learner's own: two queries."""
    return _answers(First(QuizAttempt).of(learner_id).first_ones())


def has_simulated_learners() -> bool:
    """Whether answers of a demo world are among them."""
    return User.objects.simulated().exists()


def _answers(attempts: First) -> Answers:
    fields = ("learner_id", "lesson__section__course_id", "right", "out_of")
    rows = list(attempts.values_list(*fields))
    skills = _skills_of({row[1] for row in rows})
    kept = [row for row in rows if skills.get(row[1])]
    table: Any = np.array([(row[0], row[2], row[3]) for row in kept], dtype=float).reshape(-1, 3)
    return Answers(
        table[:, 0].astype(int),
        [skills[row[1]] for row in kept],
        np.minimum(table[:, 1], table[:, 2]),
        table[:, 2],
    )


class Taught(models.QuerySet[models.Model]):
    """Rows of which course teaches what."""

    def by(self, courses: set[int]) -> "Taught":
        """Those of these courses."""
        return self.filter(course_id__in=courses)


def _skills_of(courses: set[int]) -> dict[int, tuple[int, ...]]:
    found: dict[int, tuple[int, ...]] = {}
    rows = Taught(Course.skills.through).by(courses).order_by("course_id", "skill_id")
    for course, skill in rows.values_list("course_id", "skill_id"):
        found[course] = (*found.get(course, ()), skill)
    return found
