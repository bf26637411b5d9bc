"""Why one card stands on somebody's page: its causes with their shares, and what else moved it."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from django.core.cache import cache
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.models import User
from courses.models import Category, Course, Enrolment
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.building import build_drafts, standard_draft, standard_selection
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.causes import Cause, causes_of
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.layout import Named, Selection
from recommendations.homepage.pages import compute_selection, visitor_key
from recommendations.homepage.reasons import Names, reason_of
from recommendations.homepage.resume import Learnings
from recommendations.homepage.shelves import factors_for
from recommendations.homepage.store import read_selection
from recommendations.homepage.wording import reworded_reason
from recommendations.models import Row, RowAudience
from recommendations.sources.pasts import read_pasts, read_visitor_past
from recommendations.sources.people import Standing, read_standings
from recommendations.sources.whereabouts import Whereabouts

MOST_PARTS = 6
WHOLE = 100
# Rows that are read afresh hold what the learner put there.
OWN = {"continue": Why.PROGRESS, "review": Why.PROGRESS, "saved": Why.SAVED}


@dataclass(frozen=True)
class Part:
    """A cause in words and its share of the whole, in per cent; below 0 it speaks against."""

    words: str
    percent: int


@dataclass(frozen=True)
class Explanation:
    """What the panel of a card says."""

    course: Course
    reason: str
    parts: list[Part]  # their shares sum to 100
    notes: list[str] = field(default_factory=list)
    is_personal: bool = True


@dataclass(frozen=True)
class _Page:
    """A page as it stands, with what it would be assembled from now."""

    desk: Desk
    selection: Selection
    draft: Draft


@dataclass(frozen=True)
class Spot:
    """Where the card stands that somebody asks about."""

    row: str
    list_id: str = ""
    came_from: Whereabouts | None = None  # where in the site the visitor of that page was before


def explain(
    course: Course, spot: Spot, learner: User | None, visitor: uuid.UUID | None
) -> Explanation:
    """Why a course stands in a row of this reader's page."""
    page = _page_of(spot, learner, visitor)
    row = next((one for one in page.desk.rows if one.key == spot.row), None)
    card = _card(page, row, course.pk, learner)
    causes = _causes(page, row, card)
    names = _names([card, *(Candidate(course.pk, one.why, one.argument) for one in causes)])
    return Explanation(
        course,
        reworded_reason(card, course, names),
        _parts(card, causes, names),
        _notes(page, card),
        page.draft.is_personal or _is_of_place(card),
    )


def _page_of(spot: Spot, learner: User | None, visitor: uuid.UUID | None) -> _Page:
    desk = open_desk()
    if learner is not None and learner.may_be_logged:
        return _page_of_learner(desk, learner)
    kept = cache.get(visitor_key(visitor)) if visitor and learner is None else None
    if visitor is not None and kept:
        selections: list[Selection] = list(kept.values())
        named = (one for one in selections if str(one.list_id) == spot.list_id)
        selection = next(named, selections[-1])
        desk = desk.for_arms(selection.seats)
        standings = {0: Standing(language=get_language() or "")}
        past = read_visitor_past(visitor, session=desk.live.session)
        return _Page(desk, selection, next(build_drafts(desk, past, standings, is_shard=False))[1])
    audience = RowAudience.VISITOR if learner is None else RowAudience.NEW
    told = (audience, get_language() or "", spot.came_from if learner is None else None)
    return _Page(desk, standard_selection(desk, *told), standard_draft(*told))


def _page_of_learner(desk: Desk, learner: User) -> _Page:
    span, seats = (learner.pk, learner.pk), seats_of(Unit(learner.pk), running_now(desk.digest))
    selection = read_selection(learner, desk.digest, seats) or compute_selection(learner)[1]
    desk = desk.for_arms(selection.seats)
    alone = np.array([learner.pk], np.int64)
    past = read_pasts(span, alone, session=desk.live.session)
    _, draft = next(build_drafts(desk, past, read_standings(span), is_shard=False))
    return _Page(desk, selection, draft)


def _card(page: _Page, row: Row | None, course: int, learner: User | None) -> Candidate:
    """The card as it was chosen, in this row or another; one that is gone says what is certain."""
    if row is not None and row.source in OWN:
        return Candidate(course, OWN[row.source], _progress(course, learner))
    rows = sorted(page.selection.rows, key=lambda one: row is None or one.key != row.key)
    cards = (card for one in rows for card in one.cards if card.course == course)
    return next(cards, Candidate(course, Why.CATALOGUE))


def _is_of_place(card: Candidate) -> bool:
    """Whether where the reader was put a card there, if nothing else of them is known."""
    return card.why in (Why.CAME, Why.SEARCHED, Why.VIEWED)


def _progress(course: int, learner: User | None) -> int | None:
    """How many per cent of a course's lessons the reader has done."""
    return None if learner is None else Learnings(Enrolment).progress_in(learner, course)


def _causes(page: _Page, row: Row | None, card: Candidate) -> list[Cause]:
    """The causes of a card that scores put there."""
    is_scored = card.course in page.desk.shelf.place and card.why != Why.PINNED
    if row is None or not is_scored:
        return []
    return causes_of(page.desk, page.draft, row, [card.course])[0]


def _names(cards: Sequence[Candidate]) -> Names:
    """Titles of published courses and names of categories: nothing else is ever named."""
    courses = {card.argument for card in cards if card.names_course and card.argument}
    topics = {card.argument for card in cards if card.names_topic and card.argument}
    titles = Course.objects.published().among(courses).values_list("pk", "title")
    return Names(dict(titles), {one.pk: one.name for one in Named(Category).among(topics)})


def _parts(card: Candidate, causes: Sequence[Cause], names: Names) -> list[Part]:
    """The largest causes with their shares; what is small or cannot be named stands together."""
    total = sum(cause.value for cause in causes)
    if total <= 0:
        return [Part(reason_of(card, names), WHOLE)]
    shares = [(cause, round(WHOLE * cause.value / total)) for cause in causes]
    told = sorted((one for one in shares if one[1]), key=lambda one: -abs(one[1]))[:MOST_PARTS]
    parts = [
        Part(reason_of(Candidate(card.course, cause.why, cause.argument), names), percent)
        for cause, percent in sorted(told, key=lambda one: -one[1])
    ]
    left = WHOLE - sum(part.percent for part in parts)
    return [*parts, Part(_("Everything else together"), left)] if left else parts


def _notes(page: _Page, card: Candidate) -> list[str]:
    """What moved the card besides its causes."""
    notes = []
    if _is_of_place(card) and not page.draft.is_personal:
        notes.append(_("Only the page that you came from was used for this, and it is not kept."))
    if card.why == Why.CHANCE:
        words = _(
            "A few places are given to chance each day, so that courses are seen that would "
            "not be otherwise. This one had a chance of %(percent)s %%."
        )
        notes.append(words % {"percent": round(WHOLE * card.propensity, 1)})
    stood, stands = page.draft.moved.get(card.course, (0, 0))
    if stood != stands:
        words = _(
            "A language model ordered the first suggestions by what you answered: this one came "
            "from place %(stood)s to place %(stands)s. It was told no name."
        )
        notes.append(words % {"stood": stood, "stands": stands})
    column = page.desk.shelf.place.get(card.course)
    if column is None:
        return notes
    ruled = page.desk.effects.of(page.draft.audience).factors[column]
    own = factors_for(page.desk, page.draft)[column]
    if own < ruled:
        notes.append(_("You asked for less of this kind: it stands further down than it would."))
    if own > ruled:
        notes.append(_("You asked for more of this kind: it stands further up than it would."))
    if ruled > 1:
        notes.append(_("Our team puts courses like this one further up at the moment."))
    if 0 < ruled < 1:
        notes.append(_("Our team puts courses like this one further down at the moment."))
    return notes
