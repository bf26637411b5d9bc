"""Writes down what a page put before somebody: its list, and whom experiments count from now on."""

import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.utils import timezone

from recommendations.experiments.assignment import Unit
from recommendations.experiments.exposure import record_exposures
from recommendations.homepage.candidates import Candidate, Filled
from recommendations.homepage.desk import Rows
from recommendations.homepage.layout import Selection
from recommendations.homepage.types import Page, PageRow
from recommendations.models import Row, ShownList

logger = logging.getLogger(__name__)

REMEMBERED_SECONDS = 3_600
KEPT_DAYS = 90  # experiments and estimates look no further back


def note_shown(unit: Unit, selection: Selection, page: Page, milliseconds: float) -> None:
    """Keep the list and the exposures of a page; a page never fails because of it."""
    key = f"recs:shown:{selection.list_id.hex}:{selection.seats.key}"
    if not cache.add(key, 1, REMEMBERED_SECONDS):
        return
    try:
        with transaction.atomic():
            _keep_list(unit, selection, page, milliseconds)
            if selection.seats.taken:
                # What the site has on, not what this page came to draw: that depends on the arm,
                # and arms would count different people.
                rows = set(Rows(Row).shown().for_audience(page.audience))
                is_personal = bool(selection.versions)
                record_exposures(unit, selection.seats, rows, is_personal=is_personal)
    except DatabaseError:
        cache.delete(key)
        logger.exception("What a page showed could not be kept.")


def forget_shown() -> int:
    """Delete lists that were shown long ago; says how many."""
    long_ago = timezone.now() - timedelta(days=KEPT_DAYS)
    return ShownList.objects.before(long_ago).delete()[0]


def _keep_list(unit: Unit, selection: Selection, page: Page, milliseconds: float) -> None:
    filled = {row.key: row for row in selection.rows}
    shown = ShownList(
        list_id=selection.list_id,
        learner_id=unit.learner_id,
        visitor_id=unit.visitor_id,
        shown_at=timezone.now(),
        step=page.step,
        audience=page.audience,
        milliseconds=round(milliseconds, 2),
        versions=dict(selection.versions),
        arms={str(seat.experiment.id): seat.way.id for seat in selection.seats.taken},
        rows=[_row(row, filled[row.key]) for row in page.rows if row.key in filled],
        past=list(selection.past),
    )
    ShownList.objects.bulk_create([shown], ignore_conflicts=True)


def _row(row: PageRow, filled: Filled) -> dict[str, Any]:
    origins: Mapping[int, Candidate] = {card.course: card for card in filled.cards}
    cards = [_card(card.course.pk, origins.get(card.course.pk)) for card in row.cards]
    kept = {"key": row.key, "cards": cards}
    return {**kept, "pool": filled.pool} if filled.pool else kept


def _card(course: int, origin: Candidate | None) -> list[Any]:
    """Course, chance, interleaved arm, and the kind of reason; live rows have no origin."""
    if origin is None:
        return [course, 1.0, None, ""]
    return [course, round(origin.propensity, 6), origin.arm, str(origin.why)]
