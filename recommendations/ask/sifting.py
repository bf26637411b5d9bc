"""Narrows courses to a level, a length, a language; where nothing is left, says what gave way."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz

from recommendations.ask.types import Wish
from recommendations.sources.catalogue import Known

Constraint = Literal["spoken", "level", "minutes"]
WEEKS = 12  # a course shall be done in so many weeks
LIKE_TITLE = 80


@dataclass(frozen=True)
class Sifted:
    """Courses in their order, and what had to give way for there to be any."""

    courses: tuple[Known, ...]
    gave_way: tuple[Constraint, ...] = ()


def sift(courses: Iterable[Known], wish: Wish) -> Sifted:
    """Those that fit in every way; else those that fit in most, the language before the rest."""
    left = tuple(one for one in courses if not _is_unwanted(one, wish))
    gave_way: list[Constraint] = []
    for name, fits in _tests(wish):
        fitting = tuple(one for one in left if fits(one))
        if fitting:
            left = fitting
        elif left:
            gave_way.append(name)
            left = _nearest_first(left, name, wish)
    return Sifted(left, tuple(gave_way))


def longest(wish: Wish) -> int:
    """Minutes that a course may take; 0 = any."""
    return wish.most_minutes or WEEKS * wish.weekly_minutes


def _tests(wish: Wish) -> "list[tuple[Constraint, Callable[[Known], bool]]]":
    tests: list[tuple[Constraint, Callable[[Known], bool]]] = []
    most = longest(wish)
    if wish.spoken:
        tests.append(("spoken", lambda one: one.language == wish.spoken))
    if wish.level:
        tests.append(("level", lambda one: one.level == wish.level))
    if most:
        tests.append(("minutes", lambda one: 0 < one.minutes <= most))
    return tests


def _nearest_first(courses: tuple[Known, ...], name: Constraint, wish: Wish) -> tuple[Known, ...]:
    """Where the length gave way, the shortest come first: they come nearest."""
    if name != "minutes":
        return courses
    return tuple(sorted(courses, key=lambda one: one.minutes or longest(wish) * 100))


def _is_unwanted(one: Known, wish: Wish) -> bool:
    if one.pk in wish.passed:
        return True
    title = one.title.casefold()
    return any(
        word.casefold() in title or fuzz.ratio(word.casefold(), title) >= LIKE_TITLE
        for word in wish.without
    )
