"""Finds for each learner what those like them study: a worker's business, as it needs scipy.

Learners are alike who share courses; a course is told only where at least five of those like a
learner study it, and of whom it is told, nothing is kept but their number.
"""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from courses.models import Enrolment
from recommendations.engine.arrays import Longs
from recommendations.models import Alike
from recommendations.sources.people import People
from tracking.models import DailyActivity

FEWEST_PEOPLE = 5  # behind a statement that names nobody
SHARED = 2  # courses that two learners alike have in common, at least
NEIGHBOURS = 50
MOST_COURSES = 40
LATELY_DAYS = 14
BLOCK = 500
TOO_COMMON = 10.0  # softens the advantage of what everybody takes


class Taken(models.QuerySet[Any]):
    """Reads pairs of learner and course of those who agreed."""

    def pairs(self) -> np.ndarray:
        """Learner and course [n_pairs, 2]."""
        agreed = self.filter(
            learner__is_active=True,
            learner__consents_to_personalisation=True,
            learner__is_staff=False,
        )
        rows = agreed.values_list("learner_id", "course_id").distinct().iterator(20_000)
        return np.array(list(rows), np.int64).reshape(-1, 2)

    def enrolled(self) -> "Taken":
        """What they are on or have finished."""
        return self.filter(left_at__isnull=True, course__status="published")

    def lately(self) -> "Taken":
        """What they were active in during the last days."""
        since = (timezone.now() - timedelta(days=LATELY_DAYS)).date()
        return self.filter(day__gte=since, signal__gt=0)


def find_alike() -> int:
    """Find it anew for everybody; says for how many there is something."""
    taken, lately = Taken(Enrolment).enrolled().pairs(), Taken(DailyActivity).lately().pairs()
    learners, courses = np.unique(taken[:, 0]), np.unique(taken[:, 1])
    found = list(_found(learners, courses, taken, lately)) if len(learners) else []
    with transaction.atomic():
        Alike.objects.all().delete()
        there = set(People(User).with_a_page().ids())
        rows = [
            Alike(learner_id=me, courses=courses_, lately=new)
            for me, courses_, new in found
            if me in there
        ]
        Alike.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _found(
    learners: Longs, courses: Longs, taken: np.ndarray, lately: np.ndarray
) -> Iterator[tuple[int, list[list[int]], list[list[int]]]]:
    """Learner, what those like them study, what they study lately."""
    studied, active = _matrix(learners, courses, taken), _matrix(learners, courses, lately)
    sizes = np.asarray(studied.sum(axis=1)).ravel()
    common = np.sqrt(np.asarray(studied.sum(axis=0)).ravel() + TOO_COMMON)
    for start in range(0, len(learners), BLOCK):
        block = slice(start, start + BLOCK)
        near = _neighbours(studied[block] @ studied.T, sizes, start)
        own = studied[block].toarray() > 0
        everything, new = (near @ part for part in (studied, active))
        for row, learner in enumerate(learners[block].tolist()):
            told = [
                _told(part[[row]].toarray()[0], own[row], common, courses)
                for part in (everything, new)
            ]
            if told[0] or told[1]:
                yield learner, told[0], told[1]


def _matrix(learners: Longs, courses: Longs, pairs: np.ndarray) -> Any:
    """Pairs as a sparse matrix of ones [n_learners, n_courses]; strangers are left out."""
    from scipy.sparse import csr_array

    known = np.isin(pairs[:, 0], learners) & np.isin(pairs[:, 1], courses)
    rows = np.searchsorted(learners, pairs[known, 0])
    columns = np.searchsorted(courses, pairs[known, 1])
    ones = np.ones(len(rows), np.float32)
    return csr_array((ones, (rows, columns)), shape=(len(learners), len(courses)))


def _neighbours(overlap: Any, sizes: np.ndarray, start: int) -> Any:
    """Who is most alike each learner of a block, as ones [n_block, n_learners]."""
    from scipy.sparse import csr_array

    pairs = overlap.tocoo()
    is_other = (pairs.row + start != pairs.col) & (pairs.data >= SHARED)
    rows, others = pairs.row[is_other], pairs.col[is_other]
    likeness = pairs.data[is_other] / np.sqrt(sizes[rows + start] * sizes[others])
    order = np.lexsort((others, -likeness, rows))
    rows, others = rows[order], others[order]
    nth = np.arange(len(rows)) - np.searchsorted(rows, rows)
    rows, others = rows[nth < NEIGHBOURS], others[nth < NEIGHBOURS]
    return csr_array((np.ones(len(rows), np.float32), (rows, others)), shape=overlap.shape)


def _told(
    counts: np.ndarray, own: np.ndarray, common: np.ndarray, courses: Longs
) -> list[list[int]]:
    """Courses with their people, best first: many of those alike, beside how common they are."""
    hits = np.flatnonzero((counts >= FEWEST_PEOPLE) & ~own)
    order = hits[np.argsort(-counts[hits] / common[hits], kind="stable")][:MOST_COURSES]
    return [[int(courses[place]), int(counts[place])] for place in order]
