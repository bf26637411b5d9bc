"""The order of a row's candidates: by relevance, variety, the mix of interests, wear and hold."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from recommendations.engine.arrays import Floats, Longs
from recommendations.engine.reranking.attention import worth_of_row
from recommendations.engine.reranking.calibration import Doubles, mix_of
from recommendations.engine.reranking.variety import Mix, Wish, in_turn, likeness
from recommendations.engine.reranking.wear import held, wear
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.limits import IN_VIEW
from recommendations.models import Row
from recommendations.serving.blend import NOTHING

# Candidates that stand where they stand because of a score; all others follow a fact.
SCORED = (Why.BLEND, Why.WITH, Why.SHORT)
IN_ORDER = {"path"}  # sources whose order is what they say
KINDS = 12  # the largest interests that a page is calibrated to
SAME_CATEGORY, SAME_FIELD, SAME_LANGUAGE = 0.6, 0.3, 0.1


def arranged(desk: Desk, draft: Draft, row: Row, pool: list[Candidate]) -> list[Candidate]:
    """The same candidates in the order in which the row shows them; moved ones know their rank."""
    if len(pool) < 2 or row.source in IN_ORDER or any(card.propensity < 1 for card in pool):
        return pool  # what chance put somewhere stays there
    scored = [at for at, card in enumerate(pool) if card.why in SCORED and card.score > 0]
    if len(scored) > 1:
        order = _by_score(desk, draft, row, [pool[at] for at in scored])
        inside = set(scored)
        facts = [at for at in range(len(pool)) if at not in inside]
        order = [*(scored[at] for at in order), *facts]
    else:
        order = _by_fact(desk, draft, pool)
    return [
        pool[at] if at == place else replace(pool[at], rank=at + 1)
        for place, at in enumerate(order)
    ]


def worth(desk: Desk, draft: Draft, cards: Sequence[Candidate]) -> float:
    """What a row with these cards first is worth to the learner, 0 to about 1."""
    if draft.scores is None:
        return 0.0
    columns, top = _columns(desk, cards[:IN_VIEW]), float(draft.scores.max(initial=0))
    values = _relevance(desk, draft, columns, draft.scores[columns], top)
    return worth_of_row(values, in_view=IN_VIEW)


def note_shown(desk: Desk, draft: Draft, cards: Sequence[Candidate]) -> None:
    """Remember what the page shows up to here, for what is chosen below."""
    wanted = interests_of(desk, draft)
    draft.shown_cards += len(cards)
    for kind in desk.shelf.categories[_columns(desk, cards)].tolist():
        if kind in wanted:
            draft.shown_kinds[kind] = draft.shown_kinds.get(kind, 0) + 1


def interests_of(desk: Desk, draft: Draft) -> dict[int, float]:
    """The shares of the categories of a learner's past, the largest ones, summing to 1."""
    if draft.interests is None:
        columns = desk.shelf.columns_of(np.array(draft.past, np.int64))
        known = columns >= 0
        weights = np.array(draft.weights, np.float64)[known]
        whole = mix_of(desk.shelf.categories[columns[known]], weights)
        largest = dict(list(whole.items())[:KINDS])
        total = sum(largest.values())
        draft.interests = {kind: share / total for kind, share in largest.items()}
    return draft.interests


def _by_score(desk: Desk, draft: Draft, row: Row, pool: list[Candidate]) -> list[int]:
    """Variety and calibration among candidates with scores."""
    settings, shelf = desk.arrangement, desk.shelf
    columns = _columns(desk, pool)
    scores = np.array([card.score for card in pool], np.float32)
    relevance = _relevance(desk, draft, columns, scores, float(scores.max()))
    before = draft.before.get(row.key, frozenset())
    stood = np.array([card.course in before for card in pool])
    kinds = shelf.categories[columns]
    wanted = interests_of(desk, draft)
    names = np.array(list(wanted), np.int64)
    mix = Mix(
        np.array(list(wanted.values())),
        np.array([draft.shown_kinds.get(kind, 0) for kind in wanted], np.float64),
        draft.shown_cards,
    )
    alike = likeness(
        (kinds, SAME_CATEGORY),
        (shelf.fields[columns], SAME_FIELD),
        (shelf.language_codes[columns], SAME_LANGUAGE),
    )
    shares = (kinds[:, None] == names[None, :]).astype(np.float64)
    wish = Wish(settings.diversity, settings.calibration)
    relevance = held(relevance, stood, settings.hold)
    return in_turn(relevance, alike, shares, mix, wish, count=row.maximum).tolist()


def _by_fact(desk: Desk, draft: Draft, pool: list[Candidate]) -> list[int]:
    """The order that the row's title promises, but what was shown in vain sinks."""
    kept = _kept(desk, draft, [card.course for card in pool])
    strengths = kept / (1 + np.arange(len(pool)))
    return [int(at) for at in np.argsort(-strengths, kind="stable")]


def _relevance(desk: Desk, draft: Draft, columns: Longs, scores: Floats, top: float) -> Doubles:
    """Scores [n] as shares of the top one, with the advantage of new courses, less what wore out."""
    heard = np.where(scores > NOTHING, scores, 0).astype(np.float64)
    share = heard / top if top > 0 else heard
    fresh = desk.arrangement.freshness * (desk.is_new[columns] & (heard > 0))
    return np.asarray((share + fresh) * _kept(desk, draft, desk.shelf.ids[columns].tolist()))


def _kept(desk: Desk, draft: Draft, courses: list[int]) -> Doubles:
    """What is left of each course after being shown in vain."""
    settings = desk.arrangement
    times = np.array([draft.worn.get(course, 0) for course in courses], np.int64)
    return wear(times, after=settings.shown_in_vain, sinks_to=settings.sinks_to)


def _columns(desk: Desk, cards: Sequence[Candidate]) -> Longs:
    return np.array([desk.shelf.place[card.course] for card in cards], np.int64)
