"""Which arm somebody is in: a salted hash decides, and what was seen once stays."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from uuid import UUID

from django.db import models

from recommendations.experiments.overrides import NOTHING, Overrides, merged, read_overrides
from recommendations.models import Allocation, Arm, Experiment, Exposure, StaffChoice


@dataclass(frozen=True)
class Unit:
    """Whom an experiment divides: a learner, or a visitor who agreed to be known."""

    learner_id: int | None = None
    visitor_id: UUID | None = None

    @property
    def name(self) -> str:
        """What is hashed; a learner's is the same on every device."""
        return f"visitor:{self.visitor_id}" if self.visitor_id else f"learner:{self.learner_id}"


@dataclass(frozen=True)
class Way:
    """An arm as serving knows it."""

    id: int
    share: float
    overrides: Overrides
    is_control: bool


@dataclass(frozen=True)
class Running:
    """An experiment that divides learners now."""

    id: int
    salt: str
    layer: str
    layer_salt: str
    holdout: int
    slice_from: int
    traffic: int
    is_interleaved: bool
    ways: Sequence[Way]

    def chance_of(self, way: Way) -> float:
        """The chance of an arm for whoever takes part."""
        return way.share / sum(one.share for one in self.ways)

    def way(self, arm_id: int) -> Way | None:
        """The arm of that id."""
        return next((way for way in self.ways if way.id == arm_id), None)


@dataclass(frozen=True)
class Seat:
    """Somebody's place in one experiment."""

    experiment: Running
    way: Way
    propensity: float
    counts: bool = True  # staff who chose an arm for themselves do not
    is_known: bool = False  # the exposure is written already


@dataclass(frozen=True)
class Seats:
    """Somebody's places in all experiments, and what they change together."""

    taken: tuple[Seat, ...] = ()

    @property
    def overrides(self) -> Overrides:
        """What the arms change together; an interleaved experiment changes nothing as a whole."""
        return merged(
            seat.way.overrides for seat in self.taken if not seat.experiment.is_interleaved
        )

    @property
    def key(self) -> tuple[int, ...]:
        """The arms: learners with the same ones get pages from the same desk."""
        return tuple(
            -seat.experiment.id if seat.experiment.is_interleaved else seat.way.id
            for seat in self.taken
        )


NOBODY = Seats()


@dataclass(frozen=True)
class Past:
    """What is written of some units: the arms that they were in, and those that staff chose."""

    arms: Mapping[tuple[str, int], int] = field(default_factory=dict)
    chosen: Mapping[tuple[str, int], int] = field(default_factory=dict)


class Known(models.QuerySet[Exposure]):
    """Sentences about who took part."""

    def of_learners(self, first: int, last: int) -> "Known":
        """Of the learners whose id lies between two."""
        return self.filter(learner_id__gte=first, learner_id__lte=last)

    def of_visitor(self, visitor_id: UUID | None) -> "Known":
        """Of one visitor."""
        return self.filter(visitor_id=visitor_id)


class Chosen(models.QuerySet[StaffChoice]):
    """Sentences about what staff chose for themselves."""

    def of_people(self, first: int, last: int) -> "Chosen":
        """Of the people whose id lies between two."""
        return self.filter(person_id__gte=first, person_id__lte=last)


_running: tuple[str, list[Running]] | None = None


def running_now(digest: str) -> list[Running]:
    """The running experiments; `digest` changes with them, and spares reading them again."""
    global _running  # noqa: PLW0603
    if _running is None or _running[0] != digest:
        _running = (digest, read_running())
    return _running[1]


def read_running() -> list[Running]:
    """The running experiments as they are stored."""
    found = Experiment.objects.running().select_related("layer").prefetch_related("arms")
    return [_running_of(experiment) for experiment in found]


def seats_of(unit: Unit, running: Sequence[Running]) -> Seats:
    """Somebody's places: two queries where an experiment runs, none where none does."""
    if not running:
        return NOBODY
    return _seats(unit, running, read_past(unit))


def seats_of_learners(
    learner_ids: Iterable[int], span: tuple[int, int], running: Sequence[Running]
) -> dict[int, Seats]:
    """The places of many learners within a span of ids, with the same two queries."""
    if not running:
        return {}
    past = _past_of_learners(*span)
    return {pk: _seats(Unit(pk), running, past) for pk in learner_ids}


def read_past(unit: Unit) -> Past:
    """What is written of one unit."""
    if unit.learner_id is not None:
        return _past_of_learners(unit.learner_id, unit.learner_id)
    arms = Known(Exposure).of_visitor(unit.visitor_id).values_list("experiment_id", "arm_id")
    return Past({(unit.name, experiment): arm for experiment, arm in arms})


def position(salt: str, name: str) -> float:
    """Where the hash of a name falls, from 0 up to but without 1."""
    digest = hashlib.sha256(f"{salt}:{name}".encode()).digest()
    return int.from_bytes(digest[:6]) / 256**6


def _past_of_learners(first: int, last: int) -> Past:
    fields = ("experiment_id", "arm_id")
    arms = Known(Exposure).of_learners(first, last).values_list("learner_id", *fields)
    chosen = Chosen(StaffChoice).of_people(first, last).values_list("person_id", *fields)
    return Past(
        {(Unit(who).name, experiment): arm for who, experiment, arm in arms},
        {(Unit(who).name, experiment): arm for who, experiment, arm in chosen},
    )


def _seats(unit: Unit, running: Sequence[Running], past: Past) -> Seats:
    found = (_seat(unit, experiment, past) for experiment in running)
    return Seats(tuple(seat for seat in found if seat is not None))


def _seat(unit: Unit, experiment: Running, past: Past) -> Seat | None:
    """A place in one experiment: what staff chose, what was seen once, else what the hash says."""
    key = (unit.name, experiment.id)
    chosen = experiment.way(past.chosen.get(key, 0))
    if chosen is not None:
        return Seat(experiment, chosen, 1.0, counts=False)
    seen = experiment.way(past.arms.get(key, 0))
    if seen is not None:
        return Seat(experiment, seen, experiment.chance_of(seen), is_known=True)
    if not _takes_part(unit, experiment):
        return None
    way = _drawn(unit, experiment)
    return Seat(experiment, way, experiment.chance_of(way))


def _takes_part(unit: Unit, experiment: Running) -> bool:
    """Whether the unit lies in the experiment's slice of its layer, before the holdout."""
    place = 100 * position(experiment.layer_salt, unit.name)
    starts, ends = experiment.slice_from, experiment.slice_from + experiment.traffic
    return starts <= place < min(ends, 100 - experiment.holdout)


def _drawn(unit: Unit, experiment: Running) -> Way:
    whole = sum(way.share for way in experiment.ways)
    place = whole * position(experiment.salt, unit.name)
    ends = accumulate(way.share for way in experiment.ways)
    pairs = zip(experiment.ways, ends, strict=True)
    return next((way for way, end in pairs if place < end), experiment.ways[-1])


def _running_of(experiment: Experiment) -> Running:
    return Running(
        id=experiment.pk,
        salt=experiment.salt,
        layer=experiment.layer.key,
        layer_salt=experiment.layer.salt,
        holdout=experiment.layer.holdout,
        slice_from=experiment.slice_from,
        traffic=experiment.traffic,
        is_interleaved=experiment.allocation == Allocation.INTERLEAVED,
        ways=[_way(arm) for arm in experiment.arms.all()],
    )


def _way(arm: Arm) -> Way:
    """A stopped arm serves the site as it is."""
    overrides = NOTHING if arm.stopped_because else read_overrides(arm.overrides)
    return Way(arm.pk, arm.share, overrides, arm.is_control)
