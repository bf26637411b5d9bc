"""One public data set in the engine's own terms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from recommendations.engine.types import Catalogue, Interactions


@dataclass(frozen=True, eq=False)
class Dataset:
    """Interactions with their catalogue, column for column."""

    name: str
    interactions: Interactions
    catalogue: Catalogue
    has_times: bool  # False: times are places in each learner's sequence, not moments


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
