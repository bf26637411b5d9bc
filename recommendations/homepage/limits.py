"""Limits: at most so many courses that share something, within a row or on the page."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.db import models

from courses.models import Course, Prerequisite
from recommendations.models import Counted, Row, Rule, RuleKind, Scope

IN_VIEW = 4  # cards of a row that stand side by side on a wide screen
# What is counted -> course -> the groups that it is in.
Groups = Mapping[str, Mapping[int, tuple[object, ...]]]


class Sharing(models.QuerySet[models.Model]):
    """Reads what courses share."""

    def of(self, courses: list[int], value: str) -> dict[int, tuple[object, ...]]:
        """Rows of a table between courses and something else."""
        found: dict[int, list[object]] = defaultdict(list)
        for course, one in self.filter(course_id__in=courses).values_list("course_id", value):
            found[course].append(one)
        return {course: tuple(ones) for course, ones in found.items()}


@dataclass(frozen=True, eq=False)
class Limits:
    """The limits in force for an audience, and the groups of the courses that may show."""

    rules: list[Rule] = field(default_factory=list)
    groups: Groups = field(default_factory=dict)

    def groups_of(self, rule: Rule, course: int) -> tuple[object, ...]:
        """The groups that a limit counts a course in."""
        return self.groups.get(rule.counted, {}).get(course, ())


class Tally:
    """Counts what stands on a page in the making, row after row."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._page: Counter[tuple[int, object]] = Counter()
        self._row: Counter[tuple[int, object]] = Counter()
        self._above: Counter[tuple[int, object]] = Counter()  # the first cards of the row above
        self._rules: list[Rule] = []

    def go_on_after(self, courses: Iterable[int]) -> None:
        """These stood on an earlier part of the page, which limits of the page count."""
        rules = [rule for rule in self.limits.rules if rule.row_id is None]
        for course in courses:
            groups = ((r.pk, one) for r in rules for one in self.limits.groups_of(r, course))
            self._page.update(groups)

    def begin(self, row: Row) -> None:
        """A row begins; limits of other rows do not count in it."""
        self._row = Counter()
        self._rules = [rule for rule in self.limits.rules if rule.row_id in (None, row.pk)]

    def refusal(self, course: int, *, is_strict: bool = False) -> Rule | None:
        """The limit that is reached, so that this course may not stand in the row.

        `is_strict`: by a limit of staff, which holds even where nothing else is left to show.
        """
        for rule in self._rules:
            for group in self.limits.groups_of(rule, course):
                key = (rule.pk, group)
                before = {Scope.PAGE: self._page[key], Scope.VIEW: self._above[key]}
                count = self._row[key] + before.get(Scope(rule.scope), 0)
                if count >= (rule.most or 0) and not (is_strict and (rule.pk or 0) < 0):
                    return rule
        return None

    def take(self, course: int, *, is_strict: bool = False) -> bool:
        """Count a course in the row, unless a limit refuses it."""
        if self.refusal(course, is_strict=is_strict) is not None:
            return False
        self._row.update(self._keys(course))
        return True

    def end(self, courses: Iterable[int]) -> None:
        """These are what the row shows."""
        shown = list(courses)
        for course in shown:
            self._page.update(self._keys(course))
        self._above = Counter(key for one in shown[:IN_VIEW] for key in self._keys(one))

    def _keys(self, course: int) -> list[tuple[int, object]]:
        return [(r.pk, group) for r in self._rules for group in self.limits.groups_of(r, course)]


def with_variety(limits: Limits, most: int, groups: Groups) -> Limits:
    """The limits of staff, and at most so many of one instructor or series in view.

    The latter give way where a row has nothing else to show; their ids lie below 0.
    """
    own = [
        Rule(pk=-number, kind=RuleKind.LIMIT, most=most, counted=counted, scope=Scope.VIEW)
        for number, counted in enumerate((Counted.INSTRUCTOR, Counted.SERIES), start=1)
    ]
    return Limits([*limits.rules, *own], {**groups, **limits.groups})


def read_groups(counted: Iterable[str], courses: Iterable[int]) -> Groups:
    """The groups of courses: at most a query for each thing that is counted."""
    ids = list(courses)
    return {one: _read(one, ids) for one in set(counted)}


def _read(counted: str, courses: list[int]) -> dict[int, tuple[object, ...]]:
    match counted:
        case Counted.INSTRUCTOR:
            return Sharing(Course.instructors.through).of(courses, "user_id")
        case Counted.SKILL:
            return Sharing(Course.skills.through).of(courses, "skill_id")
        case Counted.SERIES:
            return _series()
        case Counted.FIELD:
            rows = _columns(courses, "category__parent_id", "category_id")
            return {pk: (above or own,) for pk, above, own in rows if above or own}
    column = "category_id" if counted == Counted.CATEGORY else counted
    return {pk: (value,) for pk, value in _columns(courses, column) if value}


def _columns(courses: list[int], *names: str) -> list[tuple[int, ...]]:
    return list(Course.objects.among(courses).values_list("pk", *names))


def _series() -> dict[int, tuple[object, ...]]:
    """Courses that build on each other, directly or not, share the lowest id among them."""
    lowest: dict[int, int] = {}

    def root(course: int) -> int:
        while lowest.setdefault(course, course) != course:
            course = lowest[course]
        return course

    for course, needed in Prerequisite.objects.values_list("course_id", "requires_id"):
        one, other = sorted((root(course), root(needed)))
        lowest[other] = one
    return {course: (root(course),) for course in list(lowest)}
