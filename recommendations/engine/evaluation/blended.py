"""`evaluate --blend`: the best single algorithm and the best blend, within a bound of minutes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any

from recommendations.engine.data.readers import Dataset

from .blending import Blend, choose_blend
from .deadline import Deadline, OutOfTimeError, within
from .exam import Exam, Line
from .pool import Pool
from .protocols import FOLDS, splits_of
from .sources import TUNING_END, Source, find_sources, possible
from .validation import Note, Validation

CAUTION = 1.5  # the last fits see more data than the trials did, on a machine that may be busy
BLENDING_END = 0.75  # of the time: by then the weights are chosen


def compare_blend(
    dataset: Dataset,
    protocol: str,
    *,
    algorithms: Sequence[str] = (),
    minutes: float | None = None,
    folds: int = FOLDS,
    seed: int = 0,
    note: Note,
    exam: Exam | None = None,
) -> Iterator[Line]:
    """The line of the best single source, then that of the blend, if there was time for it.

    All is chosen on validation; the test part is looked at once for each of the two. An `exam`
    may be given to compare with others who sit it.
    """
    deadline = Deadline(minutes)
    splits = splits_of(dataset, protocol, folds=folds)
    validation = Validation(dataset, splits[0].validation, seed)
    sources = find_sources(algorithms or possible(), validation, deadline, note)
    if not sources:
        raise ValueError(f"{minutes} minutes are too few for any algorithm: give more")
    exam = exam or Exam(dataset, protocol, splits, seed)
    growth = sum(len(test.targets) for test in exam.tests) / max(len(validation.asked.targets), 1)
    best = sources[0]
    affordable = _affordable(sources, deadline, growth, len(splits))
    blend = _blend(affordable, validation, deadline, note)
    yield _line(exam, best.name, best.params, deadline, note, role="best single")
    params = blend.params({source.name: source.params for source in affordable})
    if blend.weights == {best.name: 1.0}:
        note(f"no blend beats {best.name} on validation: none is used")
        return
    try:
        with within(deadline.left):
            line = _line(exam, "hybrid", params, deadline, note, role="blend")
    except OutOfTimeError:
        note("no time was left to fit the blend: give more minutes")
        return
    yield line


def _line(
    exam: Exam, name: str, params: dict[str, Any], deadline: Deadline, note: Note, *, role: str
) -> Line:
    """Fit and test one of the two."""
    line, report = exam.sit(name, params)
    line["role"] = role
    note(f"{role} {name}: {dict(report.counts)}; {deadline.left:.0f} s left")
    return line


def _blend(
    sources: Sequence[Source], validation: Validation, deadline: Deadline, note: Note
) -> Blend:
    """The weights that validate best."""
    models = {source.name: source.model for source in sources}
    pool = Pool(validation.asked, models)
    return choose_blend(pool, deadline.until(BLENDING_END), note)


def _affordable(
    sources: Sequence[Source], deadline: Deadline, growth: float, fits: int
) -> list[Source]:
    """The best sources whose last fit and scores still fit into the time that is left.

    The best one is counted twice: alone and in the blend.
    """
    if math.isinf(deadline.left):
        return list(sources)
    costs = [
        CAUTION * (source.fit_seconds * fits + source.score_seconds * (growth + 2))
        for source in sources
    ]
    left = min(deadline.left, (1 - TUNING_END) * deadline.seconds) - costs[0]
    chosen: list[Source] = []
    for source, cost in zip(sources, costs, strict=True):
        if not chosen or cost <= left:
            chosen.append(source)
            left -= cost
    return chosen
