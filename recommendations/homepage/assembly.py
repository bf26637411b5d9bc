"""Fills the rows of one learner's page from top to bottom, in one pass."""

from collections.abc import Iterable, Iterator

from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.causes import explained
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.exploring import POOL, explored
from recommendations.homepage.limits import Tally
from recommendations.homepage.shelves import LIVE_SOURCES, SPARES, pinned, source_of, takes_pins
from recommendations.models import Row, RowAudience


def assemble(desk: Desk, draft: Draft) -> list[Filled]:
    """All rows of the page that have enough to show; no course in two of them."""
    filled = [(row, found) for row, found, _tally in fill_rows(desk, draft) if found is not None]
    return explained(desk, draft, filled)


def fill_rows(desk: Desk, draft: Draft) -> Iterator[tuple[Row, Filled | None, Tally]]:
    """Each row for the audience, what fills it if enough does, and the limits as they stand."""
    may_pin = True
    tally = Tally(desk.effects.of(draft.audience).limits)
    for row in desk.rows:
        if row.audience not in (RowAudience.EVERYONE, draft.audience):
            continue
        if row.source in LIVE_SOURCES:
            yield row, Filled(row.key), tally
            continue
        is_pinned = may_pin and takes_pins(row)
        tally.begin(row)
        found = _fill(desk, draft, row, tally, is_pinned=is_pinned)
        if found is not None:
            may_pin = may_pin and not is_pinned
            tally.end(card.course for card in found.cards[: row.maximum])
        yield row, found, tally


def _fill(desk: Desk, draft: Draft, row: Row, tally: Tally, *, is_pinned: bool) -> Filled | None:
    """One row with its spares; None where fewer than its minimum may show."""
    about, candidates = source_of(row)(desk, draft, row)
    first = list(pinned(desk, draft, row)) if is_pinned else []
    explores = row.exploration > 0 and draft.seed is not None
    count = row.maximum + (POOL if explores else SPARES)
    cards = _without_repeats([first, candidates], count, tally)
    if len(cards) < row.minimum or all(card.why == Why.PINNED for card in cards):
        return None
    pool: list[int] = []
    if explores:
        pool = [card.course for card in cards]
        cards = explored(cards, row, draft.seed or 0)[: row.maximum + SPARES]
    draft.used |= {card.course for card in cards[: row.maximum]}
    return Filled(row.key, cards, about, pool)


def _without_repeats(
    lists: Iterable[Iterable[Candidate]], count: int, tally: Tally
) -> list[Candidate]:
    """The first courses, each once, as many of a kind as limits allow."""
    found: dict[int, Candidate] = {}
    for candidates in lists:
        for candidate in candidates:
            if len(found) == count:
                return list(found.values())
            if candidate.course not in found and tally.take(candidate.course):
                found[candidate.course] = candidate
    return list(found.values())
