"""The test: fit on all that came before, rank for everyone asked about, look once, write a line."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.algorithms.base import Algorithm, said
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, Split
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.registry import create
from recommendations.engine.types import Scored

from .beyond import debiased_ndcg, diversity, miscalibration, serendipity
from .bootstrap import difference, interval
from .everyone import LastDays, best_days
from .memory import forget_peak, peak_mb
from .metrics import Report
from .protocols import K, judge
from .slices import slices

Line = dict[str, Any]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Result:
    """What one algorithm reached on one test part."""

    report: Report
    beyond: Mapping[str, float]
    slices: Mapping[str, Mapping[str, Any]]
    fit_seconds: float
    score_seconds: float
    peak_mb: float
    remark: str = ""


class Exam:
    """The test parts of one or several splits, and all who have sat it so far."""

    def __init__(self, dataset: Dataset, protocol: str, splits: Sequence[Split], seed: int) -> None:
        self.dataset, self.protocol, self.seed = dataset, protocol, seed
        self.tests = [split.test for split in splits]
        self.reached: dict[str, Doubles] = {}
        self._popular = [LastDays(None).lists(one.past, one.histories, K) for one in self.tests]
        self.baseline = self._baseline(splits[0].validation)

    def sit(self, name: str, params: Mapping[str, Any]) -> tuple[Line, Report]:
        """Fit `name` for each test part, and write its line."""
        results = [self._result(name, params, number) for number in range(len(self.tests))]
        return self.line(name, create(name, **params).params(), results)

    def line(
        self, name: str, params: Mapping[str, Any], results: Sequence[Result]
    ) -> tuple[Line, Report]:
        """The figures of one algorithm, over all test parts together."""
        report = merged([result.report for result in results])
        ndcg = report.per_learner["ndcg"]
        line: Line = {"dataset": self.dataset.name, "protocol": self.protocol}
        line |= {"algorithm": name, "params": dict(params)} | _values(report.values)
        line[f"ndcg@{K}_ci"] = _rounded(interval(ndcg, seed=self.seed))
        line[f"hr@{K}_ci"] = _rounded(interval(report.per_learner["hr"], seed=self.seed))
        line["learners"] = report.counts["learners"]
        line["fit_seconds"] = round(sum(result.fit_seconds for result in results), 3)
        line["score_seconds"] = round(sum(result.score_seconds for result in results), 3)
        line["peak_mb"] = round(max(result.peak_mb for result in results), 1)
        weights = [result.report.counts["learners"] for result in results]
        line |= _values(_mean([result.beyond for result in results], weights))
        line["slices"] = _merged_slices([result.slices for result in results])
        if len(results) > 1:
            line["folds"] = [_values({"ndcg": one.report.values["ndcg"]}) for one in results]
        if remarks := [result.remark for result in results if result.remark]:
            line["remark"] = " ".join(remarks)
        line["never_taken"] = round(self._never_taken(), 6)
        line["baseline"] = self.baseline
        line["against"] = self._against(ndcg)
        self.reached[name] = ndcg
        return line, report

    def judged(
        self, ranked: Scored, number: int, seconds: tuple[float, float], peak: float
    ) -> Result:
        """Measure the lists for one test part."""
        test, catalogue = self.tests[number], self.dataset.catalogue
        report = judge(ranked, test)
        courses, popular = ranked.courses, self._popular[number].courses
        beyond = {
            "ndcg_debiased": debiased_ndcg(report.hits, courses, test),
            "diversity": diversity(courses, test, catalogue),
            "serendipity": serendipity(report.hits, courses, popular),
            "miscalibration": miscalibration(courses, test.histories, catalogue),
        }
        return Result(report, beyond, slices(ranked, report, test, catalogue), *seconds, peak)

    def _result(self, name: str, params: Mapping[str, Any], number: int) -> Result:
        """Fit and rank for one test part."""
        forget_peak()
        start = time.perf_counter()
        model = fitted(name, params, self.dataset, self.tests[number], self.seed)
        ready = time.perf_counter()
        ranked = recommend(model, self.tests[number].histories, K)
        done = time.perf_counter()
        result = self.judged(ranked, number, (ready - start, done - ready), peak_mb())
        return replace(result, remark=said(model.remark()))

    def _baseline(self, validation: Fold) -> Line:
        """Popularity of the last days, their number chosen on validation."""
        chosen = best_days(validation, judge, K)
        reports = [judge(chosen.lists(test.past, test.histories, K), test) for test in self.tests]
        report = merged(reports)
        found: Line = {"algorithm": "last_days_popularity", "days": chosen.days}
        found |= _values({name: report.values[name] for name in ("hr", "ndcg", "coverage")})
        self.reached["last_days_popularity"] = report.per_learner["ndcg"]
        return found

    def _never_taken(self) -> float:
        """The share of what is to be found that nobody had taken before: no past leads there."""
        taken = [
            np.isin(test.targets.courses, test.past.indices, invert=True) for test in self.tests
        ]
        return float(np.concatenate(taken).mean()) if taken else 0.0

    def _against(self, ndcg: Doubles) -> dict[str, Any]:
        """The paired difference in NDCG to each who sat before, with its interval."""
        found = {}
        for name, theirs in self.reached.items():
            gain, ends = difference(ndcg, theirs, seed=self.seed)
            found[name] = {"difference": round(gain, 6), "difference_ci": _rounded(ends)}
        return found


def fitted(
    name: str, params: Mapping[str, Any], dataset: Dataset, fold: Fold, seed: int
) -> Algorithm:
    """A model that has learned the fold's past."""
    return create(name, **params).fit(fold.past, dataset.catalogue, seed=seed)


def merged(reports: Sequence[Report]) -> Report:
    """Several test parts as one: learners laid end to end, means weighed by learners."""
    first = reports[0]
    if len(reports) == 1:
        return first
    weights = [report.counts["learners"] for report in reports]
    return Report(
        first.k,
        _mean([report.values for report in reports], weights),
        {
            name: np.concatenate([report.per_learner[name] for report in reports])
            for name in first.per_learner
        },
        {name: sum(report.counts[name] for report in reports) for name in first.counts},
        np.concatenate([report.hits for report in reports]),
    )


def _mean(parts: Sequence[Mapping[str, float]], weights: Sequence[int]) -> dict[str, float]:
    """The weighted mean by name; plain where all weights are 0."""
    worth = weights if sum(weights) else [1] * len(parts)
    return {
        name: float(np.average([part[name] for part in parts], weights=worth)) for name in parts[0]
    }


def _merged_slices(parts: Sequence[Mapping[str, Mapping[str, Any]]]) -> dict[str, Any]:
    """Slices of several test parts, weighed by their learners."""
    found: dict[str, Any] = {}
    for name in dict.fromkeys(name for part in parts for name in part):
        own = [part[name] for part in parts if name in part]
        weights = [one["learners"] for one in own]
        means = _mean([{k: v for k, v in one.items() if k != "learners"} for one in own], weights)
        found[name] = {"learners": sum(weights)} | {k: round(v, 6) for k, v in means.items()}
    return found


def _values(values: Mapping[str, float]) -> Line:
    """Figures under the names that they have in a line."""
    return {f"{metric}@{K}": round(value, 6) for metric, value in values.items()}


def _rounded(ends: tuple[float, float]) -> list[float]:
    """An interval for a line."""
    return [round(end, 6) for end in ends]
