"""One line of a results table: choose on validation, fit once more, look at the test once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Split
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.registry import create

from .bootstrap import interval
from .grids import BLENDED
from .memory import forget_peak, peak_mb
from .metrics import Report
from .protocols import K, judge, split_of
from .tuning import tune, tune_hybrid

Line = dict[str, Any]


def _unheard(text: str) -> None:
    """A note that nobody reads."""


def compare(
    dataset: Dataset,
    protocol: str,
    algorithms: Sequence[str],
    *,
    is_tuned: bool = True,
    seed: int = 0,
    note: Callable[[str], None] = _unheard,
) -> Iterator[Line]:
    """A result for each algorithm, as soon as it is known."""
    split = split_of(dataset, protocol)
    chosen: dict[str, dict[str, Any]] = {}
    for name in algorithms:
        params = _choose(name, dataset, split, chosen, seed, note) if is_tuned else {}
        line, report = _test(name, params, dataset, split, seed)
        note(f"{name}: {dict(report.counts)}")
        yield {"dataset": dataset.name, "protocol": protocol, **line}


def _choose(
    name: str,
    dataset: Dataset,
    split: Split,
    chosen: dict[str, dict[str, Any]],
    seed: int,
    note: Callable[[str], None],
) -> dict[str, Any]:
    """The params that validate best; those of the hybrid's sources are found first."""
    if name == "hybrid":
        for source in BLENDED:
            _choose(source, dataset, split, chosen, seed, note)
        return tune_hybrid(chosen, dataset, split.validation, seed=seed, note=note)
    if name not in chosen:
        chosen[name] = tune(name, dataset, split.validation, seed=seed, note=note)
    return chosen[name]


def _test(
    name: str, params: dict[str, Any], dataset: Dataset, split: Split, seed: int
) -> tuple[Line, Report]:
    """Fit on all but the test part, rank for everyone in it, measure."""
    forget_peak()
    model = create(name, **params)
    start = time.perf_counter()
    model.fit(split.test.past, dataset.catalogue, seed=seed)
    fitted = time.perf_counter()
    ranked = recommend(model, split.test.histories, K)
    scored = time.perf_counter()
    peak = peak_mb()
    report = judge(ranked, split.test)
    line: Line = {"algorithm": name, "params": model.params()}
    line |= {f"{metric}@{K}": round(value, 6) for metric, value in report.values.items()}
    line[f"ndcg@{K}_ci"] = [
        round(end, 6) for end in interval(report.per_learner["ndcg"], seed=seed)
    ]
    line["learners"] = report.counts["learners"]
    line["fit_seconds"] = round(fitted - start, 3)
    line["score_seconds"] = round(scored - fitted, 3)
    line["peak_mb"] = round(peak, 1)
    return line, report
