"""Rows for an occasion: a path, what was just unlocked, a field that one comes from or is hot."""

from collections.abc import Iterable, Iterator
from itertools import islice, zip_longest
from typing import Any

import numpy as np

from recommendations.engine.arrays import Floats
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.shelves import SOURCES, allowed, ruled, topics_of
from recommendations.models import Row
from recommendations.serving.blend import NOTHING, best_of

Found = tuple[dict[str, Any], Iterable[Candidate]]
SHORT_MINUTES = 60
MOST = 120  # candidates of a row that goes by scores
ASIDE_PAST = 3  # courses that a learner must have before anything is aside of them
ASIDE_SHARE = 0.1  # a field of so small a part of what they did is not theirs


def path(desk: Desk, draft: Draft, row: Row) -> Found:
    """The next courses of the path to the learner's goal, in order."""
    steps = (Candidate(course, Why.STEP, number) for number, course in enumerate(draft.path, 1))
    return {}, _open(desk, draft, row, steps)


def unlocked(desk: Desk, draft: Draft, row: Row) -> Found:
    """Courses all of whose prerequisites the learner finished, the latest unlocked first."""
    done = draft.standing.finished
    known = done.keys() | draft.standing.known
    found = [
        (max(done[one] for one in needed & done.keys()), course, needed)
        for course, needed in desk.requires.items()
        if needed <= known and needed & done.keys()
    ]
    found.sort(key=lambda one: (one[0], -one[1]), reverse=True)
    cards = (
        Candidate(course, Why.UNLOCKED, max(needed & done.keys(), key=done.__getitem__))
        for _at, course, needed in found
    )
    return {}, _open(desk, draft, row, cards)


def hot(desk: Desk, draft: Draft, row: Row) -> Found:
    """What is hot this week in the field that the learner does most in, or chose."""
    if not draft.is_personal:
        return {}, []
    fields = {int(desk.shelf.field_of(topic)): None for topic in topics_of(desk, draft)}
    for field in fields:
        inside = desk.shelf.is_within(field, "")
        cards = (
            Candidate(course, Why.WEEK, learners, heat)
            for course, heat, learners in desk.heat
            if course in desk.shelf.place and inside[desk.shelf.place[course]]
        )
        found = list(_open(desk, draft, row, cards))
        if len(found) >= row.minimum:
            return {"topic": field}, found
    return {}, []


def short(desk: Desk, draft: Draft, row: Row) -> Found:
    """Courses of an hour or less: the best for the learner, else the most popular."""
    minutes = desk.shelf.minutes
    fits = (minutes > 0) & (minutes <= SHORT_MINUTES)
    columns = _best_within(desk, draft, fits)
    cards = (
        Candidate(int(desk.shelf.ids[at]), Why.SHORT, int(minutes[at]), score)
        for at, score in columns
    )
    return {}, _open(desk, draft, row, cards)


def since(desk: Desk, draft: Draft, row: Row) -> Found:
    """Courses that were published since the learner's last visit, the best for them first."""
    if not draft.last_visit:
        return {}, []
    fits = desk.shelf.published_at > draft.last_visit
    if draft.languages:
        fits &= np.isin(desk.shelf.languages, list(draft.languages))
    cards = (
        Candidate(int(desk.shelf.ids[at]), Why.NEW, int(desk.shelf.published_at[at]))
        for at, _score in _best_within(desk, draft, fits)
    )
    return {}, _open(desk, draft, row, cards)


def before(desk: Desk, draft: Draft, row: Row) -> Found:
    """What a saved course builds on and the learner has not taken, the most basic first."""
    for saved in draft.standing.saved:
        if saved not in desk.shelf.place:
            continue
        needed = _required(desk, saved, draft.standing.finished.keys() | draft.standing.known)
        cards = (Candidate(course, Why.REQUIRED, saved) for course in needed)
        found = list(_open(desk, draft, row, cards))
        if len(found) >= row.minimum:
            return {"course": saved}, found
    return {}, []


def aside(desk: Desk, draft: Draft, row: Row) -> Found:
    """A step aside: the best of fields that are not the learner's, one field after another."""
    if draft.scores is None or len(draft.past) < ASIDE_PAST:
        return {}, []
    shelf = desk.shelf
    foreign = (shelf.fields != 0) & ~np.isin(shelf.fields, sorted(_own_fields(desk, draft)))
    by_field: dict[int, list[Candidate]] = {}
    for at, score in islice(_best_within(desk, draft, foreign), MOST):
        field = int(shelf.fields[at])
        by_field.setdefault(field, []).append(
            Candidate(int(shelf.ids[at]), Why.ASIDE, field, score)
        )
    in_turn = (card for turn in zip_longest(*by_field.values()) for card in turn if card)
    return {}, _open(desk, draft, row, in_turn)


def nearby(desk: Desk, draft: Draft, row: Row) -> Found:
    """What is popular where a visitor was just now: in the category, else in the field above it."""
    if draft.whereabouts is None:
        return {}, []
    category, left = draft.whereabouts.category(desk.shelf), draft.whereabouts.course
    why, argument = {
        "course": (Why.VIEWED, left),
        "category": (Why.CAME, category),
        "search": (Why.SEARCHED, category),
    }[draft.whereabouts.kind]
    popular_ones = desk.listed(desk.popular(draft.audience), draft.languages)
    for topic in dict.fromkeys([category, desk.shelf.field_of(category)] if category else []):
        inside = desk.shelf.is_within(topic, "")
        courses = (int(desk.shelf.ids[column]) for column in popular_ones if inside[column])
        cards = (Candidate(course, why, argument) for course in courses if course != left)
        found = list(_open(desk, draft, row, cards))
        if len(found) >= row.minimum:
            return {"topic": topic}, found
    return {}, []


OCCASIONS = {
    "path": path,
    "unlocked": unlocked,
    "hot": hot,
    "short": short,
    "since": since,
    "before": before,
    "aside": aside,
    "nearby": nearby,
}
SOURCES.update(OCCASIONS)


def _own_fields(desk: Desk, draft: Draft) -> set[int]:
    """The fields that a learner chose, and those of more than a little of what they did."""
    shelf = desk.shelf
    columns = shelf.columns_of(np.array(draft.past, np.int64))
    weights = np.array(draft.weights)[columns >= 0]
    fields = shelf.fields[columns[columns >= 0]]
    total = float(weights.sum()) or 1.0
    lived = {
        int(one) for one in np.unique(fields) if weights[fields == one].sum() > ASIDE_SHARE * total
    }
    chosen = {shelf.topics[slug] for slug in draft.standing.topics if slug in shelf.topics}
    return lived | {shelf.field_of(topic) for topic in chosen}


def _required(desk: Desk, course: int, known: set[int]) -> list[int]:
    """Everything that a course builds on, directly or not, what comes first in front."""
    found: dict[int, None] = {}

    def visit(one: int) -> None:
        for needed in sorted(desk.requires.get(one, ())):
            if needed not in found and needed not in known and needed != course:
                visit(needed)
                found[needed] = None

    visit(course)
    return list(found)


def _best_within(desk: Desk, draft: Draft, inside: np.ndarray) -> Iterator[tuple[int, float]]:
    """Columns of a part of the shelf with their scores; popular ones with 0 where none is left."""
    best: list[int] = []
    if draft.scores is not None:
        strengths: Floats = np.where(inside, ruled(desk, draft, draft.scores), NOTHING)
        best = best_of(strengths, MOST)
        yield from ((at, float(strengths[at])) for at in best)
    known = set(best)
    for at in desk.listed(desk.popular(draft.audience), draft.languages):
        if inside[at] and at not in known:
            yield at, 0.0


def _open(desk: Desk, draft: Draft, row: Row, cards: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that are published, that no rule blocks, and that the row and the learner allow."""
    place, blocked = desk.shelf.place, desk.effects.of(draft.audience).blocked
    known = (one for one in cards if one.course in place and not blocked[place[one.course]])
    return allowed(desk, draft, row, known)
