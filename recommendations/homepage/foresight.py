"""What a change by staff would do to the pages of some learners, before it is saved."""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, Max, Min, OuterRef, Q
from django.utils import timezone

from accounts.models import User
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
from recommendations.homepage.choosing import Reader, choose, showable
from recommendations.homepage.desk import Desk, open_desk, read_desk
from recommendations.homepage.layout import Selection
from recommendations.homepage.reasons import plain_title
from recommendations.homepage.resume import learning_of
from recommendations.models import RowAudience
from recommendations.serving.variants import varied
from recommendations.sources.pasts import Pasts, read_pasts
from recommendations.sources.people import People, Standing, read_standings
from tracking.actors import quiet
from tracking.models import DailyActivity

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
class Subject:
    """A learner whose page is computed twice."""

    learner: User | None
    reader: Reader
    pasts: Pasts | None
    standing: Standing
    seats: Seats = NOBODY  # the arms of experiments that they are in

    def places(self, desk: Desk, language: str) -> Places:
        """Where each course stands on the page that this desk gives."""
        own = desk.for_arms(self.seats)
        selection = self._selection(desk, language)
        shown = showable(selection.rows, self.reader)
        self.reader.limits = own.effects.of(selection.audience).limits
        records = {row.key: row for row in own.rows}
        page = choose(selection.rows, records, self.reader, shown, may_be_short=True)
        return {
            card.course: (plain_title(one.row.title), position)
            for one in page
            for position, card in enumerate(one.cards, start=1)
        }

    def _selection(self, desk: Desk, language: str) -> Selection:
        if self.pasts is None:
            return standard_selection(desk, RowAudience.VISITOR, language)
        who = int(self.pasts.learners[0])
        standings, seats = {who: self.standing}, {who: self.seats}
        return next(build_for_arms(desk, self.pasts, standings, seats, is_shard=False))[1]


def foresee(
    save: Callable[[], object], audience: str, language: str, knobs: dict[str, dict[str, object]]
) -> list[Difference]:
    """The pages of some learners with and without a change; whatever `save` does is undone.

    `knobs` are those that act on the models that serve now, by algorithm.
    """
    now = open_desk()
    subjects = list(_subjects(audience, now))
    before = [subject.places(now, language) for subject in subjects]
    with quiet(), transaction.atomic():
        save()
        desk = read_desk(DIGEST, now.trend, now.shelf)
        desk.live = varied(desk.live, Overrides(params=knobs))
        after = [subject.places(desk, language) for subject in subjects]
        transaction.set_rollback(True)
    triples = zip(subjects, before, after, strict=True)
    return [difference(subject.learner, old, new) for subject, old, new in triples]


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


def _subjects(audience: str, desk: Desk) -> Iterator[Subject]:
    if audience in (RowAudience.EVERYONE, RowAudience.VISITOR):
        yield Subject(None, Reader(), None, Standing())
    if audience == RowAudience.VISITOR:
        return
    yield from subjects_of(_sample(audience), desk, running_now(desk.digest))


def subjects_of(
    learners: Sequence[User], desk: Desk, running: Sequence[Running] = ()
) -> Iterator[Subject]:
    """Learners with all that their pages are computed from, ordered by id; in `running` alone."""
    for group in _beside(learners):
        ids, span = [one.pk for one in group], (group[0].pk, group[-1].pk)
        pasts = read_pasts(span, np.array(ids, np.int64), session=desk.live.session)
        standings, seats = read_standings(span), seats_of_learners(ids, span, running)
        for learner in group:
            standing = standings.get(learner.pk) or Standing()
            reader = Reader(standing, learning_of(learner))
            own = pasts.only(np.array([learner.pk], np.int64))
            yield Subject(learner, reader, own, standing, seats.get(learner.pk, NOBODY))


def _beside(learners: Sequence[User]) -> Iterator[list[User]]:
    """Groups whose ids lie close enough to be read as one span."""
    group: list[User] = []
    for one in learners:
        if group and one.pk - group[0].pk > SPAN:
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def _sample(audience: str) -> list[User]:
    return Sampled(User).of_audience(audience).some(SAMPLE, timezone.now().date().toordinal())
