"""Rows of the people around a learner: whom they follow, and learners like them; nobody is named."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.shelves import SOURCES, allowed
from recommendations.models import Row
from recommendations.sources.company import Company, Counts, read_company
from recommendations.sources.pasts import Pasts

Found = tuple[dict[str, Any], Iterable[Candidate]]


def followed(desk: Desk, draft: Draft, row: Row) -> Found:
    """What learners whom this one follows study, what is hot among them first."""
    return {}, _counted(desk, draft, row, Why.FOLLOWED, draft.company.followed)


def taught(desk: Desk, draft: Draft, row: Row) -> Found:
    """What instructors whom the learner follows teach, the latest first."""
    mine = (Candidate(course, Why.TAUGHT) for course in draft.company.taught)
    return {}, allowed(desk, draft, row, _known(desk, draft, mine))


def alike(desk: Desk, draft: Draft, row: Row) -> Found:
    """What at least five learners like this one study."""
    return {}, _counted(desk, draft, row, Why.ALIKE, draft.company.alike)


def alike_week(desk: Desk, draft: Draft, row: Row) -> Found:
    """What is hot among learners like this one."""
    return {}, _counted(desk, draft, row, Why.ALIKE_WEEK, draft.company.alike_week)


COMPANY = {"followed": followed, "taught": taught, "alike": alike, "alike_week": alike_week}
SOURCES.update(COMPANY)


def companies_of(desk: Desk, pasts: Pasts) -> Mapping[int, Company]:
    """The company of each learner, where a row asks for it."""
    wanted = {row.source for row in desk.rows} & COMPANY.keys()
    learners = pasts.learners[pasts.learners > 0]
    if not wanted or not len(learners):
        return {}
    span = int(learners.min()), int(learners.max())
    return read_company(span, with_alike=bool(wanted & {"alike", "alike_week"}))


def _counted(desk: Desk, draft: Draft, row: Row, why: Why, counts: Counts) -> Iterator[Candidate]:
    found = (Candidate(course, why, count, float(count)) for course, count in counts)
    return allowed(desk, draft, row, _known(desk, draft, found))


def _known(desk: Desk, draft: Draft, found: Iterable[Candidate]) -> Iterator[Candidate]:
    """Those that are published, and that no rule blocks."""
    place, blocked = desk.shelf.place, desk.effects.of(draft.audience).blocked
    return (one for one in found if one.course in place and not blocked[place[one.course]])
