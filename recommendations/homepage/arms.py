"""Selections for many learners, each from the desk of their own arms."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from recommendations.experiments.assignment import NOBODY, Seat, Seats, Way
from recommendations.homepage.building import build_selections
from recommendations.homepage.desk import Desk
from recommendations.homepage.interleaving import interleaved
from recommendations.homepage.layout import Selection
from recommendations.sources.pasts import Pasts
from recommendations.sources.people import Standing
from recommendations.sources.profiles import Moment

Built = Iterator[tuple[int, Selection]]


def build_for_arms(
    desk: Desk,
    pasts: Pasts,
    standings: Mapping[int, Standing],
    seats: Mapping[int, Seats],
    *,
    is_shard: bool,
    moment: Moment | None = None,
    is_explained: bool = True,
) -> Built:
    """The selection of each learner; `seats` of those who take part in an experiment."""
    build = partial(build_selections, is_shard=is_shard, moment=moment, is_explained=is_explained)
    groups: dict[tuple[int, ...], list[int]] = {}
    for learner in pasts.learners.tolist():
        groups.setdefault(seats.get(learner, NOBODY).key, []).append(learner)
    for learners in groups.values():
        shared = seats.get(learners[0], NOBODY)
        part = pasts if len(groups) == 1 else pasts.only(np.array(learners, np.int64))
        yield from _built(desk, part, standings, shared, build)


def _built(
    desk: Desk,
    pasts: Pasts,
    standings: Mapping[int, Standing],
    seats: Seats,
    build: Callable[[Desk, Pasts, Mapping[int, Standing]], Built],
) -> Built:
    """Those of learners with the same arms."""
    mixed = next((seat for seat in seats.taken if seat.experiment.is_interleaved), None)
    if mixed is None:
        yield from build(desk.for_arms(seats), pasts, standings)
        return
    ways = mixed.experiment.ways[:2]
    first, second = (build(desk.for_arms(_in(seats, mixed, way)), pasts, standings) for way in ways)
    for (learner, one), (_, other) in zip(first, second, strict=True):
        page = interleaved(one, other, (ways[0].id, ways[1].id), learner)
        yield learner, replace(page, seats=seats)


def _in(seats: Seats, mixed: Seat, way: Way) -> Seats:
    """The same places with one arm of the interleaved experiment alone."""
    alone = replace(mixed, way=way, experiment=replace(mixed.experiment, is_interleaved=False))
    return Seats(tuple(alone if seat is mixed else seat for seat in seats.taken))
