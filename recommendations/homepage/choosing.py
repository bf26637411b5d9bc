"""Chooses the cards that show now: eligibility is checked again whenever a page is read."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils import timezone

from courses.models import Course, Enrolment
from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.limits import Limits, Tally, read_groups
from recommendations.homepage.resume import Learning
from recommendations.homepage.rules import Rules
from recommendations.homepage.shelves import LIVE_SOURCES
from recommendations.models import Row, Rule
from recommendations.sources.people import Standing


@dataclass(frozen=True)
class Delivered:
    """The courses that earlier parts of a page held."""

    courses: frozenset[int] = frozenset()
    suggested: frozenset[int] = frozenset()  # of these, those that limits count


NOTHING_YET = Delivered()


@dataclass
class Reader:
    """What a page must respect at this moment: the learner's standing and what they learn."""

    standing: Standing = field(default_factory=Standing)
    learning: Learning = field(default_factory=Learning)
    limits: Limits = field(default_factory=Limits)
    delivered: Delivered = NOTHING_YET


@dataclass(frozen=True)
class Chosen:
    """A row of the page and its cards."""

    row: Row
    filled: Filled
    cards: list[Candidate]


@dataclass(frozen=True)
class Kind:
    """What a row's limits ask of a course: its category with the field above it, its language."""

    categories: frozenset[int | None]
    language: str

    @classmethod
    def of(cls, course: Course) -> "Kind":
        """The kind of a course whose category is loaded."""
        above = course.category.parent_id if course.category else None
        return cls(frozenset({course.category_id, above}), course.language)


class ShortPageError(Exception):
    """A stored page has lost so many courses that it must be computed anew."""


def showable(rows: Sequence[Filled], saved: Iterable[int]) -> dict[int, Kind]:
    """Of all courses that pages may need, those that may show at this moment, and their kind."""
    named = {card.course for filled in rows for card in filled.cards}
    named |= {int(filled.about["course"]) for filled in rows if "course" in filled.about}
    named |= set(saved)
    fields = ("pk", "category_id", "category__parent_id", "language")
    published = Course.objects.published().among(named).values_list(*fields)
    return {
        pk: Kind(frozenset({category, above}), language)
        for pk, category, above, language in published
    }


def read_limits(audience: str, courses: Iterable[int]) -> Limits:
    """The limits that hold now on a page of these courses."""
    rules = list(Rules(Rule).in_force(timezone.now()).limits(audience))
    return Limits(rules, read_groups({rule.counted for rule in rules}, courses) if rules else {})


def choose(
    rows: Iterable[Filled],
    records: dict[str, Row],
    reader: Reader,
    shown: Mapping[int, Kind],
    *,
    may_be_short: bool,
) -> list[Chosen]:
    """Fill each row with its first eligible candidates; no course stands in two rows.

    Raises `ShortPageError` where a row is shorter than it was assembled, unless it may be.
    """
    used = {course.pk for course in reader.learning.courses} | reader.delivered.courses
    page: list[Chosen] = []
    tally = Tally(reader.limits)
    tally.go_on_after(reader.delivered.suggested)
    for filled in rows:
        row = records.get(filled.key)
        if row is None:
            continue
        is_first = not reader.delivered.courses
        is_bare = is_first and all(one.row.source in LIVE_SOURCES for one in page)
        free = {pk: kind for pk, kind in shown.items() if pk not in used}
        cards = _cards_of(row, filled, reader, free, is_bare=is_bare)
        if row.source not in LIVE_SOURCES:
            tally.begin(row)
            cards = [card for card in cards if tally.take(card.course)]
        cards = cards[: row.maximum]
        if not may_be_short and _is_short(row, filled, cards, shown):
            raise ShortPageError(row.key)
        if len(cards) >= row.minimum:
            used |= {card.course for card in cards}
            if row.source not in LIVE_SOURCES:
                tally.end(card.course for card in cards)
            page.append(Chosen(row, filled, cards))
    return page


def _cards_of(
    row: Row, filled: Filled, reader: Reader, free: Mapping[int, Kind], *, is_bare: bool
) -> list[Candidate]:
    """What the row may show at this moment; `is_bare`: nothing is recommended above it."""
    match row.source:
        case "continue":
            return _with_progress(reader.learning.others, row)
        case "review":
            return _with_progress(reader.learning.finished, row) if is_bare else []
        case "saved":
            candidates = [Candidate(pk, Why.SAVED) for pk in reader.standing.saved]
        case _:
            candidates = filled.cards
    taken = reader.standing.taken
    open_ones = (card for card in candidates if card.course in free and card.course not in taken)
    return [card for card in open_ones if _fits(free[card.course], row, filled.about.get("topic"))]


def _with_progress(enrolments: Iterable[Enrolment], row: Row) -> list[Candidate]:
    return [
        Candidate(one.course_id, Why.PROGRESS, one.progress)
        for one in enrolments
        if _fits(Kind.of(one.course), row)
    ]


def _fits(kind: Kind, row: Row, topic: int | None = None) -> bool:
    """Whether a course is what the row is limited to, now, whatever it was when it was chosen."""
    wanted = {row.category_id, topic} - {None}
    return wanted <= kind.categories and row.language in ("", kind.language)


def _is_short(row: Row, filled: Filled, cards: list[Candidate], shown: Mapping[int, Kind]) -> bool:
    """Whether a row lost more courses than it had to spare, or the course that its title names."""
    if not filled.cards:
        return False
    anchor = filled.about.get("course")
    is_nameless = anchor is not None and anchor not in shown
    return is_nameless or len(cards) < min(row.maximum, len(filled.cards))
