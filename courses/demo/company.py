"""Whom people of the demo world follow: simulated learners who allow it, and instructors."""

from collections import Counter
from collections.abc import Iterable

from django.db import models

from accounts.models import Follow, Role, User
from courses.models import Course, Enrolment

OPEN = 3  # every third simulated learner lets others follow them
FOLLOWED = 6  # simulated learners followed by a sign-in


class Shared(models.QuerySet[Enrolment]):
    """Reads who studies the same."""

    def courses_of(self, learner: User) -> set[int]:
        """The courses that a learner is on."""
        return set(self.filter(learner=learner).values_list("course_id", flat=True))

    def open_learners_on(self, courses: Iterable[int]) -> Counter[int]:
        """Simulated learners who allow it, by how many of these courses they are on."""
        theirs = self.filter(
            course_id__in=list(courses), learner__is_simulated=True, learner__is_followable=True
        )
        return Counter(theirs.values_list("learner_id", flat=True))


def write_follows(sign_ins: Iterable[User], learners: Iterable[User]) -> int:
    """Open every third simulated learner, and have sign-ins follow those who study the same."""
    opened = list(learners)[::OPEN]
    for learner in opened:
        learner.is_followable = True
    User.objects.bulk_update(opened, ["is_followable"])
    follows = [
        Follow(person=person, other_id=other)
        for person in sign_ins
        if person.role == Role.LEARNER
        for other in _company_of(person)
    ]
    return len(Follow.objects.bulk_create(follows, ignore_conflicts=True))


def _company_of(person: User) -> list[int]:
    """Those who share most courses, and whoever teaches the course that the person is on."""
    courses = Shared(Enrolment).courses_of(person)
    alike = Shared(Enrolment).open_learners_on(courses).most_common(FOLLOWED)
    taught = Course.objects.among(courses).order_by("-pk").prefetch_related("instructors")
    teachers = [one.pk for course in taught[:1] for one in course.instructors.all()]
    return [*dict.fromkeys([learner for learner, _ in alike] + teachers)]
