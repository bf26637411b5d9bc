"""Keeps each learner's selection in the database: ids, reasons, scores and where they are from."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.cache import cache
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from accounts.models import User
from recommendations.experiments.assignment import Seats
from recommendations.homepage.candidates import Filled
from recommendations.homepage.digest import page_digest
from recommendations.homepage.layout import Selection
from recommendations.models import CachedPage
from recommendations.sources.people import People, Span

FORM = 2
Before = dict[str, frozenset[int]]  # row -> the courses that stood in it
BATCH = 500
# A selection is written long before so many seconds after what it was made from was read.
CHANGED_SECONDS = 900


class Pages(models.QuerySet[CachedPage]):
    """Sentences about stored pages."""

    def of(self, learner_ids: Iterable[int]) -> "Pages":
        """The pages of these learners."""
        return self.filter(learner_id__in=list(learner_ids))

    def within(self, span: Span) -> "Pages":
        """The pages of learners within a span of ids."""
        return self.filter(learner_id__gte=span[0], learner_id__lte=span[1])


def read_before(span: Span) -> dict[int, tuple[float, Before]]:
    """When each stored page of a span of learners was made, in seconds, and what stood on it."""
    stored = Pages(CachedPage).within(span).values_list("learner_id", "built_at", "payload__rows")
    return {
        learner: (
            built_at.timestamp(),
            {row["key"]: frozenset(card[0] for card in row["cards"]) for row in rows or []},
        )
        for learner, built_at, rows in stored.iterator(500)
    }


def read_selection(learner: User, site: str, seats: Seats) -> Selection | None:
    """The stored selection, or None where there is none or what shaped it has changed."""
    digest = page_digest(site, seats.key, is_personal=True)
    stored = Pages(CachedPage).of([learner.pk]).first()
    if stored is None or stored.digest != digest or stored.payload.get("form") != FORM:
        return None
    payload = stored.payload
    return Selection(
        rows=[Filled.unpacked(row) for row in payload["rows"]],
        step=payload["step"],
        audience=payload["audience"],
        seats=seats,
        versions=payload["versions"],
        past=[(course, weight) for course, weight in payload.get("past", [])],
        list_id=uuid.UUID(payload["list_id"]),
        built_at=stored.built_at,
    )


def write_selections(
    selections: Iterable[tuple[int, Selection]], site: str, *, read_at: datetime
) -> int:
    """Store selections in bulk, one write a few hundred; doing it twice changes nothing.

    `read_at`: when one began to read what they are made from. Whoever did something since, or has
    a page that was begun later, keeps what is stored: a slow worker undoes nobody's refresh.
    """
    count, batch = 0, []
    for learner, selection in selections:
        digest = page_digest(site, selection.seats.key, is_personal=True)
        batch.append(_page(learner, selection, digest, site, read_at))
        if len(batch) == BATCH:
            count += _write(batch)
            batch = []
    return count + _write(batch)


def note_change(learner_id: int) -> None:
    """What was read of this learner up to now is out of date."""
    cache.set(_changed_key(learner_id), timezone.now(), CHANGED_SECONDS)


def mark_stale(learner_ids: Iterable[int]) -> None:
    """Have the next request compute these pages anew."""
    Pages(CachedPage).of(learner_ids).update(digest="")


def forget_pages(learner_ids: Iterable[int]) -> None:
    """Delete stored pages, as when consent is withdrawn."""
    Pages(CachedPage).of(learner_ids).delete()


def _page(
    learner: int, selection: Selection, digest: str, site: str, read_at: datetime
) -> CachedPage:
    payload: dict[str, Any] = {
        "form": FORM,
        "site": site,  # what was true of the whole site, for staff who ask whether it still is
        "step": selection.step,
        "audience": selection.audience,
        "list_id": selection.list_id.hex,
        "versions": dict(selection.versions),
        "rows": [row.packed() for row in selection.rows],
    }
    if selection.past:
        payload["past"] = selection.past
    return CachedPage(learner_id=learner, payload=payload, digest=digest, built_at=read_at)


def _write(pages: list[CachedPage]) -> int:
    """Upsert; learners who were erased or withdrew their consent meanwhile are left out."""
    if not pages:
        return 0
    for _attempt in range(3):
        try:
            with transaction.atomic():
                kept = _still_wanted(pages)
                CachedPage.objects.bulk_create(
                    _not_outrun(kept),
                    update_conflicts=True,
                    unique_fields=["learner"],
                    update_fields=["payload", "digest", "built_at"],
                )
            return len(kept)
        except IntegrityError:
            continue  # somebody was erased between the two statements
    return 0


def _not_outrun(pages: list[CachedPage]) -> list[CachedPage]:
    """Without those of learners who did something, or got a page, after theirs was begun."""
    if not pages:
        return []
    read_at = pages[0].built_at
    ids = [page.learner_id for page in pages]
    # Locked, so that who does something from now on marks as stale what is written here.
    stored = Pages(CachedPage).of(ids).order_by("pk").select_for_update()
    newer = {one for one, built_at in stored.values_list("pk", "built_at") if built_at > read_at}
    changed = cache.get_many([_changed_key(one) for one in ids])
    newer |= {one for one in ids if changed.get(_changed_key(one), read_at) > read_at}
    return [page for page in pages if page.learner_id not in newer]


def _changed_key(learner_id: int) -> str:
    return f"recs:changed:{learner_id}"


def _still_wanted(pages: list[CachedPage]) -> list[CachedPage]:
    span = (min(page.learner_id for page in pages), max(page.learner_id for page in pages))
    known = set(People(User).with_a_page().within(span).ids())
    return [page for page in pages if page.learner_id in known]
