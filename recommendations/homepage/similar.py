"""Courses that go with one course, for its page."""

import logging

from django.core.cache import cache
from django.db import models

from accounts.models import User
from courses.models import Course, DismissedCourse, Enrolment
from recommendations.homepage.desk import Desk, open_desk
from recommendations.models import RowAudience

logger = logging.getLogger(__name__)

CARDS = 4
LOOKED_UP_AT_ONCE = 24
KEPT_SECONDS = 600


class Taken(models.QuerySet[models.Model]):
    """Reads which courses somebody has a row about."""

    def of(self, person: User) -> set[int]:
        """Ids of courses."""
        return set(self.filter(learner=person).values_list("course_id", flat=True))


def similar_to(course: Course, person: User | None) -> list[Course]:
    """A few published courses that go with one, without those that the reader has or refused.

    Empty where nothing is known; a recommender that fails never takes a course page down.
    """
    try:
        ids = _linked_ids(course, RowAudience.VISITOR if person is None else RowAudience.EVERYONE)
    except Exception:
        logger.exception("What is similar to course %s could not be worked out.", course.pk)
        return []
    taken = set() if person is None else _taken_by(person)
    wanted = [pk for pk in ids if pk not in taken]
    return _first_published(wanted)


def _first_published(wanted: list[int]) -> list[Course]:
    """The first courses that still may be shown: one look, more only where many are gone."""
    found: list[Course] = []
    for start in range(0, len(wanted), LOOKED_UP_AT_ONCE):
        ids = wanted[start : start + LOOKED_UP_AT_ONCE]
        known = {one.pk: one for one in Course.objects.published().among(ids).with_card_data()}
        found += [known[pk] for pk in ids if pk in known]
        if len(found) >= CARDS:
            break
    return found[:CARDS]


def _linked_ids(course: Course, audience: RowAudience) -> list[int]:
    """By the live models; where they know nothing of the course, by category and popularity."""
    desk = open_desk()
    key = f"recs:similar:{desk.digest}:{audience}:{course.pk}"
    ids: list[int] | None = cache.get(key)
    if ids is None:
        blocked = set(desk.shelf.ids[desk.effects.of(audience).blocked].tolist())
        linked = [pk for pk in desk.links_of(course.pk) if pk not in blocked]
        # For who took all that goes with it, others of the category follow.
        ids = list(dict.fromkeys([*linked, *_neighbours_by_category(desk, course, audience)]))
        cache.set(key, ids, KEPT_SECONDS)
    return ids


def _neighbours_by_category(desk: Desk, course: Course, audience: RowAudience) -> list[int]:
    if course.category_id is None:
        return []
    inside = desk.shelf.is_within(course.category_id, "")
    ids = [int(desk.shelf.ids[column]) for column in desk.popular(audience) if inside[column]]
    return [pk for pk in ids if pk != course.pk]


def _taken_by(person: User) -> set[int]:
    taught = Course.objects.taught_by(person).values_list("pk", flat=True)
    return Taken(Enrolment).of(person) | Taken(DismissedCourse).of(person) | set(taught)
