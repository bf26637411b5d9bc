"""Where each row's courses come from: one function a source, all given the same learner."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import numpy as np

from recommendations.engine.arrays import Floats
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import BLENDED_SOURCES, Draft
from recommendations.models import Row
from recommendations.serving.blend import NOTHING, best_of
from recommendations.sources.aversions import LOST_TO_DISLIKE, kept_share
from recommendations.sources.people import Standing

ROOM = 24  # candidates beyond those, for variety and for what other rows take
PAGE_COURSES = 64  # so many courses the rows above may have taken, at most
SPARES = 6  # cards kept back in each row for those that may no longer show when it is read
LIMITED_TIMES = 6
ANCHORS_TRIED = 5
TASTE_COURSES = 10
TOPIC_COURSES = 40


Source = Callable[[Desk, Draft, Row], tuple[dict[str, Any], Iterable[Candidate]]]
# Filled when the page is read, from what the learner did a second ago.
LIVE_SOURCES = {"continue", "review", "saved"}
# A pin goes to the first of these on the page; elsewhere it would make the title untrue.
PINNED_SOURCES = {"hybrid", "popular"}


def hybrid(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """The best of all models together; popular courses when the models run out."""
    if draft.scores is None:
        return {}, []
    return {}, _scored(desk, draft, row, draft.scores)


def algorithm(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """The best of the one model that the row names."""
    scores = draft.own_scores.get(row.source)
    return {}, [] if scores is None else _scored(desk, draft, row, scores)


def because(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """What goes with the course that the learner finished last, else did something with last."""
    if not draft.is_personal:
        return {}, []
    standing = draft.standing
    # What a learner took out of their profile is not in the past any more.
    mine = standing.finished.keys() & set(draft.past)
    finished = sorted(mine, key=lambda course: standing.finished[course], reverse=True)
    recent = [course for course in reversed(draft.past) if course not in standing.finished]
    anchors = [course for course in [*finished, *recent] if course in desk.shelf.place]
    for anchor in anchors[:ANCHORS_TRIED]:
        found = list(islice(_going_with(desk, draft, row, anchor), _enough(desk, draft, row)))
        if len(found) >= row.minimum:
            return {"course": anchor, "did": did(standing, anchor)}, found
    return {}, []


def trending(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """Courses by how many learners were active in them this week."""
    columns = desk.listed(desk.trending(draft.audience), draft.languages)
    ids = (int(desk.shelf.ids[column]) for column in columns)
    counts = desk.learners_this_week
    found = (Candidate(course, Why.WEEK, counts[course], counts[course]) for course in ids)
    return {}, allowed(desk, draft, row, found)


def newest(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """Courses by their date of publication."""
    shelf = desk.shelf
    found = (
        Candidate(int(shelf.ids[column]), Why.NEW, int(shelf.published_at[column]))
        for column in desk.listed(desk.newest(draft.audience), draft.languages)
    )
    return {}, allowed(desk, draft, row, found)


def popular(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """Courses by how many learners enrolled."""
    return {}, _popular(desk, draft, row)


def interest(desk: Desk, draft: Draft, row: Row) -> tuple[dict[str, Any], Iterable[Candidate]]:
    """The best in a category that the learner chose, else in the one they did most in."""
    if not draft.is_personal:
        return {}, []
    for topic in topics_of(desk, draft):
        inside = desk.shelf.is_within(topic, "")
        columns = _ranked(desk, draft, inside)
        is_chosen = topic in {desk.shelf.topics.get(slug) for slug in draft.standing.topics}
        cards = (_scored_one(desk, draft, column) for column in columns)
        told = (_for_interest(card, topic) if is_chosen else card for card in cards)
        inside_row = allowed(desk, draft, row, told)
        found = list(islice(inside_row, _enough(desk, draft, row)))
        if len(found) >= row.minimum:
            return {"topic": topic}, found
    return {}, []


SOURCES: dict[str, Source] = {
    "hybrid": hybrid,
    "because": because,
    "trending": trending,
    "new": newest,
    "popular": popular,
    "interest": interest,
}


def source_of(row: Row) -> Source:
    """The function behind a row; a name that is none of the built-in ones is an algorithm."""
    return SOURCES.get(row.source, algorithm)


def takes_pins(row: Row) -> bool:
    """Whether a pinned course may lead this row without making its title untrue."""
    return row.source in PINNED_SOURCES or row.source not in {*SOURCES, *LIVE_SOURCES}


def pinned(desk: Desk, draft: Draft, row: Row) -> Iterator[Candidate]:
    """The courses that staff pinned, where the row may show them."""
    pins = desk.effects.of(draft.audience).pins
    found = (Candidate(int(desk.shelf.ids[column]), Why.PINNED) for column in pins)
    return allowed(desk, draft, row, found)


def scores_for(draft: Draft, row: Row) -> Floats | None:
    """The scores that a row goes by, before the rules and before a language model had a say.

    None where it goes by none.
    """
    if row.source in BLENDED_SOURCES:
        return draft.scores if draft.plain_scores is None else draft.plain_scores
    return None if row.source in SOURCES else draft.own_scores.get(row.source)


def popular_one(desk: Desk, column: int) -> Candidate:
    """One popular course with its number of learners, if it has any."""
    count = int(desk.shelf.enrolments[column])
    course = int(desk.shelf.ids[column])
    return Candidate(course, Why.POPULAR, count) if count else Candidate(course, Why.CATALOGUE)


def _scored_one(desk: Desk, draft: Draft, column: int) -> Candidate:
    """A course with its score where the models suggest it, else with its number of learners."""
    if draft.scores is None or draft.scores[column] <= NOTHING:
        return popular_one(desk, column)
    return Candidate(int(desk.shelf.ids[column]), Why.BLEND, None, float(draft.scores[column]))


def did(standing: Standing, course: int) -> Why:
    """The strongest thing that is true of a learner and a course of their past."""
    if course in standing.finished:
        return Why.FINISHED
    if course in standing.known:
        return Why.KNOWN
    return Why.TOOK if course in standing.enrolled else Why.VIEWED


def _scored(desk: Desk, draft: Draft, row: Row, scores: Floats) -> Iterator[Candidate]:
    """Courses by score, then popular ones, so that a row has as many as there are."""
    strengths = ruled(desk, draft, scores)
    if _is_limited(row):
        strengths[~desk.shelf.is_within(row.category_id, row.language)] = NOTHING
    wanted = _enough(desk, draft, row) + PAGE_COURSES + len(draft.used) + len(draft.taken)
    best = best_of(strengths, wanted)
    ids = desk.shelf.ids[best].tolist()
    values = strengths[best].tolist()
    for course, value in zip(ids, values, strict=True):
        if _is_eligible(draft, course):
            yield Candidate(course, Why.BLEND, None, value)
    yield from _popular(desk, draft, row)


def _popular(desk: Desk, draft: Draft, row: Row) -> Iterator[Candidate]:
    """Popular courses, those in the learner's languages first."""
    columns = desk.listed(desk.popular(draft.audience), draft.languages)
    return allowed(desk, draft, row, (popular_one(desk, column) for column in columns))


def _going_with(desk: Desk, draft: Draft, row: Row, anchor: int) -> Iterator[Candidate]:
    """What the models link with one course, by strength after the rules."""
    places = desk.shelf.place
    factors = factors_for(desk, draft)
    told: set[int] = set()
    for links in desk.links_in_turn(anchor):
        strengths = {
            course: value * float(factors[places[course]])
            for course, value in links.items()
            if course not in told
        }
        told |= strengths.keys()
        order = sorted((c for c in strengths if strengths[c] > 0), key=lambda c: -strengths[c])
        found = (Candidate(course, Why.WITH, anchor, strengths[course]) for course in order)
        yield from allowed(desk, draft, row, found)


def _for_interest(card: Candidate, topic: int) -> Candidate:
    """Without a score, the field that the learner chose is what put a course into its row."""
    return replace(card, why=Why.TOPIC, argument=topic) if card.why != Why.BLEND else card


def _ranked(desk: Desk, draft: Draft, inside: np.ndarray) -> Iterator[int]:
    """The columns of a part of the shelf: by score where there is one, then by popularity."""
    best: list[int] = []
    if draft.scores is not None:
        strengths = np.where(inside, ruled(desk, draft, draft.scores), NOTHING)
        best = best_of(strengths, TOPIC_COURSES + len(draft.used) + len(draft.taken))
    yield from best
    known = set(best)
    popular_ones = desk.listed(desk.popular(draft.audience), draft.languages)
    yield from (column for column in popular_ones if inside[column] and column not in known)


def factors_for(desk: Desk, draft: Draft) -> Floats:
    """What a score above zero is multiplied by: for rules, dislikes and tastes."""
    factors = desk.effects.of(draft.audience).factors
    unwanted = desk.shelf.places(draft.standing.less)
    if unwanted:
        factors = factors * kept_share(desk.shelf.categories, desk.shelf.fields, unwanted)
    disliked = desk.shelf.places(draft.standing.disliked)
    if disliked:
        kept = kept_share(desk.shelf.categories, desk.shelf.fields, disliked, LOST_TO_DISLIKE)
        factors = factors * kept
    for category, factor in draft.tastes.items():
        inside = desk.shelf.is_within(category, "")
        factors = np.where(inside, factors * np.float32(factor), factors)
    return np.asarray(factors)


def ruled(desk: Desk, draft: Draft, scores: Floats) -> Floats:
    """A copy of scores with the rules applied: up, down or gone."""
    effects = desk.effects.of(draft.audience)
    strengths = scores.copy()
    factors = factors_for(desk, draft)
    np.multiply(scores, factors, out=strengths, where=scores > NOTHING)
    strengths[effects.blocked | (factors == 0)] = NOTHING
    return strengths


def topics_of(desk: Desk, draft: Draft) -> list[int]:
    """Categories that the learner chose, then those that their last courses are in."""
    shelf = desk.shelf
    chosen = [shelf.topics[slug] for slug in draft.standing.topics if slug in shelf.topics]
    totals: dict[int, float] = {}
    for course, weight in list(zip(draft.past, draft.weights, strict=True))[-TASTE_COURSES:]:
        column = shelf.place.get(course)
        if column is not None and shelf.categories[column]:
            category = int(shelf.categories[column])
            totals[category] = totals.get(category, 0.0) + weight
    lived = sorted(totals, key=lambda category: (-totals[category], category))
    return [topic for topic in [*chosen, *lived] if draft.tastes.get(topic) != 0]


def allowed(
    desk: Desk, draft: Draft, row: Row, candidates: Iterable[Candidate]
) -> Iterator[Candidate]:
    """Those candidates that the row's limits and the learner's standing let through."""
    is_open = desk.shelf.is_within(row.category_id, row.language) if _is_limited(row) else None
    place = desk.shelf.place
    for candidate in candidates:
        if is_open is not None and not is_open[place[candidate.course]]:
            continue
        if _is_eligible(draft, candidate.course):
            yield candidate


def _enough(desk: Desk, draft: Draft, row: Row) -> int:
    """How many candidates fill a row; where limits pass many over, more of them."""
    count = row.maximum + SPARES + ROOM
    return LIMITED_TIMES * count if desk.effects.of(draft.audience).limits.rules else count


def _is_limited(row: Row) -> bool:
    return row.category_id is not None or bool(row.language)


def _is_eligible(draft: Draft, course: int) -> bool:
    return course not in draft.used and course not in draft.taken
