"""The profile that a learner's page is made from, as the learner sees it: fields, courses, sources."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from django.utils import timezone

from accounts.models import User
from courses.models import Category, Course
from recommendations.homepage.candidates import Why
from recommendations.homepage.shelves import did
from recommendations.models import Taste
from recommendations.serving.live import live_models
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import Standing, read_standings
from recommendations.sources.signals import HALF_LIFE_DAYS

WHOLE = 100


@dataclass(frozen=True)
class FieldLine:
    """What one field counts, and where that comes from."""

    category: Category
    percent: int
    courses: int  # of the past, in this field
    is_chosen: bool  # the learner named it as an interest
    weigh: str  # the learner's own word, "" = none


@dataclass(frozen=True)
class CourseLine:
    """What one course of the past counts."""

    course: Course
    percent: int
    did: Why | None  # None where it counts nothing any more
    last_at: datetime | None
    kept_percent: int  # of its first weight, after fading
    weigh: str


@dataclass(frozen=True)
class Profile:
    """All of it, the largest first."""

    fields: list[FieldLine]
    courses: list[CourseLine]
    half_life_days: float = HALF_LIFE_DAYS


def profile_of(learner: User) -> Profile:
    """Read what the models would read of a learner now."""
    span, alone = (learner.pk, learner.pk), np.array([learner.pk], np.int64)
    past = read_pasts(span, alone, session=live_models().session)
    standing = read_standings(span).get(learner.pk) or Standing()
    said = list(Taste.objects.of(learner))
    weights = dict(zip(past.courses.tolist(), past.weights.tolist(), strict=True))
    times = dict(zip(past.courses.tolist(), past.times.tolist(), strict=True))
    words = {taste.course_id: taste.weigh for taste in said if taste.course_id}
    wanted = weights.keys() | words.keys()
    known = Course.objects.visible_to(learner).among(wanted).select_related("category__parent")
    total = sum(weights.values()) or 1.0
    lines = [
        _course_line(course, weights.get(course.pk), times.get(course.pk), standing, words, total)
        for course in known
    ]
    chosen = set(standing.topics)
    return Profile(
        _field_lines(known, weights, total, chosen, said),
        sorted(lines, key=lambda line: (-weights.get(line.course.pk, 0), line.course.pk)),
    )


def _course_line(
    course: Course,
    weight: float | None,
    time: int | None,
    standing: Standing,
    words: dict[int, str],
    total: float,
) -> CourseLine:
    age_days = (timezone.now().timestamp() - time) / 86_400 if time else 0.0
    return CourseLine(
        course=course,
        percent=round(WHOLE * (weight or 0) / total),
        did=None if weight is None else did(standing, course.pk),
        last_at=datetime.fromtimestamp(time, tz=UTC) if time else None,
        kept_percent=round(WHOLE * 2 ** (-age_days / HALF_LIFE_DAYS)),
        weigh=words.get(course.pk, ""),
    )


def _field_lines(
    courses: Iterable[Course],
    weights: dict[int, float],
    total: float,
    chosen: set[str],
    said: Iterable[Taste],
) -> list[FieldLine]:
    """A line for every field that counts something, was named, or was spoken of."""
    sums: dict[int, float] = defaultdict(float)
    counts: dict[int, int] = defaultdict(int)
    for course in courses:
        if course.category is not None and course.pk in weights:
            field = course.category.parent_id or course.category_id or 0
            sums[field] += weights[course.pk]
            counts[field] += 1
    words = {taste.category_id: taste.weigh for taste in said if taste.category_id}
    found = [
        FieldLine(
            category=one,
            percent=round(WHOLE * sums.get(one.pk, 0) / total),
            courses=counts.get(one.pk, 0),
            is_chosen=one.slug in chosen,
            weigh=words.get(one.pk, ""),
        )
        for one in Category.objects.fields()
        if one.pk in sums or one.slug in chosen or one.pk in words
    ]
    return sorted(found, key=lambda line: (-line.percent, not line.is_chosen, line.category.pk))
