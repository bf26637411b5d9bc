"""Udemy course histories (COCO): learners, courses and unix times, with slugs and a graph."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from recommendations.engine.context import context_of
from recommendations.engine.types import Catalogue, Ids, Interactions

from .dataset import Dataset, facts_by_course, read_triples

CATEGORY, CONCEPT, LEVEL, LANGUAGE = 0, 1, 2, 3
LEVELS = {"beginner": "beginner", "intermediate": "intermediate", "esperto": "advanced"}


def read(folder: Path) -> Dataset:
    """Read both halves of the histories, the slugs and the graph; untaken courses stay in."""
    halves = [
        np.loadtxt(folder / name, dtype=np.int64, ndmin=2) for name in ("valid.txt", "test.txt")
    ]
    learners, courses, _, times = np.concatenate(halves).T
    catalogue = _catalogue(folder)
    found = Interactions.from_events(
        learners, courses, np.ones(len(courses)), times, course_ids=catalogue.courses
    )
    return Dataset("coco_udemy", found, catalogue, has_times=True)


def _catalogue(folder: Path) -> Catalogue:
    """Titles are the slugs with their hyphens opened up, followed by the graph's words."""
    ids, slugs = _columns(folder / "i2kg_map.txt")
    _, entities = _columns(folder / "e_map.txt")
    triples = read_triples(folder / "kg_final.txt", header=True)
    facts = facts_by_course(triples, len(ids))

    def named(kind: int, course: int) -> list[str]:
        return [entities[tail] for tail in facts[kind].get(course, ())]

    numbers = range(len(ids))
    texts = [" ".join([slugs[n].replace("-", " "), *named(CONCEPT, n)]) for n in numbers]
    categories = [named(CATEGORY, n) for n in numbers]
    languages = ["".join(named(LANGUAGE, n)[:1]) for n in numbers]
    features = context_of(
        title=[slug.replace("-", " ") for slug in slugs],
        level=[LEVELS.get("".join(named(LEVEL, n)[:1]), "") for n in numbers],
        skills=[named(CONCEPT, n) for n in numbers],
    )
    return Catalogue.build(
        ids, texts=texts, categories=categories, languages=languages, features=features
    )


def _columns(path: Path) -> tuple[Ids, list[str]]:
    """Numbers and names of a map file, in the order of the graph's entities."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    numbers = [row.get("pid") or row["eid"] for row in rows]
    return np.array(numbers, dtype=np.int64), [row["name"] for row in rows]
