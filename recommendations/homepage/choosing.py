"""Chooses the cards that show now: eligibility is checked again whenever a page is read."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from courses.models import Course
from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.resume import Learning
from recommendations.models import Row
from recommendations.sources.people import Standing


@dataclass
class Reader:
    """What a page must respect at this moment: the learner's standing and what they learn."""

    standing: Standing = field(default_factory=Standing)
    learning: Learning = field(default_factory=Learning)


@dataclass(frozen=True)
class Chosen:
    """A row of the page and its cards."""

    row: Row
    filled: Filled
    cards: list[Candidate]


class ShortPageError(Exception):
    """A stored page has lost so many courses that it must be computed anew."""


def showable(rows: Iterable[Filled], reader: Reader) -> set[int]:
    """Of all courses that the page may need, those that are published at this moment."""
    named = {card.course for filled in rows for card in filled.cards}
    named |= {int(filled.about["course"]) for filled in rows if "course" in filled.about}
    named |= set(reader.standing.saved)
    return set(Course.objects.published().among(named).values_list("pk", flat=True))


def choose(
    rows: Iterable[Filled],
    records: dict[str, Row],
    reader: Reader,
    shown: set[int],
    *,
    may_be_short: bool,
) -> list[Chosen]:
    """Fill each row with its first eligible candidates; no course stands in two rows.

    Raises `ShortPageError` where a row is shorter than it was assembled, unless it may be.
    """
    used = {course.pk for course in reader.learning.courses}
    page = []
    for filled in rows:
        row = records.get(filled.key)
        if row is None:
            continue
        cards = _cards_of(row, filled, reader, shown - used)
        if not may_be_short and _is_short(row, filled, cards, shown):
            raise ShortPageError(row.key)
        if len(cards) >= row.minimum:
            used |= {card.course for card in cards}
            page.append(Chosen(row, filled, cards))
    return page


def _cards_of(row: Row, filled: Filled, reader: Reader, free: set[int]) -> list[Candidate]:
    match row.source:
        case "continue":
            return reader.learning.cards(row.maximum)
        case "saved":
            return _saved(row, reader, free)
    taken = reader.standing.taken
    cards = [card for card in filled.cards if card.course in free and card.course not in taken]
    return cards[: row.maximum]


def _saved(row: Row, reader: Reader, free: set[int]) -> list[Candidate]:
    taken = reader.standing.taken
    saved = [pk for pk in reader.standing.saved if pk in free and pk not in taken]
    return [Candidate(pk, Why.SAVED) for pk in saved[: row.maximum]]


def _is_short(row: Row, filled: Filled, cards: list[Candidate], shown: set[int]) -> bool:
    """Whether a row lost more courses than it had to spare, or the course that its title names."""
    if not filled.cards:
        return False
    anchor = filled.about.get("course")
    is_nameless = anchor is not None and anchor not in shown
    return is_nameless or len(cards) < min(row.maximum, len(filled.cards))
