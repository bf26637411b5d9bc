"""What the people whom learners follow study and teach, and what learners like them study."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from accounts.models import Follow, Role
from courses.models import Course, Enrolment
from recommendations.models import Alike
from recommendations.sources.people import Span

STUDIED_DAYS = 120  # what was left alone for longer is studied no more
HEAT_HALF_LIFE_DAYS = 14.0
MOST_ENROLMENTS = 20_000  # of all whom the learners of one reading follow
Counts = list[tuple[int, int]]  # course and people, the first one best


@dataclass(frozen=True)
class Company:
    """The courses of the people around one learner; never who they are."""

    followed: Counts = field(default_factory=list)
    taught: list[int] = field(default_factory=list)  # the latest first
    alike: Counts = field(default_factory=list)
    alike_week: Counts = field(default_factory=list)


class Pairs(models.QuerySet[Follow]):
    """Reads who follows whom."""

    def of(self, span: Span) -> list[tuple[int, int, bool, str]]:
        """Learner, whom they follow, whether those show what they study, and their role."""
        mine = self.filter(person_id__gte=span[0], person_id__lte=span[1], other__is_active=True)
        return list(
            mine.values_list("person_id", "other_id", "other__is_followable", "other__role")
        )


class Studies(models.QuerySet[Enrolment]):
    """Reads what people study."""

    def lately(self, people: Iterable[int]) -> list[tuple[int, int, datetime]]:
        """Person, course and when they last opened it, of those who agree to being logged."""
        since = timezone.now() - timedelta(days=STUDIED_DAYS)
        latest = models.functions.Coalesce("last_opened_at", "enrolled_at")
        mine = self.filter(
            learner_id__in=list(people),
            learner__consents_to_personalisation=True,
            left_at__isnull=True,
        ).annotate(latest=latest)
        rows = mine.filter(latest__gte=since).order_by("-latest")
        return list(rows.values_list("learner_id", "course_id", "latest")[:MOST_ENROLMENTS])


class Teaching(models.QuerySet[Course]):
    """Reads who teaches what."""

    def by_people(self, people: Iterable[int]) -> list[tuple[int, int]]:
        """Person and course of what they published, the latest first."""
        theirs = self.filter(status="published", instructors__in=list(people))
        return list(theirs.order_by("-published_at", "-pk").values_list("instructors", "pk"))


class Found(models.QuerySet[Alike]):
    """Reads what was found about learners alike."""

    def of(self, span: Span) -> Iterable[tuple[int, Counts, Counts]]:
        """Learner, what those like them study, and what they studied lately."""
        mine = self.filter(learner_id__gte=span[0], learner_id__lte=span[1])
        return mine.values_list("learner_id", "courses", "lately").iterator(2_000)


def read_company(span: Span, *, with_alike: bool) -> dict[int, Company]:
    """The company of each learner of a span who has any: at most four queries."""
    found: dict[int, Company] = defaultdict(Company)
    follows = Pairs(Follow).of(span)
    _read_studied(found, [(me, other) for me, other, is_open, _ in follows if is_open])
    _read_taught(found, [(me, other) for me, other, _, role in follows if role == Role.INSTRUCTOR])
    if with_alike:
        for learner, courses, lately in Found(Alike).of(span):
            found[learner].alike.extend((course, count) for course, count in courses)
            found[learner].alike_week.extend((course, count) for course, count in lately)
    return found


def _read_studied(found: dict[int, Company], follows: list[tuple[int, int]]) -> None:
    """Courses by how many study them, the more lately the more: what is hot among them."""
    if not follows:
        return
    now, studied = timezone.now(), defaultdict(list)
    for person, course, at in Studies(Enrolment).lately({other for _, other in follows}):
        age_days = (now - at).total_seconds() / 86_400
        studied[person].append((course, 2 ** (-age_days / HEAT_HALF_LIFE_DAYS)))
    heat: dict[int, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for me, other in follows:
        for course, warmth in studied[other]:
            heat[me][course].append(warmth)
    for me, courses in heat.items():
        order = sorted(courses, key=lambda course: (-sum(courses[course]), course))
        found[me].followed.extend((course, len(courses[course])) for course in order)


def _read_taught(found: dict[int, Company], follows: list[tuple[int, int]]) -> None:
    if not follows:
        return
    followers = defaultdict(list)
    for me, other in follows:
        followers[other].append(me)
    for teacher, course in Teaching(Course).by_people(followers):
        for me in followers.get(teacher, ()):
            if course not in found[me].taught:
                found[me].taught.append(course)
