"""A learner's page for staff: under each card where it comes from, its score, and why."""

from collections.abc import Mapping
from dataclasses import replace

from django.template.loader import render_to_string
from django.utils import translation
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.building import standard_selection
from recommendations.homepage.candidates import Candidate
from recommendations.homepage.choosing import ShortPageError
from recommendations.homepage.desk import open_desk
from recommendations.homepage.digest import site_digest
from recommendations.homepage.layout import Selection, lay_out
from recommendations.homepage.pages import compute_selection
from recommendations.homepage.store import read_selection
from recommendations.homepage.types import Page, PageCard, PageRow
from recommendations.models import Row, RowAudience

TEMPLATE = "recommendations/_provenance.html"
Origins = Mapping[tuple[str, int], Candidate]


def explained_page(learner: User, language: str) -> Page:
    """The page that the learner would get now; the notes under its cards in `language`."""
    selection, page = _selected(learner)
    origins = {(row.key, card.course): card for row in selection.rows for card in row.cards}
    sources = dict(Row.objects.values_list("key", "source"))
    with translation.override(language):
        rows = [_noted(row, sources.get(row.key, ""), origins) for row in page.rows]
    return replace(page, rows=rows)


def _selected(learner: User) -> tuple[Selection, Page]:
    """The stored selection where it still holds, else one computed now; never kept."""
    if not learner.may_be_logged:
        selection = standard_selection(open_desk(), RowAudience.NEW, learner.language)
        return selection, lay_out(selection, learner, may_be_short=True)
    site = site_digest()
    stored = read_selection(learner, site, seats_of(Unit(learner.pk), running_now(site)))
    if stored is not None:
        try:
            return stored, lay_out(stored, learner, may_be_short=False)
        except ShortPageError:
            pass  # as when the learner asks: computed anew
    _desk, selection = compute_selection(learner)
    return selection, lay_out(selection, learner, may_be_short=True)


def _noted(row: PageRow, source: str, origins: Origins) -> PageRow:
    cards = [_with_note(card, source, origins.get((row.key, card.course.pk))) for card in row.cards]
    return replace(row, cards=cards)


def _with_note(card: PageCard, source: str, origin: Candidate | None) -> PageCard:
    note = render_to_string(
        TEMPLATE,
        {
            "source": source,
            "score": origin.score if origin else 0.0,
            "why": origin.why if origin else card.reason_kind,
            "argument": origin.argument if origin else None,
        },
    )
    return replace(card, html=_joined(card.html, note))


def _joined(body: SafeString, note: SafeString) -> SafeString:
    return mark_safe(body + note)  # noqa: S308 - both come out of templates
