"""XuetangX enrolments (MOOCCubeX): sequences in time order without timestamps, and a graph."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from recommendations.engine.types import Catalogue, Interactions

from .dataset import Dataset, facts_by_course, read_triples

N_COURSES = 3_321  # courses are entities 0 to 3320 of the graph
WORDS = {0: "field", 1: "teacher", 2: "concept", 3: "about", 4: "school"}
FIELD = 0


def read(folder: Path) -> Dataset:
    """Read `sequences.txt` and `kg_final.txt`."""
    learners: list[int] = []
    courses: list[int] = []
    places: list[int] = []
    with (folder / "sequences.txt").open(encoding="utf-8") as lines:
        for line in lines:
            learner, *taken = map(int, line.split())
            learners += [learner] * len(taken)
            courses += taken
            places += range(len(taken))
    weights = np.ones(len(courses), np.float32)
    ids = np.arange(N_COURSES)
    found = Interactions.from_events(
        np.array(learners), np.array(courses), weights, np.array(places), course_ids=ids
    )
    return Dataset("mooccubex", found, _catalogue(folder / "kg_final.txt"), has_times=False)


def _catalogue(path: Path) -> Catalogue:
    """The graph has no names: a course's words are its entities' numbers, such as `concept4711`."""
    facts = facts_by_course(read_triples(path, header=False), N_COURSES)
    texts = [
        " ".join(f"{word}{tail}" for kind, word in WORDS.items() for tail in facts[kind][course])
        for course in range(N_COURSES)
    ]
    fields = [[f"field{tail}" for tail in facts[FIELD][course]] for course in range(N_COURSES)]
    return Catalogue.build(np.arange(N_COURSES), texts=texts, categories=fields)
