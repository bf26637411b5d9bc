"""Fills the rows of one learner's page from top to bottom, in one pass."""

from collections.abc import Iterable

from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.shelves import (
    LIVE_SOURCES,
    SPARES,
    Draft,
    did,
    pinned,
    source_of,
    takes_pins,
)
from recommendations.models import Row, RowAudience

REASON_COURSES = 20  # a reason is looked for among so many last courses of the history


def assemble(desk: Desk, draft: Draft) -> list[Filled]:
    """All rows of the page that have enough to show; no course in two of them."""
    filled = []
    may_pin = True
    for row in desk.rows:
        if row.audience not in (RowAudience.EVERYONE, draft.audience):
            continue
        if row.source in LIVE_SOURCES:
            filled.append(Filled(row.key))
            continue
        is_pinned = may_pin and takes_pins(row)
        found = _fill(desk, draft, row, is_pinned=is_pinned)
        if found is not None:
            may_pin = may_pin and not is_pinned
            filled.append(found)
    return filled


def _fill(desk: Desk, draft: Draft, row: Row, *, is_pinned: bool) -> Filled | None:
    """One row with its spares; None where fewer than its minimum may show."""
    about, candidates = source_of(row)(desk, draft, row)
    first = list(pinned(desk, draft, row)) if is_pinned else []
    cards = _without_repeats([first, candidates], row.maximum + SPARES)
    if len(cards) < row.minimum or all(card.why == Why.PINNED for card in cards):
        return None
    cards = [_explained(desk, draft, card) for card in cards]
    draft.used |= {card.course for card in cards[: row.maximum]}
    return Filled(row.key, cards, about)


def _without_repeats(lists: Iterable[Iterable[Candidate]], count: int) -> list[Candidate]:
    found: dict[int, Candidate] = {}
    for candidates in lists:
        for candidate in candidates:
            if len(found) == count:
                return list(found.values())
            found.setdefault(candidate.course, candidate)
    return list(found.values())


def _explained(desk: Desk, draft: Draft, card: Candidate) -> Candidate:
    """A card of the blend with the course of the past that speaks loudest for it, if any does."""
    if card.why != Why.BLEND:
        return card
    best, loudest = None, 0.0
    recent = zip(draft.past[-REASON_COURSES:], draft.weights[-REASON_COURSES:], strict=True)
    for course, weight in recent:
        if course in desk.shelf.place and course != card.course:
            voice = weight * desk.links_of(course).get(card.course, 0.0)
            if voice > loudest:
                best, loudest = course, voice
    if best is not None:
        return Candidate(card.course, did(draft.standing, best), best, card.score)
    return _explained_by_topic(desk, draft, card)


def _explained_by_topic(desk: Desk, draft: Draft, card: Candidate) -> Candidate:
    """A card whose category the learner chose, or at least its popularity, said as it is."""
    shelf = desk.shelf
    column = shelf.place[card.course]
    category = int(shelf.categories[column])
    for slug in draft.standing.topics:
        topic = shelf.topics.get(slug)
        if topic is not None and category in shelf.families[topic]:
            return Candidate(card.course, Why.TOPIC, topic, card.score)
    return card if draft.past else Candidate(card.course, Why.PROFILE, None, card.score)
