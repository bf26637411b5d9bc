"""Chooses the rows and cards of one learner's page together: the one assembler."""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from recommendations.homepage.arranging import IN_ORDER, arranged, note_shown, worth
from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.causes import explained
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.exploring import POOL, explored
from recommendations.homepage.limits import IN_VIEW, Tally, with_variety
from recommendations.homepage.offers import Offer
from recommendations.homepage.shelves import LIVE_SOURCES, SPARES, pinned, takes_pins
from recommendations.models import Row, RowAudience

VARIETY = 16  # candidates beyond those that show, among which a row chooses


def assemble(desk: Desk, draft: Draft, *, is_explained: bool = True) -> list[Filled]:
    """All rows of the page that have enough to show; no course in two of them."""
    filled = [(row, found) for row, found, _tally in fill_rows(desk, draft) if found is not None]
    return explained(desk, draft, filled) if is_explained else [found for _row, found in filled]


def fill_rows(desk: Desk, draft: Draft) -> Iterator[tuple[Row, Filled | None, Tally]]:
    """Each row for the audience, what fills it if enough does, and the limits as they stand."""
    may_pin, most = True, desk.arrangement.most_rows
    filled = 0
    tally = _tally(desk, draft)
    for offer in _best_first(desk, draft):
        row = offer.row
        if row.source in LIVE_SOURCES:
            yield row, Filled(row.key), tally
            continue
        if most and filled >= most:
            continue
        is_pinned = may_pin and takes_pins(row)
        tally.begin(row)
        found = _fill(desk, draft, offer, tally, is_pinned=is_pinned)
        if found is not None:
            may_pin, filled = may_pin and not is_pinned, filled + 1
            tally.end(card.course for card in found.cards[: row.maximum])
        yield row, found, tally


def _tally(desk: Desk, draft: Draft) -> Tally:
    limits, most = desk.effects.of(draft.audience).limits, desk.arrangement.most_alike
    return Tally(with_variety(limits, most, desk.makers) if most else limits)


def _best_first(desk: Desk, draft: Draft) -> Iterator[Offer]:
    """The rows in the order of staff; those that may move share their places, the best first.

    Without scores nothing tells which is best, and all stay.
    """
    moves = desk.arrangement.moves_rows and draft.scores is not None
    rows = [row for row in desk.rows if row.audience in (RowAudience.EVERYONE, draft.audience)]
    moving = [
        Offer(desk, draft, row)
        for row in rows
        if row.may_move and moves and row.source not in LIVE_SOURCES
    ]
    movable = {offer.row.key for offer in moving}
    for row in rows:
        if row.key not in movable:
            yield Offer(desk, draft, row)
            continue
        best = (
            max(moving, key=lambda offer: _worth(desk, draft, offer)) if moving[1:] else moving[0]
        )
        moving.remove(best)
        yield best


def _worth(desk: Desk, draft: Draft, offer: Offer) -> float:
    """What a row would be worth as the next one; -1 where it has too little to show."""
    first = list(islice(offer.candidates(), max(offer.row.minimum, IN_VIEW)))
    return worth(desk, draft, first) if len(first) >= offer.row.minimum else -1.0


def _fill(
    desk: Desk, draft: Draft, offer: Offer, tally: Tally, *, is_pinned: bool
) -> Filled | None:
    """One row with its spares; None where fewer than its minimum may show."""
    row = offer.row
    candidates = offer.candidates()
    pool = arranged(desk, draft, row, list(islice(candidates, row.maximum + VARIETY)))
    first = list(pinned(desk, draft, row)) if is_pinned else []
    explores = row.exploration > 0 and draft.seed is not None
    count = row.maximum + (POOL if explores else SPARES)
    in_order = row.source in IN_ORDER
    cards = _without_repeats(chain(first, pool), candidates, count, tally, in_order=in_order)
    if len(cards) < row.minimum or all(card.why == Why.PINNED for card in cards):
        return None
    chosen: list[int] = []
    if explores:
        chosen = [card.course for card in cards]
        cards = explored(cards, row, draft.seed or 0)[: row.maximum + SPARES]
    draft.used |= {card.course for card in cards[: row.maximum]}
    note_shown(desk, draft, cards[: row.maximum])
    return Filled(row.key, cards, offer.about, chosen)


def _without_repeats(
    pool: Iterable[Candidate],
    others: Iterable[Candidate],
    count: int,
    tally: Tally,
    *,
    in_order: bool = False,
) -> list[Candidate]:
    """The first courses, each once, as many of a kind as limits allow.

    What only variety kept back stands behind the rest of the pool, before anything else; a row
    whose order means something keeps it.
    """
    found: dict[int, Candidate] = {}
    kept_back: list[Candidate] = []
    for candidate in pool:
        if len(found) == count:
            return list(found.values())
        if candidate.course in found:
            continue
        if tally.take(candidate.course, is_strict=in_order):
            found[candidate.course] = candidate
        else:
            kept_back.append(candidate)
    for candidate in chain(kept_back, others):
        if len(found) == count:
            break
        if candidate.course not in found and tally.take(candidate.course, is_strict=True):
            found[candidate.course] = candidate
    return list(found.values())
