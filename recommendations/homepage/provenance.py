"""A page for staff: how each card came to its place, and why a course that is not there is not."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from django.db import models
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from courses.models import Course
from recommendations.engine.arrays import Longs
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.absence import Absence, why_not
from recommendations.homepage.building import (
    build_drafts,
    build_selections,
    standard_draft,
    standard_selection,
)
from recommendations.homepage.choosing import ShortPageError
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.digest import site_digest
from recommendations.homepage.draft import Draft
from recommendations.homepage.layout import Selection, lay_out
from recommendations.homepage.pages import compute_selection
from recommendations.homepage.store import read_selection
from recommendations.homepage.trace import Tracer
from recommendations.homepage.types import Page, PageCard, PageRow
from recommendations.models import RowAudience, Version
from recommendations.serving.live import Versions
from recommendations.serving.local import RANKER
from recommendations.sources.pasts import Pasts, read_pasts
from recommendations.sources.people import Standing, read_standings
from recommendations.sources.profiles import profile_context

TEMPLATE = "recommendations/_provenance.html"
MOST_FOUND = 5
# Stands for a learner who does not exist, so that the history of nobody is read.
MADE_UP = 2**40
TOOK_WEIGHT = 3.0


class Titles(models.QuerySet[Course]):
    """Finds courses by what staff type."""

    def found(self, words: str) -> list[Course]:
        """Courses, published or not, whose title holds these words."""
        hits = self.filter(title__icontains=words).select_related("category")
        return list(hits.order_by("title", "pk")[:MOST_FOUND]) if words else []


@dataclass(frozen=True, eq=False)
class Sight:
    """One page as staff look at it, with everything that it was made from."""

    selection: Selection
    page: Page
    desk: Desk
    language: str
    pasts: Pasts | None  # of this learner alone; None where nothing of them may be used
    standing: Standing

    def draft(self) -> Draft:
        """What the page is assembled from, afresh."""
        if self.pasts is None:
            return standard_draft(self.selection.audience, self.language)
        standings = {int(self.pasts.learners[0]): self.standing}
        _learner, draft = next(build_drafts(self.desk, self.pasts, standings, is_shard=False))
        return draft

    def explained(self, language: str) -> Page:
        """The page with a note under each card, in the language of whoever looks."""
        tracer = Tracer(self.desk, self.draft(), self.pasts)
        above: list[int] = []
        rows = []
        with translation.override(language):
            for row in self.page.rows:
                rows.append(self._noted(row, tracer, above))
                above += [card.course.pk for card in row.cards]
        return replace(self.page, rows=rows)

    def absences(self, words: str) -> list[Absence]:
        """Of the courses whose title holds these words, why each is not on the page."""
        return [why_not(self.desk, self.draft(), course) for course in Titles(Course).found(words)]

    @cached_property
    def _asked(self) -> int | None:
        """The learner of whom the learned ranker can be asked, where it serves; not a made-up one."""
        learner = None if self.pasts is None else int(self.pasts.learners[0])
        is_asked = learner not in (None, MADE_UP) and Versions(Version).serve(RANKER)
        return learner if is_asked else None

    def _noted(self, row: PageRow, tracer: Tracer, above: list[int]) -> PageRow:
        record = next((one for one in self.desk.rows if one.key == row.key), None)
        filled = next((one for one in self.selection.rows if one.key == row.key), None)
        origins = {card.course: card for card in filled.cards} if filled else {}
        cards = []
        for card in row.cards:
            origin = origins.get(card.course.pk)
            trace = tracer.trace(record, origin, above) if record and origin else None
            facts = {"card": card, "row": row, "source": record.source if record else ""}
            facts |= {"origin": origin, "trace": trace, "is_whole": self.desk.live.is_whole}
            facts |= {"asked": self._asked}
            cards.append(_with_note(card, render_to_string(TEMPLATE, facts)))
        return replace(row, cards=cards)


def sight_of(learner: User) -> Sight:
    """The page that the learner would get now: the stored one where it still holds; never kept."""
    if not learner.may_be_logged:
        desk = open_desk()
        selection = standard_selection(desk, RowAudience.NEW, learner.language)
        page = lay_out(selection, learner, may_be_short=True)
        return Sight(selection, page, desk, learner.language, None, Standing())
    selection, page = _selected(learner)
    span, desk = (learner.pk, learner.pk), open_desk().for_arms(selection.seats)
    standing = read_standings(span).get(learner.pk) or Standing()
    alone, session = np.array([learner.pk], np.int64), desk.live.session
    pasts = _with_profile(read_pasts(span, alone, session=session), standing)
    return Sight(selection, page, desk, learner.language, pasts, standing)


def sight_of_history(courses: Iterable[int], topics: Iterable[str], language: str) -> Sight:
    """The page of a made-up learner who took these courses, the last one most recently."""
    taken, desk = list(dict.fromkeys(courses)), open_desk()
    standing = Standing(enrolled=set(taken), topics=list(topics), language=language)
    pasts = _with_profile(_made_up_past(taken), standing)
    found = build_selections(desk, pasts, {MADE_UP: standing}, is_shard=False)
    selection = next(found)[1]
    page = lay_out(selection, None, may_be_short=True)
    return Sight(selection, page, desk, language, pasts, standing)


def _made_up_past(courses: list[int]) -> Pasts:
    count, now = len(courses), int(timezone.now().timestamp())
    times: Longs = now - 3_600 * np.arange(count, 0, -1, dtype=np.int64)
    return Pasts(
        learners=np.array([MADE_UP], np.int64),
        indptr=np.array([0, count], np.int64),
        courses=np.array(courses, np.int64),
        weights=np.full(count, TOOK_WEIGHT, np.float32),
        times=times,
    )


def _with_profile(pasts: Pasts, standing: Standing) -> Pasts:
    standings = {int(pasts.learners[0]): standing}
    return replace(pasts, context=profile_context(pasts.learners, standings))


def _selected(learner: User) -> tuple[Selection, Page]:
    site = site_digest()
    stored = read_selection(learner, site, seats_of(Unit(learner.pk), running_now(site)))
    if stored is not None:
        try:
            return stored, lay_out(stored, learner, may_be_short=False)
        except ShortPageError:
            pass  # as when the learner asks: computed anew
    _desk, selection = compute_selection(learner)
    return selection, lay_out(selection, learner, may_be_short=True)


def _with_note(card: PageCard, note: SafeString) -> PageCard:
    return replace(card, html=mark_safe(card.html + note))  # noqa: S308 - both out of templates
