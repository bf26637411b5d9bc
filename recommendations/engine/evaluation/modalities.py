"""What picture and sound add to text, for courses that nobody took: each fusion against text alone.

A share of the courses is kept from learning: nobody took them, though all that is said and shown
of them is known, as on the night after they were published. Each learner who took one is asked
for it by what else they took, and all courses are ranked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.data.readers.dataset import Dataset
from recommendations.engine.data.splits import Fold, ask, fold_of, sample
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.registry import create
from recommendations.engine.types import Scored

from .bootstrap import difference, interval
from .protocols import K, judge

WIDE = 50
MOST_ASKED = 3_000
FUSIONS = ("early", "late", "gates")
SENSES = ("picture", "sound")
TEXT = "text"
METRICS = {f"recall@{WIDE}": ("recall", WIDE), f"ndcg@{K}": ("ndcg", K)}
Line = dict[str, Any]
Doubles = npt.NDArray[np.float64]


def unknown_courses(dataset: Dataset, *, share: float, seed: int) -> Fold:
    """A past without the held-out courses, and every learner who took one and another besides."""
    whole = dataset.interactions
    is_new = np.random.default_rng(seed).random(whole.n_courses) < share
    future = is_new[whole.indices]
    fold = fold_of(whole, ~future, future)
    has_past = np.diff(fold.past.indptr)[fold.targets.learners] > 0
    return sample(ask(fold, np.flatnonzero(has_past)), MOST_ASKED, seed).without_moments()


def senses_of(dataset: Dataset) -> dict[str, int]:
    """How many courses have each sense besides text."""
    given = {name: dataset.catalogue.features.get(name) for name in SENSES}
    return {
        name: 0 if rows is None else int(np.nan_to_num(rows).any(axis=1).sum())
        for name, rows in given.items()
    }


def compare_modalities(
    dataset: Dataset,
    *,
    features: str,
    share: float = 0.2,
    folds: int = 1,
    seed: int = 0,
    fusions: Sequence[str] = FUSIONS,
) -> Iterator[Line]:
    """A line for text alone, then one for each choice of senses that courses have and fusion.

    With several `folds` the courses are held out anew each time, and all learners are counted.
    """
    worlds = [unknown_courses(dataset, share=share, seed=seed + n) for n in range(folds)]
    counts = senses_of(dataset)
    base = _asked(dataset, worlds, {"features": features}, seed)
    told = {"dataset": dataset.name, "courses": len(dataset.catalogue), "with": counts}
    yield told | _line(TEXT, "", base, None)
    for names in _choices([name for name in SENSES if counts[name]]):
        for fusion in fusions:
            knobs = {"features": features, "fusion": fusion, **dict.fromkeys(names, True)}
            reached = _asked(dataset, worlds, knobs, seed)
            yield told | _line(" + ".join((TEXT, *names)), fusion, reached, base)


def _choices(names: Sequence[str]) -> list[tuple[str, ...]]:
    """Each sense alone beside text, then all of them."""
    found: list[tuple[str, ...]] = [(name,) for name in names]
    return [*found, tuple(names)] if len(names) > 1 else found


def _asked(
    dataset: Dataset, worlds: Sequence[Fold], knobs: Mapping[str, Any], seed: int
) -> dict[str, Doubles]:
    """What one way to compare courses reaches, learner by learner."""
    parts: dict[str, list[Doubles]] = {name: [] for name in METRICS}
    for fold in worlds:
        model = create("content", **knobs).fit(fold.past, dataset.catalogue, seed=seed)
        ranked = recommend(model, fold.histories, WIDE)
        for name, (metric, k) in METRICS.items():
            report = judge(Scored(ranked.courses[:, :k], ranked.scores[:, :k]), fold)
            parts[name].append(report.per_learner[metric])
    return {name: np.concatenate(found) for name, found in parts.items()}


def _line(
    senses: str, fusion: str, reached: Mapping[str, Doubles], base: Mapping[str, Doubles] | None
) -> Line:
    """Means with their intervals, and the paired differences to text alone."""
    line: Line = {"senses": senses, "fusion": fusion}
    for name, values in reached.items():
        line[name] = round(float(values.mean()) if len(values) else 0.0, 6)
        line[f"{name}_ci"] = _rounded(interval(values))
        if base is not None:
            gain, ends = difference(values, base[name])
            line[f"{name}_gain"], line[f"{name}_gain_ci"] = round(gain, 6), _rounded(ends)
    return line | {"learners": len(next(iter(reached.values())))}


def _rounded(ends: tuple[float, float]) -> list[float]:
    return [round(end, 6) for end in ends]
