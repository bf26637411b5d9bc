"""What staff's rules do to courses at one moment, as one number a column, audience by audience."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import numpy as np
from django.db import models
from django.db.models import Q

from courses.models import Course
from recommendations.engine.arrays import Longs
from recommendations.homepage.limits import Limits, read_groups
from recommendations.models import About, RowAudience, Rule, RuleKind
from recommendations.sources.shelf import Shelf

BOOST, BURY = 2.0, 0.25
FACTORS = {RuleKind.BOOST: BOOST, RuleKind.BURY: BURY}


class Rules(models.QuerySet[Rule]):
    """Sentences about rules."""

    def in_force(self, moment: datetime) -> "Rules":
        """Rules whose dates include the moment."""
        has_started = Q(starts_at__isnull=True) | Q(starts_at__lte=moment)
        has_not_ended = Q(ends_at__isnull=True) | Q(ends_at__gt=moment)
        return self.filter(has_started, has_not_ended).order_by("pk")

    def limits(self, audience: str) -> "Rules":
        """Limits that hold for an audience."""
        return self.filter(kind=RuleKind.LIMIT, audience__in=(RowAudience.EVERYONE, audience))


class Tied(models.QuerySet[models.Model]):
    """Rows that tie courses to something else."""

    def to(self, **one: int | None) -> set[int]:
        """Ids of the courses that are tied to one thing."""
        return set(self.filter(**one).values_list("course_id", flat=True))


@dataclass(frozen=True, eq=False)
class Effects:
    """Factors for scores above zero, the courses that never show, those that come first."""

    factors: np.ndarray  # [n_courses] 1 = left alone, 0 = blocked
    pins: list[int]  # columns, in the order in which they were pinned
    limits: Limits = field(default_factory=Limits)
    reach: list[tuple[Rule, np.ndarray]] = field(default_factory=list)  # rule, its [n_courses]
    _orders: dict[str, list[int]] = field(default_factory=dict)

    @property
    def blocked(self) -> np.ndarray:
        """Which courses [n_courses] never show."""
        return np.asarray(self.factors == 0)

    def rules_on(self, column: int) -> list[Rule]:
        """The rules that are about one course."""
        return [rule for rule, inside in self.reach if inside[column]]

    def in_order(self, name: str, columns: np.ndarray) -> list[int]:
        """Columns of a list without scores, moved up and down; worked out once a list."""
        if name not in self._orders:
            self._orders[name] = self.ordered(columns)
        return self._orders[name]

    def ordered(self, columns: np.ndarray) -> list[int]:
        """Columns of a list without scores, moved up and down, the blocked ones gone."""
        places = 1.0 / (1.0 + np.arange(len(columns)))
        strengths = places * self.factors[columns]
        order = np.argsort(-strengths, kind="stable")
        return [int(columns[at]) for at in order if strengths[at] > 0]


@dataclass(frozen=True, eq=False)
class Rulings:
    """The rules in force over one shelf; what they do for an audience is worked out once."""

    rules: list[Rule]
    shelf: Shelf
    _effects: dict[str, Effects] = field(default_factory=dict)
    _reach: dict[int | None, np.ndarray] = field(default_factory=dict)

    def of(self, audience: str) -> Effects:
        """What the rules do on the pages of an audience."""
        if audience not in self._effects:
            mine = [r for r in self.rules if r.audience in (RowAudience.EVERYONE, audience)]
            self._effects[audience] = self._worked_out(mine)
        return self._effects[audience]

    def reach_of(self, rule: Rule) -> np.ndarray:
        """Which courses [n_courses] a rule is about."""
        if rule.pk is None or rule.pk not in self._reach:
            self._reach[rule.pk] = reach_of(rule, self.shelf)
        return self._reach[rule.pk]

    def _worked_out(self, rules: list[Rule]) -> Effects:
        """Work rules out over the shelf; "never" wins over everything."""
        factors = np.ones(len(self.shelf), dtype=np.float32)
        reach = [(r, self.reach_of(r)) for r in rules if r.kind != RuleKind.LIMIT]
        pins: list[int] = []
        blocked = np.zeros(len(self.shelf), dtype=bool)
        for rule, inside in reach:
            match rule.kind:
                case RuleKind.PIN:
                    pins += np.flatnonzero(inside).tolist()
                case RuleKind.BOOST | RuleKind.BURY:
                    factors[inside] *= FACTORS[RuleKind(rule.kind)]
                case RuleKind.BLOCK:
                    blocked |= inside
        factors[blocked] = 0
        shown_pins = [column for column in dict.fromkeys(pins) if not blocked[column]]
        return Effects(factors, shown_pins, self._limits(rules), reach)

    def _limits(self, rules: Iterable[Rule]) -> Limits:
        limits = [rule for rule in rules if rule.kind == RuleKind.LIMIT]
        counted = {limit.counted for limit in limits}
        return Limits(limits, read_groups(counted, self.shelf.ids.tolist()) if limits else {})


def reach_of(rule: Rule, shelf: Shelf) -> np.ndarray:
    """Which courses [n_courses] of a shelf a rule is about."""
    match rule.about:
        case About.COURSE:
            return np.asarray(shelf.ids == rule.course_id)
        case About.CATEGORY:
            return shelf.is_within(rule.category_id, "")
        case About.LANGUAGE:
            return np.asarray(shelf.languages == rule.language)
        case About.LEVEL:
            return np.asarray(shelf.levels == rule.level)
        case _:
            return np.isin(shelf.ids, _tied(rule))


def _tied(rule: Rule) -> Longs:
    """The courses that teach the skill, or that the instructor teaches; none for a limit."""
    found: set[int] = set()
    if rule.about == About.SKILL:
        found = Tied(Course.skills.through).to(skill_id=rule.skill_id)
    elif rule.about == About.INSTRUCTOR:
        found = Tied(Course.instructors.through).to(user_id=rule.instructor_id)
    return np.array(sorted(found), dtype=np.int64)
