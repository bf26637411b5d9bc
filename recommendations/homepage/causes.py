"""Why a scored course stands on a page: its causes by size; the largest one is the card's reason."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from accounts.models import Goal, Level
from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import BLENDED_SOURCES, Draft
from recommendations.homepage.shelves import did, scores_for
from recommendations.models import Row
from recommendations.serving.blend import NOTHING
from recommendations.serving.shares import Shares

# A cause that can be named is said unless it is less than this part of the score.
LEAST_SHARE = 0.1
LUMPS = (Why.BLEND, Why.PROFILE)
# A course that a language model lifted by so many places stands there because of that.
LIFTED = 5


@dataclass(frozen=True)
class Cause:
    """A part of a score and what it comes from; below 0 it speaks against the course."""

    why: Why
    argument: int | None
    value: float


def explained(desk: Desk, draft: Draft, filled: Sequence[tuple[Row, Filled]]) -> list[Filled]:
    """The rows; cards that scores put there give their largest cause, all worked out together."""
    by_scores: dict[str, list[tuple[Row, Filled]]] = {}
    for row, found in filled:
        key = "" if row.source in BLENDED_SOURCES else row.source
        by_scores.setdefault(key, []).append((row, found))
    for rows in by_scores.values():
        asked = {card.course for _, found in rows for card in found.cards if card.why == Why.BLEND}
        courses = sorted(asked)
        told = dict(zip(courses, causes_of(desk, draft, rows[0][0], courses), strict=True))
        for _, found in rows:
            found.cards = [
                _with_reason(draft, card, told[card.course]) if card.why == Why.BLEND else card
                for card in found.cards
            ]
    return [found for _, found in filled]


def causes_of(desk: Desk, draft: Draft, row: Row, courses: Sequence[int]) -> list[list[Cause]]:
    """The causes of each course's score in a row, largest first; none where it has no score."""
    scores, evidence = scores_for(draft, row), draft.evidence_for(row.source)
    if scores is None or evidence is None or not courses:
        return [[] for _ in courses]
    columns = np.array([desk.shelf.place[course] for course in courses], np.int64)
    totals = np.where(scores[columns] > NOTHING, scores[columns], 0)
    shares = evidence.shares(columns, totals)
    return [_causes(desk, draft, shares, n, course) for n, course in enumerate(courses)]


def _with_reason(draft: Draft, card: Candidate, causes: Sequence[Cause]) -> Candidate:
    stood, stands = draft.moved.get(card.course, (0, 0))
    if stood - stands >= LIFTED:
        return replace(card, why=Why.TOLD, argument=None)
    total = sum(cause.value for cause in causes)
    named = [one for one in causes if one.why not in LUMPS and one.value > LEAST_SHARE * total]
    lumps = [one for one in causes if one.why in LUMPS and one.value > 0]
    for cause in [*named, *lumps][:1]:
        return replace(card, why=cause.why, argument=cause.argument)
    return card


def _causes(desk: Desk, draft: Draft, shares: Shares, n: int, course: int) -> list[Cause]:
    """What adds to one course; what may not be named falls to the rest."""
    found: dict[tuple[Why, int | None], float] = {}

    def add(why: Why, argument: int | None, value: float) -> None:
        found[why, argument] = found.get((why, argument), 0.0) + value

    rest, adds = float(shares.rest[n]), shares.parts[:, n]
    for place in np.flatnonzero(adds).tolist():
        taken, value = int(shares.taken[place]), float(adds[place])
        if taken == course:
            add(Why.SAVED if course in draft.standing.saved else Why.ITSELF, None, value)
        elif taken in desk.shelf.place:
            add(did(draft.standing, taken), taken, value)
        else:
            rest += value
    for name, parts in shares.everyone.items():
        why, argument = _of_everyone(desk, draft, name, course)
        add(why, argument, float(parts[n]))
    add(*_of_rest(desk, draft, course), rest)
    causes = [Cause(why, argument, value) for (why, argument), value in found.items() if value]
    return sorted(causes, key=lambda cause: -cause.value)


def _of_everyone(desk: Desk, draft: Draft, name: str, course: int) -> tuple[Why, int | None]:
    """What a model that says the same to everyone alike goes by."""
    week = desk.learners_this_week.get(course, 0)
    enrolled = int(desk.shelf.enrolments[desk.shelf.place[course]])
    if name == "trending" and week:
        return Why.WEEK, week
    if name == "popularity" and enrolled:
        return Why.POPULAR, enrolled
    return _of_profile(desk, draft, course) if name == "rules" else _of_rest(desk, draft, course)


def _of_rest(desk: Desk, draft: Draft, course: int) -> tuple[Why, int | None]:
    """Scores of a learner without a past can only come from what they say of themselves."""
    return (Why.BLEND, None) if draft.past else _of_profile(desk, draft, course)


def _of_profile(desk: Desk, draft: Draft, course: int) -> tuple[Why, int | None]:
    """The answer that a course fits: a field that the learner chose, their level, their goal."""
    shelf = desk.shelf
    category = int(shelf.categories[shelf.place[course]])
    for slug in draft.standing.topics:
        topic = shelf.topics.get(slug)
        if topic is not None and category in shelf.families[topic]:
            return Why.TOPIC, topic
    standing = draft.standing
    if standing.level and standing.level == str(shelf.levels[shelf.place[course]]):
        return Why.LEVEL, Level.values.index(standing.level)
    if standing.goal in Goal.values:
        return Why.GOAL, Goal.values.index(standing.goal)
    return Why.PROFILE, None
