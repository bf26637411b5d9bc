"""The row of new courses: places given by chance until each course was seen often enough."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from django.utils import timezone

from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.shelves import SOURCES, SPARES, Draft, allowed, factors_for
from recommendations.models import Row
from recommendations.serving.blend import NOTHING
from recommendations.sources.exposure import FLOOR, read_lacking

# The part of a course's chance that does not hang on what the models think of it.
BLIND = 0.25


def firsts(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterator[Candidate]]:
    """New courses under the floor, drawn anew each day: what lacks most and fits best is likelier."""
    if draft.seed is None:
        return {}, iter(())
    new = (Candidate(course, Why.NEW) for course in read_lacking() if course in desk.shelf.place)
    open_ones = [card.course for card in allowed(desk, draft, row, new)]
    return {}, _drawn(desk, draft, row, open_ones)


SOURCES["firsts"] = firsts


def _drawn(desk: Desk, draft: Draft, row: Row, courses: list[int]) -> Iterator[Candidate]:
    """One after another, each with the chance that it had at its place."""
    columns = np.array(desk.shelf.places(courses), np.int64)
    weights = _weights(desk, draft, courses, columns)
    random = np.random.default_rng(
        [draft.seed or 0, row.pk or 0, timezone.now().date().toordinal()]
    )
    for _place in range(min(row.maximum + SPARES, int((weights > 0).sum()))):
        chances = weights / weights.sum()  # above 0: some weight is left
        at = int(random.choice(len(courses), p=chances))
        weights[at] = 0
        published = int(desk.shelf.published_at[columns[at]])
        yield Candidate(courses[at], Why.NEW, published, propensity=float(chances[at]))


def _weights(desk: Desk, draft: Draft, courses: list[int], columns: np.ndarray) -> np.ndarray:
    """How likely each course is to be drawn, up to a factor; 0 where a rule blocks it."""
    lacks = read_lacking()
    weights = np.array([lacks.get(course, 0) for course in courses], np.float64) / FLOOR
    if not len(columns):
        return weights
    fits = np.zeros(len(columns))
    if draft.scores is not None:
        scores = draft.scores[columns]
        best = max(float(draft.scores.max(initial=0)), 1e-9)
        fits = np.where(scores > NOTHING, scores, 0) / best
    factors = factors_for(desk, draft)[columns]
    blocked = desk.effects.of(draft.audience).blocked[columns]
    return np.where(blocked, 0, weights * factors * (BLIND + (1 - BLIND) * fits))
