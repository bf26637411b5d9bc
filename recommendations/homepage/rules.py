"""What staff's rules do to courses at one moment, as one number a column."""

from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import models
from django.db.models import Q

from recommendations.models import Rule, RuleKind
from recommendations.sources.shelf import Shelf

BOOST, BURY = 2.0, 0.25


class Rules(models.QuerySet[Rule]):
    """Sentences about rules."""

    def in_force(self, moment: datetime) -> "Rules":
        """Rules whose dates include the moment."""
        has_started = Q(starts_at__isnull=True) | Q(starts_at__lte=moment)
        has_not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return self.filter(has_started, has_not_ended).order_by("pk")


@dataclass(frozen=True, eq=False)
class Effects:
    """Factors for scores above zero, the courses that never show, those that come first."""

    factors: np.ndarray  # [n_courses] 1 = left alone, 0 = blocked
    pins: list[int]  # columns, in the order in which they were pinned

    @property
    def blocked(self) -> np.ndarray:
        """Which courses [n_courses] never show."""
        return np.asarray(self.factors == 0)

    def ordered(self, columns: np.ndarray) -> list[int]:
        """Columns of a list without scores, moved up and down, the blocked ones gone."""
        places = 1.0 / (1.0 + np.arange(len(columns)))
        strengths = places * self.factors[columns]
        order = np.argsort(-strengths, kind="stable")
        return [int(columns[at]) for at in order if strengths[at] > 0]


def effects_of(rules: list[Rule], shelf: Shelf) -> Effects:
    """Work rules out over the shelf; "never" wins over everything."""
    factors = np.ones(len(shelf), dtype=np.float32)
    blocked = np.zeros(len(shelf), dtype=bool)
    pins: list[int] = []
    for rule in rules:
        columns = _columns(rule, shelf)
        match rule.kind:
            case RuleKind.PIN:
                pins += [column for column in columns if column not in pins]
            case RuleKind.BOOST:
                factors[columns] *= BOOST
            case RuleKind.BURY:
                factors[columns] *= BURY
            case RuleKind.BLOCK:
                blocked[columns] = True
    factors[blocked] = 0
    return Effects(factors, [column for column in pins if not blocked[column]])


def _columns(rule: Rule, shelf: Shelf) -> list[int]:
    if rule.course_id is not None:
        return shelf.places([rule.course_id])
    return np.flatnonzero(shelf.is_within(rule.category_id, "")).tolist()
