"""What is odd about a rule: it works against another one, or cannot do what it says."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.models import CourseStatus
from recommendations.homepage.desk import Desk, Rows, open_desk
from recommendations.homepage.limits import read_groups
from recommendations.homepage.rules import Rulings
from recommendations.homepage.shelves import LIVE_SOURCES
from recommendations.models import Row, RowAudience, Rule, RuleKind

OPPOSITE = {RuleKind.BOOST: RuleKind.BURY, RuleKind.BURY: RuleKind.BOOST}


@dataclass(frozen=True)
class Conflict:
    """A sentence for staff, and the other rule that it is about."""

    text: str
    other: Rule | None = None


@dataclass(frozen=True)
class Bench:
    """All rules side by side, over the shelf and the rows of this moment."""

    rules: list[Rule]
    rulings: Rulings
    rows: list[Row]

    @classmethod
    def now(cls, desk: Desk | None = None) -> "Bench":
        """The rules, shelf and rows of now."""
        desk = desk or open_desk()
        related = ("course", "category", "skill", "instructor", "row")
        rules = list(Rule.objects.select_related(*related))
        return cls(rules, Rulings(rules, desk.shelf), list(Rows(Row).shown()))

    def conflicts_of(self, rule: Rule) -> list[Conflict]:
        """Everything that is odd about one rule, saved or not."""
        if rule.ends_at is not None and rule.ends_at <= timezone.now():
            return [Conflict(_("It is over and does nothing any more."))]
        if rule.kind == RuleKind.LIMIT:
            return list(self._of_limit(rule))
        return [*self._of_reach(rule), *self._with_others(rule)]

    def _of_reach(self, rule: Rule) -> Iterator[Conflict]:
        course = rule.course
        if course is not None and course.status != CourseStatus.PUBLISHED:
            words = _("“%(course)s” is not published, so it shows nowhere.")
            yield Conflict(words % {"course": course})
        elif not self.rulings.reach_of(rule).any():
            yield Conflict(_("There is no published course that it is about."))

    def _with_others(self, rule: Rule) -> Iterator[Conflict]:
        reach = self.rulings.reach_of(rule)
        for other in self.rules:
            if other.pk == rule.pk or other.kind == RuleKind.LIMIT or not _meet(rule, other):
                continue
            both = reach & self.rulings.reach_of(other)
            if both.any():
                yield from _between(rule, other, both, np.array_equal(both, reach))

    def _of_limit(self, rule: Rule) -> Iterator[Conflict]:
        shelf = self.rulings.shelf
        groups = read_groups([rule.counted], shelf.ids.tolist())[rule.counted]
        for row in self.rows:
            if row.source in LIVE_SOURCES or rule.row_id not in (None, row.pk):
                continue
            if RowAudience.EVERYONE not in (rule.audience, row.audience) and (
                rule.audience != row.audience
            ):
                continue
            inside = shelf.ids[shelf.is_within(row.category_id, row.language)].tolist()
            most = _most_under(rule, [groups.get(course, ()) for course in inside])
            if most < row.minimum <= len(inside):
                words = _(
                    "The row “%(row)s” can never be shown: this limit leaves it %(most)s courses "
                    "at most, and it needs %(fewest)s."
                )
                yield Conflict(words % {"row": row, "most": most, "fewest": row.minimum})


def _most_under(rule: Rule, groups: Iterable[tuple[object, ...]]) -> int:
    """No more courses than this can stand together under a limit."""
    counts: Counter[object] = Counter()
    free = 0
    for mine in groups:
        counts.update(mine)
        free += not mine
    return free + sum(min(count, rule.most or 0) for count in counts.values())


def _between(rule: Rule, other: Rule, both: np.ndarray, is_whole: bool) -> Iterator[Conflict]:  # noqa: FBT001
    count = int(both.sum())
    facts = {"other": other, "n": count}
    kinds = {RuleKind(rule.kind), RuleKind(other.kind)}
    if RuleKind.BLOCK in kinds and kinds & {RuleKind.PIN, RuleKind.BOOST}:
        words = ngettext(
            "“%(other)s” is about %(n)s of the same courses, and what is blocked never shows.",
            "“%(other)s” is about %(n)s of the same courses, and what is blocked never shows.",
            count,
        )
        yield Conflict(words % facts, other)
    elif OPPOSITE.get(RuleKind(rule.kind)) == other.kind:
        words = ngettext(
            "“%(other)s” does the opposite to %(n)s of the same courses.",
            "“%(other)s” does the opposite to %(n)s of the same courses.",
            count,
        )
        yield Conflict(words % facts, other)
    elif len(kinds) == 1 and is_whole and RuleKind.BOOST not in kinds | {RuleKind.BURY}:
        yield Conflict(_("“%(other)s” already does the same.") % facts, other)


def _meet(one: Rule, other: Rule) -> bool:
    """Whether there is a moment and an audience for which both hold."""
    audiences = {one.audience, other.audience}
    if len(audiences) == 2 and RowAudience.EVERYONE not in audiences:
        return False
    starts = [rule.starts_at for rule in (one, other) if rule.starts_at]
    ends = [rule.ends_at for rule in (one, other) if rule.ends_at]
    return not starts or not ends or max(starts) < min(ends)
