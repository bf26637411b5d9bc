"""A page in parts: a cursor holds what was not delivered yet, so that a refresh changes nothing.

Nothing is kept on the server. The cursor is signed and good for whoever got it: it names the rows
and cards that are left of one page as it was chosen, and what was delivered of it. Eligibility is
checked again when a part is read, so a course that was taken down or taken up in between is left
out and a spare one takes its place; no course comes twice, and none that may still show is passed
over.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core import signing
from django.utils.translation import gettext as _

from recommendations.experiments.assignment import NOBODY, Seats, Unit, running_now, seats_of
from recommendations.homepage.candidates import Filled, Why
from recommendations.homepage.choosing import Delivered
from recommendations.homepage.digest import site_digest
from recommendations.homepage.layout import Selection, lay_out
from recommendations.homepage.types import Page, PageCard, PageRow
from tracking.actors import Actor

SALT = "homepage.cursor"
SPARES = 2  # of each row: a cursor is part of an address, which may not be long
OWN_KINDS = (Why.PROGRESS, Why.SAVED)
GOOD_SECONDS = 24 * 3_600


class CursorError(ValueError):
    """A cursor that cannot be read, is too old, or was given to somebody else."""


def first_rows(page: Page, count: int, actor: Actor, cursor: str | None) -> tuple[Page, str | None]:
    """The first rows of what is left of a page, and the cursor for the rest, if there is any."""
    shown, rest = page.rows[:count], page.rows[count:]
    if not rest or page.is_makeshift:
        return page, None
    before = _read(cursor, actor) if cursor else {"own": [], "suggested": []}
    hero = [page.hero.course.pk] if page.hero else []
    cards = [card for row in shown for card in row.cards]
    standing = {course.pk for course in page.courses}
    payload = {
        "who": _who(actor),
        "list": page.list_id.hex,
        "step": page.step,
        "audience": page.audience,
        "built": page.built_at.isoformat(),
        "own": sorted({*before["own"], *hero, *_courses(cards, is_own=True)}),
        "suggested": sorted({*before["suggested"], *_courses(cards, is_own=False)}),
        "rows": [_packed(row, standing) for row in rest],
    }
    return replace(page, rows=shown), signing.dumps(payload, salt=SALT, compress=True)


def rest_of_page(cursor: str, actor: Actor) -> Page:
    """What is left of the page of a cursor, as it shows now; raises `CursorError`."""
    payload = _read(cursor, actor)
    selection = Selection(
        rows=[Filled.unpacked(row) for row in payload["rows"]],
        step=payload["step"],
        audience=payload["audience"],
        seats=_seats(actor),
        list_id=UUID(payload["list"]),
        built_at=datetime.fromisoformat(payload["built"]),
    )
    suggested = frozenset(payload["suggested"])
    delivered = Delivered(suggested | set(payload["own"]), suggested)
    page = lay_out(selection, actor.learner, may_be_short=True, delivered=delivered)
    return replace(page, hero=None)


def _seats(actor: Actor) -> Seats:
    """The arms of experiments that the reader is in now."""
    if actor.learner is None and actor.visitor_id is None:
        return NOBODY
    unit = Unit(actor.learner.pk) if actor.learner else Unit(visitor_id=actor.visitor_id)
    return seats_of(unit, running_now(site_digest()))


def _packed(row: PageRow, standing: set[int]) -> dict[str, Any]:
    """The cards that showed, then some that stand nowhere and may take the place of one that goes."""
    cards = [card.origin for card in row.cards if card.origin is not None]
    spares = [card for card in row.spares if card.course not in standing]
    return Filled(row.key, [*cards, *spares[:SPARES]], row.about).packed()


def _courses(cards: Iterable[PageCard], *, is_own: bool) -> list[int]:
    """The courses of cards that hold what is the learner's own, or of all others."""
    return [card.course.pk for card in cards if (card.reason_kind in OWN_KINDS) == is_own]


def _who(actor: Actor) -> str:
    if actor.learner is not None:
        return f"learner:{actor.learner.pk}"
    return f"visitor:{actor.visitor_id}" if actor.visitor_id else ""


def _read(cursor: str, actor: Actor) -> dict[str, Any]:
    try:
        payload: dict[str, Any] = signing.loads(cursor, salt=SALT, max_age=GOOD_SECONDS)
    except signing.BadSignature as error:
        raise CursorError(
            _("This cursor cannot be read any more; begin at the first rows.")
        ) from error
    if payload["who"] != _who(actor):
        raise CursorError(_("This cursor was given to somebody else."))
    return payload
