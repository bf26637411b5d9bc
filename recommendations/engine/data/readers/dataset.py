"""One public data set in the engine's own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from recommendations.engine.arrays import Ids, Ints, Longs, frozen
from recommendations.engine.types import Catalogue, Interactions


@dataclass(frozen=True, eq=False)
class Dataset:
    """Interactions with their catalogue, column for column."""

    name: str
    interactions: Interactions
    catalogue: Catalogue
    has_times: bool  # False: times are places in each learner's sequence, not moments
    parts: Ints | None = None  # [n_entries] 0 train, 1 valid, 2 test, where the set is cut already


def in_order(
    learners: Sequence[Any] | Ids,
    courses: Sequence[Any] | Ids,
    times: Longs,
    course_ids: Sequence[Any] | Ids | None = None,
) -> tuple[Interactions, Longs]:
    """Interactions in time order, equal times in the order of the rows; and each entry's row.

    Public sets are tied in bulk (MovieLens to a third), and the last course depends on the tie.
    """
    order = np.argsort(times, kind="stable")
    ranks = np.empty(len(order), np.int64)
    ranks[order] = np.arange(len(order))
    found = Interactions.from_events(
        learners, courses, np.ones(len(order), np.float32), ranks, course_ids=course_ids
    )
    rows = order[found.times]
    return replace(found, times=frozen(times[rows])), rows


def read_triples(path: Path, *, header: bool) -> Iterable[tuple[int, int, int]]:
    """The (head, relation, tail) rows of a knowledge graph."""
    with path.open(encoding="utf-8") as lines:
        if header:
            next(lines, None)
        for line in lines:
            head, relation, tail = line.split()[:3]
            yield int(head), int(relation), int(tail)


def facts_by_course(
    triples: Iterable[tuple[int, int, int]], n_courses: int
) -> Mapping[int, Mapping[int, Sequence[int]]]:
    """relation -> course -> what the graph says of it; heads that are no course are left out."""
    facts: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for head, relation, tail in triples:
        if head < n_courses:
            facts[relation][head].append(tail)
    return facts
