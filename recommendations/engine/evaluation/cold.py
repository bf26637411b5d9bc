"""Newcomers: the same learners and the same courses to find, with pasts cut to a few events.

A tenth of the learners is kept from learning. Each learner's first course stands for the answers
that they would have given when they joined: its categories become their interests, its level and
language theirs. It counts neither as an event nor as something to find.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.arrays import ranges
from recommendations.engine.context import context_of, texts_of
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Targets
from recommendations.engine.ranking.candidates import BLOCK, top_k
from recommendations.engine.registry import create
from recommendations.engine.types import Histories, Interactions, Longs

from .bootstrap import difference, interval
from .memory import forget_peak, peak_mb
from .metrics import Report, measure
from .protocols import K
from .validation import Note

ASKED_SHARE = 0.1
MOST_ASKED = 5_000
BASELINE = "popularity"
Line = dict[str, Any]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ColdWorld:
    """Learners to learn from, and others of whom little is known."""

    past: Interactions
    firsts: Longs  # [n] the course that stands for each newcomer's answers: never ranked
    asked: Histories  # all that the newcomers did between it and the courses to find
    targets: Targets

    def cut(self, events: int) -> Histories:
        """The newcomers when only their last few courses before the question are known."""
        ends = self.asked.indptr[1:]
        kept = np.minimum(np.diff(self.asked.indptr), events)
        entries = ranges(ends - kept, kept)
        indptr = np.concatenate([[0], np.cumsum(kept)]).astype(np.int64)
        asked = self.asked
        parts = asked.courses[entries], asked.weights[entries], asked.times[entries]
        return Histories(indptr, *parts, asked.context)


def cold_world(
    dataset: Dataset, most_events: int, *, share: float = 1.0, seed: int = 0
) -> ColdWorld:
    """Newcomers with a course to find behind `most_events` others; `share` of all learners."""
    random = np.random.default_rng(seed).random((2, dataset.interactions.n_learners))
    whole = dataset.interactions
    lengths = np.diff(whole.indptr)
    is_first = np.zeros(len(whole.indices), dtype=bool)
    is_first[whole.indptr[:-1][lengths > 0]] = True
    firsts = np.zeros(whole.n_learners, np.int64)
    firsts[lengths > 0] = whole.indices[is_first]
    known = whole.with_context(answers_of(dataset, firsts))
    is_asked = random[0] < ASKED_SHARE
    learns = np.repeat(~is_asked & (random[1] < share), lengths)
    rows = np.flatnonzero(is_asked & (random[1] < share) & (lengths >= most_events + 2))
    rows = rows[:MOST_ASKED]
    starts = whole.indptr[rows] + 1
    entries = ranges(starts, np.full(len(rows), most_events))
    indptr = np.arange(len(rows) + 1, dtype=np.int64) * most_events
    context = {name: values[rows] for name, values in known.context.items()}
    parts = whole.indices[entries], whole.sequence_weights[entries], whole.times[entries]
    return ColdWorld(
        past=known.take(learns & ~is_first),
        firsts=firsts[rows],
        asked=Histories(indptr, *parts, context),
        targets=Targets(
            np.arange(len(rows)),
            np.arange(len(rows) + 1, dtype=np.int64),
            whole.indices[starts + most_events],
        ),
    )


def answers_of(dataset: Dataset, firsts: Longs) -> dict[str, Any]:
    """What a learner whose first course is this would have answered."""
    catalogue = dataset.catalogue
    levels = texts_of(catalogue.features, "level", len(catalogue))
    return context_of(
        interests=[catalogue.categories[course] for course in firsts.tolist()],
        level=levels[firsts],
        language=[catalogue.languages[course] for course in firsts.tolist()],
    )


def compare_cold(
    dataset: Dataset,
    asked: Mapping[str, tuple[str, Mapping[str, Any]]],
    events: Sequence[int],
    *,
    share: float = 1.0,
    seed: int = 0,
    note: Note,
) -> Iterator[Line]:
    """A line for each of `asked` (a name, its algorithm and knobs) and each number of events.

    The most popular courses are the baseline; the paired differences to it and to all who sat
    before stand in each line.
    """
    world = cold_world(dataset, max(events), share=share, seed=seed)
    note(f"{len(world.targets)} newcomers")
    reached: dict[tuple[str, int], Doubles] = {}
    for name, (algorithm, knobs) in {BASELINE: (BASELINE, {}), **asked}.items():
        forget_peak()
        start = time.perf_counter()
        model = create(algorithm, **knobs).fit(world.past, dataset.catalogue, seed=seed)
        seconds = time.perf_counter() - start
        for count in events:
            start = time.perf_counter()
            report = judge_cold(model, world, count)
            line = _line(
                name, model, report, {one: reached.get((one, count)) for one, _ in reached}
            )
            line |= {"dataset": dataset.name, "events": count, "fit_seconds": round(seconds, 3)}
            line["score_seconds"] = round(time.perf_counter() - start, 3)
            reached[name, count] = report.per_learner["ndcg"]
            yield line


def judge_cold(model: Algorithm, world: ColdWorld, events: int) -> Report:
    """Rank all courses for every newcomer but those that are known of them."""
    known = world.cut(events)
    ranked = np.full((len(known), K), -1, np.int32)
    for start, part in known.blocks(BLOCK):
        stop = start + len(part)
        scores = model.score(part)
        scores[np.arange(len(part)), world.firsts[start:stop]] = np.nan
        ranked[start:stop] = top_k(scores, part, K).courses
    taken = np.bincount(world.past.indices, minlength=world.past.n_courses)
    return measure(ranked, world.targets, taken, world.past.n_learners)


def _line(
    name: str, model: Algorithm, report: Report, others: Mapping[str, Doubles | None]
) -> Line:
    """The figures of one algorithm at one number of events."""
    ndcg = report.per_learner["ndcg"]
    against = {}
    for other, theirs in others.items():
        if theirs is not None and other != name:
            gain, ends = difference(ndcg, theirs)
            against[other] = {"difference": round(gain, 6), "difference_ci": _rounded(ends)}
    line: Line = {"protocol": "cold", "algorithm": name, "params": model.params()}
    for metric in ("ndcg", "hr", "coverage"):
        line[f"{metric}@{K}"] = round(report.values[metric], 6)
    line[f"ndcg@{K}_ci"] = _rounded(interval(ndcg))
    return line | {"learners": len(ndcg), "peak_mb": round(peak_mb(), 1), "against": against}


def _rounded(ends: tuple[float, float]) -> list[float]:
    return [round(end, 6) for end in ends]
