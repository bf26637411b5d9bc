"""What a homepage is made of, ready for the template."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.utils.safestring import SafeString

from courses.models import Course, Lesson
from recommendations.homepage.candidates import Candidate


class Step(StrEnum):
    """How a page came about, best first: each step answers when the one before cannot."""

    CACHED = "cached"
    COMPUTED = "computed"
    POPULAR = "popular"
    CATALOGUE = "catalogue"


@dataclass(frozen=True)
class PageCard:
    """One course in a row, with the one true reason why it stands there."""

    course: Course
    reason: str
    reason_kind: str
    position: int
    is_saved: bool = False
    progress: int | None = None  # per cent of lessons done, where the learner is on the course
    # The part that is the same for every learner, rendered once per course and language.
    html: SafeString = field(default=SafeString(""), repr=False)
    origin: Candidate | None = field(default=None, repr=False)


@dataclass(frozen=True)
class PageRow:
    """A titled row of cards; `key` names it in events."""

    key: str
    title: str
    note: str
    see_all_url: str
    cards: list[PageCard]
    about: dict[str, Any] = field(default_factory=dict)  # what the title names
    # What takes the place of cards that may no longer show when the row is read later.
    spares: list[Candidate] = field(default_factory=list, repr=False)


@dataclass(frozen=True)
class Hero:
    """The big card at the top: the lesson and the second where the learner goes on."""

    course: Course
    lesson: Lesson
    label: str  # start, continue or review
    seconds: int
    lesson_number: int
    lesson_count: int
    minutes_left: int
    progress: int
    url: str
    last_opened_at: datetime | None


@dataclass(frozen=True)
class Page:
    """A homepage; `step` says how it came about, `list_id` ties clicks to it."""

    rows: list[PageRow]
    hero: Hero | None
    step: str
    list_id: UUID
    built_at: datetime
    audience: str
    came_from: str = ""  # where in the site, of visitors: panels about their cards are told
    # Made when something failed: not to be kept for the next request.
    is_makeshift: bool = False

    @property
    def courses(self) -> list[Course]:
        """Every course on the page, in reading order, the hero's first."""
        cards = [card.course for row in self.rows for card in row.cards]
        return [self.hero.course, *cards] if self.hero else cards
