"""Turns a stored or fresh selection into the page that the template draws."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import User
from courses.models import Category, Course
from recommendations.experiments.assignment import NOBODY, Seats
from recommendations.homepage.candidates import Candidate, Filled, Why
from recommendations.homepage.cards import card_bodies
from recommendations.homepage.choosing import (
    NOTHING_YET,
    Chosen,
    Delivered,
    Reader,
    choose,
    read_limits,
    showable,
)
from recommendations.homepage.desk import Rows, changed_rows
from recommendations.homepage.reasons import Names, reason_of, title_of
from recommendations.homepage.resume import hero_of, learning_of
from recommendations.homepage.types import Page, PageCard, PageRow
from recommendations.homepage.wording import reworded
from recommendations.models import Row
from recommendations.sources.people import Standing, read_standings
from recommendations.sources.whereabouts import Whereabouts


@dataclass(frozen=True)
class Selection:
    """The rows of one learner, where they come from and when they were made."""

    rows: list[Filled]
    step: str
    audience: str
    seats: Seats = NOBODY  # the arms of experiments that shaped them
    versions: Mapping[str, int] = field(default_factory=dict)
    # The courses and weights that the models read, oldest first; kept where chance had a part.
    past: Sequence[tuple[int, float]] = ()
    came_from: Whereabouts | None = None  # of visitors
    lacks_order: bool = False  # a language model could order it better, and was not asked yet
    list_id: uuid.UUID = field(default_factory=uuid.uuid4)
    built_at: datetime = field(default_factory=timezone.now)


class Named(models.QuerySet[Category]):
    """Reads names of categories."""

    def among(self, ids: Iterable[int]) -> "Named":
        """Those with these ids."""
        return self.filter(pk__in=list(ids))


def read_reader(learner: User | None) -> Reader:
    """What the page must respect: nothing for a visitor, else some queries."""
    if learner is None:
        return Reader()
    standing = read_standings((learner.pk, learner.pk)).get(learner.pk, Standing())
    return Reader(standing, learning_of(learner))


def lay_out(
    selection: Selection,
    learner: User | None,
    *,
    may_be_short: bool,
    delivered: Delivered = NOTHING_YET,
) -> Page:
    """The page as it shows now; the number of queries does not grow with what is on it.

    `delivered` stood on an earlier part of the same page and does not show again.
    """
    reader = read_reader(learner)
    reader.delivered = delivered
    records = {row.key: row for row in rows_of(selection)}
    shown = showable(selection.rows, reader.standing.saved)
    reader.limits = read_limits(selection.audience, shown.keys() | delivered.suggested)
    chosen = choose(selection.rows, records, reader, shown, may_be_short=may_be_short)
    courses = _courses(chosen, reader)
    bodies = card_bodies(courses.values())
    broken = courses.keys() - bodies.keys()
    if broken:
        whole = {pk: kind for pk, kind in shown.items() if pk not in broken}
        chosen = choose(selection.rows, records, reader, whole, may_be_short=True)
        courses |= _courses(chosen, reader)
        bodies = card_bodies(courses.values())
    names = _names(chosen, courses)
    saved = set(reader.standing.saved)
    rows = [_row(one, courses, bodies, names, saved) for one in chosen]
    return Page(
        rows=reworded([row for row in rows if row is not None], names),
        hero=hero_of(reader.learning),
        step=selection.step,
        list_id=selection.list_id,
        built_at=selection.built_at,
        audience=selection.audience,
        came_from=str(selection.came_from or ""),
    )


def rows_of(selection: Selection) -> list[Row]:
    """The rows that are on for this learner, as they are now."""
    if selection.seats.taken:
        return changed_rows(Row.objects.all(), selection.seats.overrides)
    return list(Rows(Row).shown())


def _courses(chosen: list[Chosen], reader: Reader) -> dict[int, Course]:
    """Every course on the page with what its card shows."""
    wanted = {card.course for one in chosen for card in one.cards}
    learning = {course.pk: course for course in reader.learning.courses}
    found = Course.objects.among(wanted - learning.keys()).with_card_data()
    return {course.pk: course for course in found} | {
        pk: course for pk, course in learning.items() if pk in wanted
    }


def _names(chosen: list[Chosen], courses: Mapping[int, Course]) -> Names:
    """Titles of the courses and names of the categories that reasons and titles mention."""
    cards = [card for one in chosen for card in one.cards]
    mentioned = {card.argument for card in cards if card.names_course and card.argument}
    mentioned |= {int(one.filled.about["course"]) for one in chosen if "course" in one.filled.about}
    topics = {card.argument for card in cards if card.names_topic and card.argument}
    topics |= {int(one.filled.about["topic"]) for one in chosen if "topic" in one.filled.about}
    unknown = mentioned - courses.keys()
    titles = dict(Course.objects.published().among(unknown).values_list("pk", "title"))
    titles |= {pk: course.title for pk, course in courses.items()}
    return Names(titles, {one.pk: one.name for one in Named(Category).among(topics)})


def _row(
    one: Chosen,
    courses: Mapping[int, Course],
    bodies: Mapping[int, SafeString],
    names: Names,
    saved: set[int],
) -> PageRow | None:
    title = title_of(one.row.title, one.filled.about, names)
    if title is None:
        return None
    kept = [card for card in one.cards if card.course in bodies]
    cards = [
        _card(card, position, courses[card.course], bodies, names, is_saved=card.course in saved)
        for position, card in enumerate(kept, start=1)
    ]
    if not cards:
        return None
    spares = [card for card in one.filled.cards if card not in one.cards]
    return PageRow(one.row.key, title, one.row.note, _see_all(one), cards, one.filled.about, spares)


def _card(
    card: Candidate,
    position: int,
    course: Course,
    bodies: Mapping[int, SafeString],
    names: Names,
    *,
    is_saved: bool,
) -> PageCard:
    return PageCard(
        course=course,
        reason=reason_of(card, names),
        reason_kind=card.why,
        position=position,
        is_saved=is_saved,
        progress=card.argument if card.why == Why.PROGRESS else None,
        html=bodies[course.pk],
        origin=card,
    )


def _see_all(one: Chosen) -> str:
    """Where all courses of a row's kind are listed, if there is such a place."""
    match one.row.source:
        case "continue" | "review":
            return reverse("my_learning")
        case "path":
            return reverse("my_path")
        case "saved":
            return reverse("saved")
        case "new":
            return f"{reverse('catalogue')}?sort=newest"
        case "popular":
            return f"{reverse('catalogue')}?sort=popular"
    return ""
