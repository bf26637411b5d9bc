"""The algorithms that a blend may draw on: tried at their defaults, the best of them tuned."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.registry import create, find, knobs, names

from .deadline import Deadline, OutOfTimeError, within
from .protocols import K, evaluate
from .quick import Climb
from .validation import Note, Validation

TRIALS_END = 0.3  # of the time: by then every source was fitted once, at its defaults
SINGLE_SHARE = 0.15  # no source may take more at its first trial
TUNING_END = 0.5
FAULTS = (ArithmeticError, LookupError, MemoryError, RuntimeError, ValueError)
HOPELESS = 0.4  # a source below this share of the best one's NDCG is not tuned


@dataclass
class Source:
    """One algorithm under its best knobs so far, and what it costs."""

    name: str
    params: dict[str, Any]
    ndcg: float
    fit_seconds: float
    score_seconds: float  # for the learners that validation asks
    model: Algorithm = field(repr=False)


def possible() -> tuple[str, ...]:
    """Every algorithm that is not itself a blend of others, the slow ones last."""
    single = [name for name in names() if "sources" not in {knob.name for knob in knobs(name)}]
    return tuple(sorted(single, key=lambda name: find(name).scores_with != "numpy"))


def find_sources(
    algorithms: Sequence[str], validation: Validation, deadline: Deadline, note: Note
) -> list[Source]:
    """Fitted sources, the best first; one that cannot be had within its time is left out."""
    found: list[Source] = []
    trials = deadline.until(TRIALS_END)
    for name in algorithms:
        seconds = min(trials.left, deadline.seconds * SINGLE_SHARE)
        source = _in_time(partial(_tried, name, {}, validation), seconds, note)
        if source:
            note(f"{name}: validation ndcg@{K} {source.ndcg:.4f} at its defaults")
            found.append(source)
    found.sort(key=lambda source: -source.ndcg)
    tuning = deadline.until(TUNING_END)
    hopeful = [one for one in found if one.ndcg >= HOPELESS * found[0].ndcg]
    for number, source in enumerate(hopeful):
        _tune(source, validation, tuning.left / (len(hopeful) - number), note)
    return sorted(found, key=lambda source: -source.ndcg)


def twins(source: Source) -> int:
    """How many of a source there are among its variants."""
    return 1 if source.params.get("position_half_life") is None else 3


def with_variants(sources: Sequence[Source]) -> list[Source]:
    """The same and, of those whose history fades, a twin that forgets sooner and one later."""
    found = list(sources)
    for source in sources:
        half_life = source.params.get("position_half_life")
        if half_life is None:
            continue
        for kind, other in zip(("short", "long"), _other_half_lives(half_life), strict=True):
            model = source.model.with_params(position_half_life=other)
            name, params = f"{source.name}:{kind}", model.params()
            found.append(replace(source, name=name, params=params, model=model, fit_seconds=0.0))
    return found


def _other_half_lives(half_life: float) -> tuple[float, float]:
    """Shorter and longer; 0 means no fading at all."""
    if half_life == 0:
        return 2.0, 20.0
    return half_life / 4, min(half_life * 8, 1_000.0)


def _tune(source: Source, validation: Validation, seconds: float, note: Note) -> None:
    """Find better knobs for a source, if there is time to fit it twice or more."""
    start = time.monotonic()
    if seconds < 2 * (source.fit_seconds + source.score_seconds):
        return
    validation.keep(source.name, source.model)
    climb = Climb(source.name, validation, note)
    climb.run(seconds=0.8 * seconds)
    if climb.score <= source.ndcg:
        return
    left = seconds - (time.monotonic() - start)
    better = _in_time(partial(_tried, source.name, climb.best, validation), left, note)
    if better:
        vars(source).update(vars(better))


def _tried(name: str, params: dict[str, Any], validation: Validation) -> Source:
    """Fit and judge one algorithm, with its times."""
    start = time.perf_counter()
    model = create(name, **params)
    model.fit(validation.fold.past, validation.dataset.catalogue, seed=validation.seed)
    fitted = time.perf_counter()
    ndcg = evaluate(model, validation.asked, k=K).ndcg
    scored = time.perf_counter()
    return Source(name, model.params(), ndcg, fitted - start, scored - fitted, model)


def _in_time(step: partial[Source], seconds: float, note: Note) -> Source | None:
    """A source, or nothing where it is not ready in time or cannot learn from these data."""
    name = step.args[0]
    try:
        with within(max(seconds, 0)):
            return step()
    except OutOfTimeError:
        note(f"{name}: left out, no time")
    except FAULTS as error:  # one model that cannot take a stranger's data must not cost the rest
        note(f"{name}: left out, {type(error).__name__}: {error}")
    return None
