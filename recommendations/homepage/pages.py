"""The serving order: stored page, else computed now, else popular and new, else the catalogue."""

import logging
import time
import uuid
from dataclasses import replace

import numpy as np
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import get_language

from accounts.models import User
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.arms import build_for_arms
from recommendations.homepage.building import standard_selection
from recommendations.homepage.choosing import ShortPageError
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.digest import site_digest
from recommendations.homepage.fallback import plain_page
from recommendations.homepage.layout import Selection, lay_out
from recommendations.homepage.showing import note_shown
from recommendations.homepage.steps import count_step
from recommendations.homepage.store import read_selection, write_selections
from recommendations.homepage.types import Page, Step
from recommendations.models import RowAudience
from recommendations.requests import ask_for_orders, ask_for_whole_page, begin_page
from recommendations.sources.pasts import Pasts, read_pasts, read_visitor_past
from recommendations.sources.people import Standing, read_standings
from recommendations.sources.profiles import Moment

logger = logging.getLogger(__name__)

VISITOR_SECONDS = 60
VARIANTS_KEPT = 4  # of a visitor's page: by language, and by where in the site they came from


def page_of(
    learner: User | None, visitor_id: uuid.UUID | None = None, moment: Moment | None = None
) -> Page | None:
    """The homepage of a learner or visitor; None where only the catalogue is left to show."""
    for attempt in (_own_page, _plain_page):
        try:
            page = attempt(learner, visitor_id, moment)
        except Exception:
            logger.exception("A homepage could not be made by %s.", attempt.__name__)
        else:
            count_step(page.step)
            return page
    count_step(Step.CATALOGUE)
    return None


def compute_selection(learner: User, moment: Moment | None = None) -> tuple[Desk, Selection]:
    """One learner's selection from what they did up to now."""
    desk, span = open_desk(), (learner.pk, learner.pk)
    seats = {learner.pk: seats_of(Unit(learner.pk), running_now(desk.digest))}
    alone, session = np.array([learner.pk], np.int64), desk.live.session
    pasts, standings = read_pasts(span, alone, session=session), read_standings(span)
    found = build_for_arms(desk, pasts, standings, seats, is_shard=False, moment=moment)
    return desk, next(found)[1]


def _own_page(learner: User | None, visitor_id: uuid.UUID | None, moment: Moment | None) -> Page:
    if learner is not None and learner.may_be_logged:
        return _personal_page(learner, moment)
    if learner is None and visitor_id is not None:
        return _visitor_page(visitor_id, moment)
    audience = RowAudience.VISITOR if learner is None else RowAudience.NEW
    came_from = moment.came_from if moment and learner is None else None
    selection = standard_selection(open_desk(), audience, get_language() or "", came_from)
    return lay_out(selection, learner, may_be_short=True)


def _personal_page(learner: User, moment: Moment | None) -> Page:
    """The stored page if nothing that shaped it changed, else one computed now and stored."""
    started, unit = time.perf_counter(), Unit(learner.pk)
    site = site_digest()
    stored = read_selection(learner, site, seats_of(unit, running_now(site)))
    if stored is not None:
        try:
            page = lay_out(_as_cached(stored), learner, may_be_short=False)
        except ShortPageError:
            logger.info("The stored page of learner %s has grown too short.", learner.pk)
        else:
            return _noted(unit, stored, page, started)
    begin_page(learner.pk)
    read_at = timezone.now()
    desk, selection = compute_selection(learner, moment)
    write_selections([(learner.pk, selection)], desk.digest, read_at=read_at)
    if not desk.live.is_whole:
        ask_for_whole_page(learner.pk)  # a worker has the models that this process may not load
    if selection.lacks_order:
        ask_for_orders([learner.pk])
    page = lay_out(selection, learner, may_be_short=True)
    return _noted(unit, selection, page, started)


def _noted(unit: Unit, selection: Selection, page: Page, started: float) -> Page:
    note_shown(unit, selection, page, 1_000 * (time.perf_counter() - started))
    return page


def _as_cached(stored: Selection) -> Selection:
    """A stored page is a cached one, unless no model had a say in it."""
    return replace(stored, step=Step.CACHED) if stored.step == Step.COMPUTED else stored


def _visitor_page(visitor_id: uuid.UUID, moment: Moment | None) -> Page:
    """What a visitor who agreed to logging did in this session shapes their page too."""
    started, unit, site = time.perf_counter(), Unit(visitor_id=visitor_id), site_digest()
    seats = seats_of(unit, running_now(site))
    language, came_from = get_language() or "", moment.came_from if moment else None
    key, variant = visitor_key(visitor_id), (site, language, seats.key, came_from)
    kept: dict[tuple[object, ...], Selection] = cache.get(key) or {}
    if variant in kept:
        try:
            page = lay_out(kept[variant], None, may_be_short=False)
        except ShortPageError:
            logger.info("The kept page of a visitor has grown too short.")
        else:
            return _noted(unit, replace(kept[variant], seats=seats), page, started)
    standings = {0: Standing(language=language)}
    desk = open_desk()
    pasts: Pasts = read_visitor_past(visitor_id, session=desk.live.session)
    found = build_for_arms(desk, pasts, standings, {0: seats}, is_shard=False, moment=moment)
    selection = next(found)[1]
    others = dict(list(kept.items())[1 - VARIANTS_KEPT :])
    cache.set(key, {**others, variant: selection}, VISITOR_SECONDS)
    return _noted(unit, selection, lay_out(selection, None, may_be_short=True), started)


def visitor_key(visitor_id: uuid.UUID) -> str:
    """Under which a visitor's selection is kept."""
    return f"recs:visitor:{visitor_id.hex}"


def _plain_page(learner: User | None, _visitor: uuid.UUID | None, _moment: Moment | None) -> Page:
    return plain_page(learner)
