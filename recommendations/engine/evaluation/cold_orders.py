"""What it does to newcomers when somebody else orders the first courses of a blend."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.ranking.candidates import top_k
from recommendations.engine.reranking.told import fused
from recommendations.engine.types import Histories

from .cold import ColdWorld
from .metrics import measure
from .protocols import K

# One newcomer as far as they are known, and the courses (columns) as they stand: places in the
# order that is told, empty where none is.
Told = Callable[[Histories, list[int]], Sequence[int]]


@dataclass(frozen=True, eq=False)
class Compared:
    """NDCG@10 of the same newcomers, without and with the order that was told."""

    events: int
    stood: npt.NDArray[np.float64]  # [n]
    told: npt.NDArray[np.float64]  # [n]
    answered: int  # newcomers for whom an order was told


def compare_orders(
    model: Algorithm,
    world: ColdWorld,
    events: Sequence[int],
    told: Told,
    *,
    candidates: int,
    weight: float,
) -> Iterator[Compared]:
    """The same newcomers for each number of events; `weight` is that of what is told."""
    taken = np.bincount(world.past.indices, minlength=world.past.n_courses)
    for count in events:
        known = world.cut(count)
        scores = model.score(known)
        scores[np.arange(len(known)), world.firsts] = np.nan
        stood = top_k(scores, known, max(candidates, K)).courses
        moved, answered = stood.copy(), 0
        for row in range(len(known)):
            courses = [int(one) for one in stood[row, :candidates] if one >= 0]
            order = told(known[row], courses) if len(courses) > 1 else ()
            if order:
                answered += 1
                moved[row, : len(courses)] = [courses[at] for at in fused(order, weight)]
        reports = [
            measure(ranked[:, :K], world.targets, taken, world.past.n_learners)
            for ranked in (stood, moved)
        ]
        before, after = (report.per_learner["ndcg"] for report in reports)
        yield Compared(count, before, after, answered)


def first_of(world: ColdWorld, most: int) -> ColdWorld:
    """The same with no more than so many newcomers: each of them costs a question."""
    count = min(most, len(world.targets))
    targets = replace(
        world.targets,
        learners=world.targets.learners[:count],
        indptr=world.targets.indptr[: count + 1],
        courses=world.targets.courses[:count],
    )
    return ColdWorld(world.past, world.firsts[:count], world.asked[:count], targets)
