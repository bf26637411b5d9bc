"""What a change by staff would do to the pages of some learners, before it is saved."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from accounts.models import User
from recommendations.engine.data.sessions import PAUSE_SECONDS
from recommendations.experiments.assignment import (
    NOBODY,
    Running,
    Seats,
    running_now,
    seats_of_learners,
)
from recommendations.experiments.overrides import Overrides
from recommendations.homepage.arms import build_for_arms
from recommendations.homepage.building import ACTIVE_SECONDS, standard_selection
from recommendations.homepage.choosing import Kind, Reader, choose, showable
from recommendations.homepage.desk import ANCHORS_AT_ONCE, Desk, open_desk, read_desk
from recommendations.homepage.layout import Selection
from recommendations.homepage.reasons import plain_title
from recommendations.homepage.resume import learning_of
from recommendations.models import RowAudience
from recommendations.serving.variants import varied
from recommendations.sources.pasts import Pasts, read_pasts
from recommendations.sources.people import People, Standing, read_standings
from recommendations.sources.recent import Recent
from tracking.actors import quiet
from tracking.models import DailyActivity, Event

SAMPLE = 10
# Whoever registered about the same time is read together, which spares most queries.
NEIGHBOURS, SPAN = 5, 200
DIGEST = "foresight"
Places = dict[int, tuple[str, int]]  # course -> its row and its position there


class Sampled(People):
    """Draws learners without reading them all."""

    def agreed(self) -> "Sampled":
        """Those of whom models may read what they did."""
        return self.filter(is_active=True, consents_to_personalisation=True)

    def of_audience(self, audience: str) -> "Sampled":
        """Those who agreed, and of whom the audience is true."""
        since = (timezone.now() - timedelta(seconds=ACTIVE_SECONDS)).date()
        days = DailyActivity.objects.filter(learner=OuterRef("pk"))
        did, lately = Exists(days), Exists(days.filter(day__gte=since))
        wanted = {
            RowAudience.NEW: ~did,
            RowAudience.ACTIVE: lately,
            RowAudience.RETURNING: Q(did) & ~lately,
        }
        return self.agreed().filter(wanted.get(RowAudience(audience), did))

    def in_session(self) -> "Sampled":
        """Those who agreed, and did something so lately that they are still there."""
        since = timezone.now() - timedelta(seconds=PAUSE_SECONDS)
        lately = Recent(Event).telling().since(since)
        return self.agreed().filter(pk__in=lately.values("learner_id"))

    def some(self, count: int, seed: int) -> list[User]:
        """A few of them, some neighbours after each random id, the same for one seed."""
        ends = Sampled(User).agreed().aggregate(first=Min("pk"), last=Max("pk"))
        first, last = ends["first"] or 0, ends["last"] or 0
        draw, found = random.Random(seed), dict[int, User]()  # noqa: S311 - a sample, not a secret
        for _attempt in range(3 * count):
            start = draw.randint(first, last)
            beside = self.filter(pk__gte=start).order_by("pk")[
                : min(NEIGHBOURS, count - len(found))
            ]
            found |= {one.pk: one for one in beside}
            if len(found) >= count:
                break
        else:  # where ids have wide gaps the same are drawn again and again
            found |= {one.pk: one for one in self.order_by("pk")[:count]}
        return [found[pk] for pk in sorted(found)][:count]


@dataclass(frozen=True)
class Move:
    """A course that stands elsewhere."""

    course: int
    before: tuple[str, int]
    after: tuple[str, int]


@dataclass(frozen=True)
class Difference:
    """What changes for one learner; None = a visitor of whom nothing is known."""

    learner: User | None
    entering: list[tuple[int, str, int]] = field(default_factory=list)  # course, row, position
    leaving: list[tuple[int, str, int]] = field(default_factory=list)
    moving: list[Move] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        """Whether the page stays as it is."""
        return not (self.entering or self.leaving or self.moving)

    @property
    def courses(self) -> set[int]:
        """Every course that it names."""
        named = {course for course, *_where in (*self.entering, *self.leaving)}
        return named | {move.course for move in self.moving}


@dataclass(frozen=True, eq=False)
class Subjects:
    """Learners who are read together, and whose pages are computed twice."""

    learners: Sequence[User]
    readers: Sequence[Reader]
    pasts: Pasts  # without the weight of the session that lasts: a change may be one of it
    standings: Mapping[int, Standing]
    seats: Mapping[int, Seats]  # the arms of experiments that they are in

    def places(self, desk: Desk) -> Iterator[Places]:
        """Where each course stands on the pages that this desk gives, in the order of learners."""
        pasts = self.pasts.with_session(desk.live.session)
        told = (desk, pasts, self.standings, self.seats)
        built = dict(build_for_arms(*told, is_shard=False, is_explained=False))
        rows = [row for one in built.values() for row in one.rows]
        shown = showable(rows, [course for one in self.readers for course in one.standing.saved])
        for learner, reader in zip(self.learners, self.readers, strict=True):
            own = desk.for_arms(self.seats.get(learner.pk, NOBODY))
            yield _places(own, built[learner.pk], reader, shown)


def _places(desk: Desk, selection: Selection, reader: Reader, shown: Mapping[int, Kind]) -> Places:
    reader.limits = desk.effects.of(selection.audience).limits
    records = {row.key: row for row in desk.rows}
    page = choose(selection.rows, records, reader, shown, may_be_short=True)
    return {
        card.course: (plain_title(one.row.title), position)
        for one in page
        for position, card in enumerate(one.cards, start=1)
    }


def foresee(
    save: Callable[[], object],
    audience: str,
    language: str,
    knobs: dict[str, dict[str, object]],
    *,
    is_of_session: bool = False,
) -> list[Difference]:
    """The pages of some learners with and without a change; whatever `save` does is undone.

    `knobs` are those that act on the models that serve now, by algorithm. A change of what a
    session counts is shown of learners who are there, as far as there are any.
    """
    now = open_desk()
    with_visitor = audience in (RowAudience.EVERYONE, RowAudience.VISITOR)
    learners = [] if audience == RowAudience.VISITOR else _sample(audience)
    if is_of_session:
        learners = _with_those_here(learners)
    groups = list(subjects_of(learners, running_now(now.digest)))

    def pages(desk: Desk) -> list[Places]:
        visitor = [_of_visitor(desk, language)] if with_visitor else []
        return [*visitor, *(places for group in groups for places in group.places(desk))]

    before = pages(now)
    with quiet(), transaction.atomic():
        save()
        desk = read_desk(DIGEST, now.trend, now.shelf)
        desk.live = varied(desk.live, Overrides(params=knobs))
        after = pages(desk)
        transaction.set_rollback(True)
    who = [*([None] if with_visitor else []), *learners]
    return [difference(*triple) for triple in zip(who, before, after, strict=True)]


def difference(learner: User | None, before: Places, after: Places) -> Difference:
    """What enters, leaves and moves."""
    return Difference(
        learner,
        [(course, *where) for course, where in after.items() if course not in before],
        [(course, *where) for course, where in before.items() if course not in after],
        [
            Move(course, before[course], where)
            for course, where in after.items()
            if course in before and before[course] != where
        ],
    )


def subjects_of(learners: Sequence[User], running: Sequence[Running] = ()) -> Iterator[Subjects]:
    """Learners with all that their pages are computed from, ordered by id; in `running` alone."""
    for group in _beside(learners):
        ids, span = [one.pk for one in group], (group[0].pk, group[-1].pk)
        pasts = read_pasts(span, np.array(ids, np.int64))
        standings, seats = read_standings(span), seats_of_learners(ids, span, running)
        readers = [Reader(standings.get(one.pk) or Standing(), learning_of(one)) for one in group]
        yield Subjects(group, readers, pasts, standings, seats)


def _of_visitor(desk: Desk, language: str) -> Places:
    """The page of a visitor of whom nothing is known."""
    selection = standard_selection(desk, RowAudience.VISITOR, language)
    return _places(desk, selection, Reader(), showable(selection.rows, ()))


def _beside(learners: Sequence[User]) -> Iterator[list[User]]:
    """Groups whose ids lie close enough to be read as one span, small enough to score at once."""
    group: list[User] = []
    for one in learners:
        if group and (one.pk - group[0].pk > SPAN or len(group) == ANCHORS_AT_ONCE):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _with_those_here(learners: list[User]) -> list[User]:
    """As many learners, those first whose session lasts; by id."""
    here = {one.pk: one for one in Sampled(User).in_session().order_by("pk")[:SAMPLE]}
    both = here | {one.pk: one for one in learners if one.pk not in here}
    return sorted(list(both.values())[:SAMPLE], key=lambda one: one.pk)


def _sample(audience: str) -> list[User]:
    return Sampled(User).of_audience(audience).some(SAMPLE, timezone.now().date().toordinal())
