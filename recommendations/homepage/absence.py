"""Why a course is not on a learner's page: the same way as the page is assembled, step by step."""

import copy
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.models import Course, CourseStatus
from recommendations.homepage.assembly import fill_rows
from recommendations.homepage.candidates import Filled
from recommendations.homepage.desk import Desk
from recommendations.homepage.draft import Draft
from recommendations.homepage.limits import Tally
from recommendations.homepage.reasons import plain_title
from recommendations.homepage.shelves import LIVE_SOURCES, scores_for, source_of
from recommendations.models import Row, RuleKind
from recommendations.serving.blend import NOTHING


@dataclass(frozen=True)
class Absence:
    """What keeps a course off a page: one reason for all rows, or one a row."""

    course: Course
    reason: str = ""
    rows: list[tuple[str, str]] = field(default_factory=list)  # title, reason


def why_not(desk: Desk, draft: Draft, course: Course) -> Absence:
    """Say why a course does not show to the learner of a fresh draft; uses the draft up."""
    reason = _of_everywhere(desk, draft, course)
    if reason:
        return Absence(course, reason)
    rows: list[tuple[str, str]] = []
    used = set(draft.used)
    for row, filled, tally in fill_rows(desk, draft):
        if row.source in LIVE_SOURCES:
            continue
        cards = [card.course for card in filled.cards[: row.maximum]] if filled else []
        if course.pk in cards:
            facts = {"row": plain_title(row.title), "place": cards.index(course.pk) + 1}
            words = _("It is on the page: in the row “%(row)s”, at place %(place)s.")
            return Absence(course, words % facts)
        draft.used, used_now = used, draft.used
        rows.append((plain_title(row.title), _of_row(desk, draft, row, course, filled, tally)))
        draft.used, used = used_now, set(used_now)
    return Absence(course, "" if rows else _("No row of the page suggests courses."), rows)


def _of_everywhere(desk: Desk, draft: Draft, course: Course) -> str:
    """What keeps a course out of every row."""
    if course.status != CourseStatus.PUBLISHED or course.pk not in desk.shelf.place:
        return _("It is not published.")
    standing = draft.standing
    keepers = {
        _("The learner finished it."): standing.finished,
        _("The learner is enrolled in it: it stands under “continue” alone."): standing.enrolled,
        _("The learner teaches it."): standing.taught,
        _("The learner does not want to see it."): standing.dismissed,
    }
    for words, courses in keepers.items():
        if course.pk in courses:
            return words
    column = desk.shelf.place[course.pk]
    rules = desk.effects.of(draft.audience).rules_on(column)
    block = next((rule for rule in rules if rule.kind == RuleKind.BLOCK), None)
    if block is not None:
        words = _("Blocked by the rule “%(rule)s” (%(reason)s).")
        return words % {"rule": block, "reason": block.reason}
    return ""


def _of_row(
    desk: Desk, draft: Draft, row: Row, course: Course, filled: Filled | None, tally: Tally
) -> str:
    """What keeps a course out of one row, with what was used up before the row began."""
    column = desk.shelf.place[course.pk]
    if not desk.shelf.is_within(row.category_id, row.language)[column]:
        return _("The row is limited to another category or language.")
    place = place_in(desk, draft, row, course.pk)
    if place is None:
        return _not_named(row)
    if filled is None:
        words = _("The row is not shown: fewer than %(n)s courses may stand in it.")
        return words % {"n": row.minimum}
    limit = tally.refusal(course.pk)
    if limit is not None:
        return _("Held back by “%(rule)s”.") % {"rule": limit}
    scores = scores_for(draft, row)
    if scores is not None and scores[column] <= NOTHING:
        return _("No model suggests it to this learner.")
    return _ranked(row, place)


def _ranked(row: Row, place: int) -> str:
    """What a course's place among all candidates tells."""
    if place > row.maximum:
        words = _("Ranked at place %(place)s; the row shows %(most)s.")
        return words % {"place": place, "most": row.maximum}
    words = _(
        "By score alone it would stand at place %(place)s: others stand before it for variety, for "
        "the mix of interests, or because it was often shown in vain."
    )
    return words % {"place": place}


def _not_named(row: Row) -> str:
    match row.source:
        case "trending":
            return _("Nobody was active in it this week.")
        case "because":
            return _("It does not go with the course that the row is about.")
        case "interest":
            return _("It is not in the field that the row is about.")
    return _("No model suggests it to this learner.")


def place_in(desk: Desk, draft: Draft, row: Row, course: int) -> int | None:
    """The place of a course among all candidates of a row, 1 = first."""
    whole = copy.copy(row)
    whole.maximum = len(desk.shelf)
    _about, candidates = source_of(row)(desk, draft, whole)
    seen: set[int] = set()
    for candidate in candidates:
        seen.add(candidate.course)
        if candidate.course == course:
            return len(seen)
    return None
