"""Newcomers of whom only a profile is known: who finds their courses?

Each learner's first course stands for what they would have ticked when they joined: its category
and field become their interests, its level theirs, its language theirs; the course itself is taken
out of their history. The learners are dealt into those to learn from, those to choose knobs on and those to test;
the latter two are asked about with an empty history and nothing of theirs is learned from. All
courses but the first are ranked; the later courses are to be found.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks._running import arguments, conclude, options, progress, seconds_of
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.context import context_of, texts_of
from recommendations.engine.data.readers import read_dataset
from recommendations.engine.data.readers.dataset import Dataset
from recommendations.engine.data.splits import Targets
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.metrics import Report, measure
from recommendations.engine.ranking.candidates import BLOCK, top_k
from recommendations.engine.registry import create
from recommendations.engine.types import Histories, Interactions, Longs

K = 10
SHARES = (0.7, 0.8)  # learn, choose, test
ASKED = 2_000  # learners that knobs are chosen on
KNOBS: dict[str, list[dict[str, Any]]] = {
    "popularity": [{}],
    "trending": [{"days": days} for days in (30, 90, 365)],
    "rules": [{}],
    "hybrid": [  # what breaks the rules' ties
        {"sources": {"rules": 1.0, "popularity": weight}} for weight in (0.1, 0.5, 2.0)
    ],
    "decision_tree": [
        {"depth": depth, "least_leaf": leaf} for depth in (4, 6, 9) for leaf in (30, 100, 300)
    ],
    "random_forest": [
        {"depth": depth, "least_leaf": leaf} for depth in (7, 10, 14) for leaf in (20, 100)
    ],
    "svm": [
        *({"kernel": "linear", "negatives": number} for number in (4, 10, 30)),
        {"kernel": "curved", "curved_pairs": 1_000},
    ],
}


@dataclass(frozen=True, eq=False)
class World:
    """Learners to learn from, and newcomers to ask about."""

    past: Interactions
    firsts: Histories  # each newcomer's first course, only to be left out of the ranking
    asked: Histories  # the newcomers: no past, a profile
    targets: Targets


def main(argv: Sequence[str] | None = None) -> None:
    """Measure every algorithm that knows newcomers."""
    chosen = options(__doc__ or "", dataset="coco_udemy").parse_args(arguments(argv))
    dataset = read_dataset(chosen.dataset, chosen.data_dir)
    choosing, testing = worlds(dataset)
    figures: dict[str, Any] = {"dataset": dataset.name, "newcomers": len(testing.targets)}
    for name, tried in KNOBS.items():
        best = choose(name, tried, dataset, choosing)
        model = create(name, **best)
        seconds = seconds_of(lambda model=model: model.fit(testing.past, dataset.catalogue))
        figures[name] = row(judge(model, testing)) | {"params": best, "fit_seconds": seconds}
        progress(f"{name}: {figures[name]}")
    conclude(figures, as_json=chosen.json)


def worlds(dataset: Dataset) -> tuple[World, World]:
    """The same learners to learn from, twice; the test also learns from those of the choice."""
    whole = dataset.interactions
    random = np.random.default_rng(0).random(whole.n_learners)
    learn, choose_, test = random < SHARES[0], random >= SHARES[0], random >= SHARES[1]
    choose_ &= random < SHARES[1]
    return world(dataset, learn, choose_, ASKED), world(dataset, learn | choose_, test, None)


def world(dataset: Dataset, learned: Any, asked: Any, most: int | None) -> World:
    """Profiles from first courses, pasts without them."""
    whole = dataset.interactions
    lengths = np.diff(whole.indptr)
    is_first = np.zeros(len(whole.indices), dtype=bool)
    is_first[whole.indptr[:-1][lengths > 0]] = True
    firsts = np.where(
        lengths > 0, whole.indices[np.minimum(whole.indptr[:-1], len(is_first) - 1)], 0
    )
    known = whole.with_context(profiles(dataset, firsts))
    rows = np.flatnonzero(asked & (lengths >= 2))[:most]
    owners = np.repeat(np.arange(whole.n_learners), lengths)
    past = known.take(~is_first & learned[owners])
    later = Histories.from_interactions(known.take(~is_first)).select(rows)
    return World(
        past=past,
        firsts=Histories.from_lists(firsts[rows][:, None].tolist()),
        asked=Histories.empty(len(rows)).with_context(later.context),
        targets=Targets(rows, later.indptr, later.courses),
    )


def profiles(dataset: Dataset, firsts: Longs) -> dict[str, Any]:
    """What a learner whose first course is this would have said."""
    catalogue = dataset.catalogue
    levels = texts_of(catalogue.features, "level", len(catalogue))
    return context_of(
        interests=[catalogue.categories[course] for course in firsts.tolist()],
        level=levels[firsts],
        language=[catalogue.languages[course] for course in firsts.tolist()],
    )


def choose(
    name: str, tried: list[dict[str, Any]], dataset: Dataset, choosing: World
) -> dict[str, Any]:
    """The knobs that rank best for the newcomers of the choice."""
    if len(tried) == 1:
        return tried[0]
    reached = []
    for knobs in tried:
        model = create(name, **knobs).fit(choosing.past, dataset.catalogue)
        reached.append(judge(model, choosing).ndcg)
        progress(f"{name} {knobs}: validation ndcg@{K} {reached[-1]:.4f}")
    return tried[int(np.argmax(reached))]


def judge(model: Algorithm, asked: World) -> Report:
    """Rank all courses but the first of each newcomer."""
    lists = [
        top_k(model.score(part), asked.firsts.part(start, start + len(part)), K)
        for start, part in asked.asked.blocks(BLOCK)
    ]
    ranked = np.concatenate([one.courses for one in lists])
    taken = np.bincount(asked.past.indices, minlength=asked.past.n_courses)
    return measure(ranked, asked.targets, taken, asked.past.n_learners)


def row(report: Report) -> dict[str, Any]:
    """The figures of one algorithm."""
    low, high = interval(report.per_learner["ndcg"])
    return {
        "hr@10": round(report.values["hr"], 4),
        "ndcg@10": round(report.ndcg, 4),
        "ndcg@10_ci": [round(low, 4), round(high, 4)],
        "coverage@10": round(report.values["coverage"], 3),
    }


if __name__ == "__main__":
    main()
