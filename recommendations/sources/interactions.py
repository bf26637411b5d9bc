"""What training learns from: clean interactions, and the count of what was left out."""

import hashlib
from dataclasses import dataclass
from typing import Any

import numpy as np
from django.db import models
from django.utils import timezone

from accounts.models import User
from courses.models import Course, DismissedCourse
from recommendations.engine.arrays import Floats, Longs
from recommendations.engine.types import Interactions
from recommendations.models import Taste
from recommendations.sources.aversions import Unwanted, softened
from recommendations.sources.ledger import Days, read_days
from recommendations.sources.profiles import read_profiles
from recommendations.sources.signals import HALF_LIFE_DAYS
from recommendations.sources.tastes import Said, tasted

FUTURE_SECONDS = 300


@dataclass(frozen=True)
class Snapshot:
    """Interactions of one moment, and how many days of activity were dropped for which reason."""

    interactions: Interactions
    dropped: dict[str, int]
    rows: int

    @property
    def counts(self) -> dict[str, object]:
        """What went in, for staff."""
        return {
            "learners": self.interactions.n_learners,
            "courses": self.interactions.n_courses,
            "interactions": len(self.interactions.indices),
            "rows": self.rows,
            "dropped": self.dropped,
        }


class Audience(models.QuerySet[User]):
    """Whose activity may train."""

    def staff(self) -> "Audience":
        """People who work here."""
        return self.filter(is_staff=True)

    def agreed(self) -> "Audience":
        """People who agreed to personalisation and still have their account."""
        return self.filter(is_active=True, consents_to_personalisation=True)


def read_snapshot(*, half_life_days: float | None = HALF_LIFE_DAYS) -> Snapshot:
    """Read and clean all activity; columns are all courses, taken or not."""
    days = read_days()
    course_ids = np.array(Course.objects.order_by("pk").values_list("pk", flat=True), np.int64)
    kept, dropped = _clean(days, course_ids)
    less = Unwanted(DismissedCourse).less()
    weights, times = softened(kept.learners, kept.courses, liked(kept), less), kept.times
    weights = tasted(kept.learners, kept.courses, weights, Said(Taste).by_learner())
    disliked = kept.dislikes > 0
    interactions = Interactions.from_events(
        np.concatenate([kept.learners, kept.learners[disliked]]),
        np.concatenate([kept.courses, kept.courses[disliked]]),
        np.concatenate([weights, -kept.dislikes[disliked]]),
        np.concatenate([times, times[disliked]]),
        course_ids=course_ids,
        half_life_days=half_life_days,
        now=int(times.max(initial=0)),
    )
    profiles = read_profiles(interactions.learners)
    return Snapshot(interactions.with_context(profiles), dropped, len(days))


def liked(days: Days) -> Floats:
    """The signal of each day, less what the learner held against the same course in all."""
    order = np.lexsort((days.courses, days.learners))
    if not len(order):
        return days.signals
    learners, courses = days.learners[order], days.courses[order]
    starts = np.flatnonzero(
        np.concatenate([[True], (np.diff(learners) != 0) | (np.diff(courses) != 0)])
    )
    likes = np.add.reduceat(days.signals[order], starts)
    dislikes = np.add.reduceat(days.dislikes[order], starts)
    # A course that was never liked has no signal to scale.
    shares = np.clip(1 - dislikes / np.where(likes > 0, likes, 1), 0, 1)
    found = np.empty_like(days.signals)
    found[order] = days.signals[order] * np.repeat(
        shares, np.diff(np.concatenate([starts, [len(order)]]))
    )
    return found


def have_left(learners: Longs) -> bool:
    """Whether any of these learners has erased their account, or withdrawn, by now."""
    return not bool(np.isin(learners, _ids(Audience(User).agreed())).all())


def audience(until: int | None = None) -> dict[str, Any]:
    """Everyone who agrees now, of the accounts up to a number: a digest that names nobody.

    It is the same again later where nobody of them has left since, and nobody has come back.
    """
    ids = np.sort(_ids(Audience(User).agreed()))
    last = int(ids.max(initial=0)) if until is None else until
    return {"until": last, "digest": hashlib.sha256(ids[ids <= last].tobytes()).hexdigest()}


def _clean(days: Days, course_ids: Longs) -> tuple[Days, dict[str, int]]:
    """Leave out, reason by reason, what must not train."""
    latest = int(timezone.now().timestamp()) + FUTURE_SECONDS
    reasons = {
        "impossible_value": ~(np.isfinite(days.signals) & np.isfinite(days.dislikes)),
        "future_time": days.times > latest,
        "course_gone": ~np.isin(days.courses, course_ids),
        "staff": np.isin(days.learners, _ids(Audience(User).staff())),
        "own_course": _taught(days),
        "no_consent": ~np.isin(days.learners, _ids(Audience(User).agreed())),
    }
    kept = np.ones(len(days), dtype=bool)
    dropped = {}
    for reason, is_hit in reasons.items():
        hits = kept & is_hit
        if hits.any():
            dropped[reason] = int(hits.sum())
        kept &= ~is_hit
    return days.where(kept), dropped


def _ids(people: Audience) -> Longs:
    return np.array(people.values_list("pk", flat=True), dtype=np.int64)


def _taught(days: Days) -> np.ndarray:
    """Which entries are of people in their own course."""
    pairs = list(Course.instructors.through.objects.values_list("user_id", "course_id"))
    is_own = np.zeros(len(days), dtype=bool)
    for teacher, course in pairs:
        is_own |= (days.learners == teacher) & (days.courses == course)
    return is_own
