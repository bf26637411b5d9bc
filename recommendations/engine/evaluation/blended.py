"""`evaluate --blend`: the best single algorithm, blend and ranker, within a bound of minutes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from recommendations.engine.algorithms.base import said
from recommendations.engine.data.readers import Dataset
from recommendations.engine.ranking.ensemble import algorithm_of
from recommendations.engine.ranking.lists import is_sure
from recommendations.engine.registry import create

from .blending import Blend, choose_blend
from .deadline import Deadline, OutOfTimeError, within
from .exam import Exam, Line
from .pool import Pool
from .protocols import FOLDS, K, evaluate, splits_of
from .sources import FAULTS, Source, find_sources, possible, twins, with_variants
from .validation import Note, Validation

CAUTION = 1.5  # the last fits see more data than the trials did, on a machine that may be busy
# What a ranker practises is what the protocol asks.
REHEARSALS = {
    "leave_last_out": "last_courses",
    "temporal": "last_days",
    "temporal_known": "last_days",
    "rolling": "last_days",
    "own": "at_random",
}


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
    """The line of the best single source, then those of the blend and of the ranker above it.

    Either is there if it is better on validation than what stands before it, and if there was
    time. All is chosen on validation; the test part is looked at once for each of them. An `exam`
    may be given to compare with others who sit it.
    """
    blends = sorted(set(algorithms) - set(possible()))
    if blends:
        raise ValueError(f"{', '.join(blends)}: a blend of others is no source, leave it out")
    deadline = Deadline(minutes)
    splits = splits_of(dataset, protocol, folds=folds)
    validation = Validation(dataset, splits[0].validation, seed)
    sources = find_sources(algorithms or possible(), validation, deadline, note)
    if not sources:
        raise ValueError(f"{minutes} minutes are too few for any algorithm: give more")
    exam = exam or Exam(dataset, protocol, splits, seed)
    growth = sum(len(test.targets) for test in exam.tests) / max(len(validation.asked.targets), 1)
    affordable = _affordable(sources, deadline, growth, len(splits))
    yield from Contest(Final(exam, deadline, note), validation, affordable, growth).lines(protocol)


@dataclass(frozen=True)
class Contest:
    """The sources that were heard, and what of them goes to the test."""

    final: Final
    validation: Validation
    sources: Sequence[Source]
    growth: float  # the test part's learners for each of validation's

    @property
    def fits(self) -> int:
        """How often what is chosen is fitted once more."""
        return len(self.final.exam.tests)

    def lines(self, protocol: str) -> Iterator[Line]:
        """The best single one, then what is better on validation, while there is time."""
        deadline, note = self.final.deadline, self.final.note
        variants = with_variants(self.sources)
        pool = Pool(self.validation.asked, {source.name: source.model for source in variants})
        last_fits = sum(_last_fit(source, self.growth, self.fits) for source in self.sources)
        blend = choose_blend(pool, deadline.before(min(last_fits, 2 / 3 * deadline.left)), note)
        best = max(variants, key=lambda one: pool.ndcg(pool.parts["score"][one.name]).mean())
        single = self.final.line("best single", algorithm_of(best.name), best.params)
        yield single | {f"within_reach@{K}": round(pool.within_reach(), 6)}
        params = blend.params({source.name: source.params for source in variants})
        if blend.weights == {best.name: 1.0}:
            note(f"no blend beats {best.name} on validation: none is used")
        elif line := self.final.line_in_time("blend", "hybrid", params):
            yield line
        if line := self._ranked({**params, "rehearsal": REHEARSALS[protocol]}, blend):
            yield line

    def _ranked(self, params: dict[str, Any], blend: Blend) -> Line | None:
        """The ranker's line, where there is time for one and it beats the blend."""
        deadline, note = self.final.deadline, self.final.note
        if deadline.left < _ranker_cost(blend, self.sources, self.growth, self.fits):
            note("no time is left for a ranker: give more minutes")
            return None
        if not _is_better(params, blend, self.validation, deadline, note):
            return None
        return self.final.line_in_time("ranker", "ranker", params)


def _ranker_cost(blend: Blend, sources: Sequence[Source], growth: float, fits: int) -> float:
    """Seconds to judge a ranker on validation and on the test: it fits each source twice."""
    used = {algorithm_of(name) for name in blend.weights}
    inside = [source for source in sources if source.name in used]
    fitting = sum(source.fit_seconds for source in inside) * 2 * (1 + fits)
    return CAUTION * (fitting + sum(source.score_seconds for source in inside) * (growth + 2))


def _is_better(
    params: dict[str, Any], blend: Blend, validation: Validation, deadline: Deadline, note: Note
) -> bool:
    """Whether the ranker of these sources beats their blend on validation by more than chance."""
    model = create("ranker", **params)
    try:
        with within(deadline.left):
            model.fit(validation.fold.past, validation.dataset.catalogue, seed=validation.seed)
            each = evaluate(model, validation.asked, k=K).per_learner["ndcg"]
    except (OutOfTimeError, *FAULTS) as error:
        note(f"ranker: left out, {type(error).__name__}: {error}")
        return False
    note(f"ranker: validation ndcg@{K} {each.mean():.4f} (blend {blend.ndcg:.4f})")
    note(f"ranker: {said(model.remark())}")
    return is_sure(each - blend.each)


@dataclass(frozen=True)
class Final:
    """The test of what was chosen."""

    exam: Exam
    deadline: Deadline
    note: Note

    def line(self, role: str, name: str, params: dict[str, Any]) -> Line:
        """Fit and test."""
        line, report = self.exam.sit(name, params)
        line["role"] = role
        self.note(f"{role} {name}: {dict(report.counts)}; {self.deadline.left:.0f} s left")
        return line

    def line_in_time(self, role: str, name: str, params: dict[str, Any]) -> Line | None:
        """The same within the time that is left."""
        try:
            with within(self.deadline.left):
                return self.line(role, name, params)
        except OutOfTimeError:
            self.note(f"no time was left to fit the {role}: give more minutes")
        return None


def _affordable(
    sources: Sequence[Source], deadline: Deadline, growth: float, fits: int
) -> list[Source]:
    """The best sources that can still be heard side by side, and fitted once more at the end.

    The best one is counted twice: alone and in the blend.
    """
    if math.isinf(deadline.left):
        return list(sources)
    left = deadline.left - _last_fit(sources[0], growth, fits)
    chosen: list[Source] = []
    for source in sources:
        heard = 2 * CAUTION * source.score_seconds * twins(source)  # as long again for the weights
        cost = heard + _last_fit(source, growth, fits)
        if not chosen or cost <= left:
            chosen.append(source)
            left -= cost
    return chosen


def _last_fit(source: Source, growth: float, fits: int) -> float:
    """Seconds to fit and score a source for the test."""
    return CAUTION * (source.fit_seconds * fits + source.score_seconds * growth)
