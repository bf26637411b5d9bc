"""What is known of learners when their pages are assembled: one value a learner."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models

from accounts.models import Interest, User
from courses.models import Course, Dismissal, DismissedCourse, Enrolment, SavedCourse

Span = tuple[int, int]  # the first and the last id of some learners


@dataclass
class Standing:
    """One learner's standing with courses, and what they said of themselves."""

    enrolled: set[int] = field(default_factory=set)
    finished: dict[int, datetime] = field(default_factory=dict)
    saved: list[int] = field(default_factory=list)
    dismissed: set[int] = field(default_factory=set)
    disliked: list[int] = field(default_factory=list)  # of these, those that are of no interest
    known: set[int] = field(default_factory=set)  # of these, those that they know already
    less: list[int] = field(default_factory=list)  # of these, those whose like they want less of
    taught: set[int] = field(default_factory=set)
    topics: list[str] = field(default_factory=list)
    language: str = ""
    level: str = ""
    goal: str = ""

    @property
    def taken(self) -> set[int]:
        """Courses that are never recommended to this learner."""
        return self.enrolled | self.dismissed | self.taught


class People(models.QuerySet[User]):
    """Sentences about the people whose pages are kept."""

    def with_a_page(self) -> "People":
        """Active people who agreed to personalisation."""
        return self.filter(is_active=True, consents_to_personalisation=True)

    def ids(self) -> list[int]:
        """Their ids, ascending."""
        return list(self.order_by("pk").values_list("pk", flat=True))

    def within(self, span: Span) -> "People":
        """Those whose id lies within the span."""
        return self.filter(pk__range=span)


class OfLearners(models.QuerySet[models.Model]):
    """Rows that belong to learners."""

    def within(self, span: Span) -> "OfLearners":
        """Rows of the learners whose id lies within the span."""
        return self.filter(learner_id__gte=span[0], learner_id__lte=span[1])


def read_standings(span: Span) -> dict[int, Standing]:
    """The standing of every learner within the span: six queries, however many they are."""
    found: dict[int, Standing] = defaultdict(Standing)
    for learner, course, finished in _rows(Enrolment, span, "course_id", "completed_at"):
        found[learner].enrolled.add(course)
        if finished is not None:
            found[learner].finished[course] = finished
    for learner, course in _rows(SavedCourse, span, "course_id", order="-pk"):
        found[learner].saved.append(course)
    for learner, course, why in _rows(DismissedCourse, span, "course_id", "why"):
        found[learner].dismissed.add(course)
        match why:
            case Dismissal.LESS:
                found[learner].less.append(course)
            case Dismissal.KNOWN:
                found[learner].known.add(course)
            case _:
                found[learner].disliked.append(course)
    for learner, topic in _rows(Interest, span, "topic", order="pk"):
        found[learner].topics.append(topic)
    for learner, *said in People(User).within(span).values_list("pk", "language", "level", "goal"):
        found[learner].language, found[learner].level, found[learner].goal = said
    for learner, course in Teaching(Course.instructors.through).within(span):
        found[learner].taught.add(course)
    return found


class Teaching(models.QuerySet[models.Model]):
    """Rows of who teaches what."""

    def within(self, span: Span) -> Iterable[tuple[int, int]]:
        """Person and course of everything taught by people within the span."""
        return (
            self.filter(user_id__gte=span[0], user_id__lte=span[1])
            .values_list("user_id", "course_id")
            .iterator()
        )


def _rows(
    model: type[models.Model], span: Span, *fields: str, order: str = "pk"
) -> Iterable[tuple[Any, ...]]:
    rows = OfLearners(model).within(span).order_by(order)
    return rows.values_list("learner_id", *fields).iterator(chunk_size=10_000)
