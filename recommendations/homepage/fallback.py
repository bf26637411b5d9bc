"""The page when the recommender cannot answer: popular and new courses, straight from tables."""

import uuid
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Course
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.cards import card_bodies
from recommendations.homepage.reasons import Names, reason_of
from recommendations.homepage.types import Page, PageCard, PageRow, Step
from recommendations.sources.people import read_standings

CARDS = 8
NO_NAMES = Names({}, {})


def plain_page(learner: User | None) -> Page:
    """Two rows that need no model, no rule and no cache."""
    taken = _taken(learner) if learner is not None else set()
    courses = Course.objects.published().exclude(pk__in=taken).with_card_data()
    popular = list(courses.order_by("-enrolment_count", "-rating", "-pk")[:CARDS])
    known = {course.pk for course in popular}
    latest = courses.order_by("-published_at", "-pk")[: 2 * CARDS]
    newest = [course for course in latest if course.pk not in known][:CARDS]
    rows = [
        _row("popular", _("Popular with learners"), popular),
        _row("new", _("Newest courses"), newest),
    ]
    return Page(
        rows=[row for row in rows if row.cards],
        hero=None,
        step=Step.POPULAR,
        list_id=uuid.uuid4(),
        built_at=timezone.now(),
        audience="visitor" if learner is None else "new",
        is_makeshift=True,
    )


def _taken(learner: User) -> set[int]:
    """Courses that are never recommended to a learner, however a page comes about."""
    standing = read_standings((learner.pk, learner.pk)).get(learner.pk)
    return standing.taken if standing else set()


def _row(key: str, title: str, courses: Iterable[Course]) -> PageRow:
    bodies = card_bodies(courses)
    shown = [course for course in courses if course.pk in bodies]
    cards = [
        PageCard(course, _reason(key, course), key, position, html=bodies[course.pk])
        for position, course in enumerate(shown, start=1)
    ]
    return PageRow(key, title, "", "", cards)


def _reason(key: str, course: Course) -> str:
    if key == "new":
        stamp = int(course.published_at.timestamp()) if course.published_at else None
        return reason_of(Candidate(course.pk, Why.NEW, stamp), NO_NAMES)
    why = Why.POPULAR if course.enrolment_count else Why.CATALOGUE
    return reason_of(Candidate(course.pk, why, course.enrolment_count), NO_NAMES)
