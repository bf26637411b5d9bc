"""One trial of all candidates of a run: what has to be fitted for it, and the verdict on each."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from recommendations.engine import registry
from recommendations.engine.algorithms.base import Progress
from recommendations.engine.evaluation.protocols import K
from recommendations.engine.evaluation.slices import learner_masks
from recommendations.models import AlgorithmSetting, Version
from recommendations.training.gate import Doubles, Evidence, judge_candidate
from recommendations.training.judging import Judge, Weights

BLEND = "hybrid"
BASELINES = ("trending", "ease")
LIVE = "@live"  # after the name of an algorithm: its recipe that serves now
Fit = Callable[[str], Progress]


@dataclass(eq=False)
class Trial:
    """Candidates beside what serves now, on the same past and the same learners.

    A candidate whose recipe serves already only needs itself: learned from the same past it is
    the live version. For any other the rest of the blend, its live recipe and the baselines are
    fitted as well, where there are learners enough to conclude from.
    """

    judge: Judge
    candidates: list[AlgorithmSetting]
    others: list[AlgorithmSetting]  # on, and not trained in this run
    live: dict[str, Version]
    limits: dict[str, float]
    weights: dict[str, float] = field(default_factory=dict)

    def fit_candidate(self, setting: AlgorithmSetting, progress: Progress) -> None:
        """Learn a candidate's recipe from the past."""
        self.judge.fit(setting.name, setting.name, setting.params, progress)
        self._speaks(setting)

    def comparisons(self) -> list[tuple[str, str, dict[str, Any]]]:
        """What else has to be fitted: key, algorithm and knobs."""
        if not self._new or not self._can_conclude:
            return []
        lives = [
            (f"{one.name}{LIVE}", one.name, self.live[one.name].manifest.get("settings", {}))
            for one in self._new
            if one.name in self.live
        ]
        rest = [(one.name, one.name, one.params) for one in self.others if one.weight > 0]
        known = {key for key, _name, _params in [*lives, *rest]} | self.judge.models.keys()
        bases: list[tuple[str, str, dict[str, Any]]] = [
            (self._baseline(name), name, {})
            for name in BASELINES
            if self._baseline(name) not in known
        ]
        return [*lives, *rest, *bases]

    def fit_comparison(self, key: str, name: str, params: dict[str, Any], fit: Progress) -> None:
        """Learn something to compare with; what cannot be fitted is not compared with."""
        try:
            self.judge.fit(key, name, params, fit)
        except (ValueError, KeyError, TypeError) as error:
            self.judge.faults[key] = error
            return
        for setting in self.others:
            if setting.name == key:
                self._speaks(setting)

    def decide(self) -> None:
        """Make all lists."""
        members = {key: w for key, w in self.weights.items() if key in self.judge.models}
        blends: dict[str, Weights] = {BLEND: members} if len(members) > 1 else {}
        for setting in self._new if blends and self._can_conclude else ():
            if setting.name in members:
                blends |= self._blends_without(setting.name, members)
        self.judge.rank(blends)
        self.judge.models.clear()  # the memory is wanted for the trainings that follow

    def verdict_on(self, name: str) -> dict[str, Any]:
        """What the gate says of one candidate; empty where nobody could be asked."""
        own = self._ndcg(name)
        if own is None:
            return {}
        is_new = any(one.name == name for one in self._new)
        has_blend = self.weights.get(name, 0) > 0 and BLEND in self.judge.reports
        blend = self._ndcg(BLEND)
        served = blend if has_blend and blend is not None else own
        live = self.live.get(name)
        evidence = Evidence(
            name=name,
            is_new_recipe=is_new,
            ndcg=own,
            ranked=self.judge.lists[name].courses,
            n_courses=self.judge.fold.past.n_courses,
            newcomers=self._newcomers,
            served=served,
            # Not a new recipe: the very same lists, a difference of exactly 0.
            own_live=None if live is None else own if not is_new else self._ndcg(f"{name}{LIVE}"),
            served_now=self._ndcg(_without(name)) if is_new else served if has_blend else None,
            served_without=self._ndcg(_nothing_of(name)),
            trending=self._ndcg(self._baseline("trending")),
            ease=self._ndcg(self._baseline("ease")),
            live_ndcg=self._reached(live),
        )
        return judge_candidate(evidence, self.limits)

    @cached_property
    def _new(self) -> list[AlgorithmSetting]:
        """Candidates whose knobs are not those of what serves."""
        return [
            one
            for one in self.candidates
            if one.name not in self.live
            or self.live[one.name].manifest.get("settings") != one.params
        ]

    @cached_property
    def _newcomers(self) -> np.ndarray:
        return learner_masks(self.judge.fold, self.judge.data.catalogue)["newcomers"]

    def _speaks(self, setting: AlgorithmSetting) -> None:
        if setting.weight > 0:
            self.weights[setting.name] = setting.weight

    def _baseline(self, name: str) -> str:
        """The key of a baseline: what is live of it, else as it comes; never a bad candidate."""
        new = {one.name: one for one in self._new}
        if name not in new:
            is_fitted = name in {one.name for one in [*self.candidates, *self.others]}
            return name if is_fitted else f"{name} as it comes"
        if name in self.live:
            return f"{name}{LIVE}"
        return name if not new[name].params else f"{name} as it comes"

    def _blends_without(self, name: str, members: Weights) -> dict[str, Weights]:
        """The blend in which nothing of this name speaks, and the one that serves now."""
        rest: dict[str, float] = {key: w for key, w in members.items() if key != name}
        found: dict[str, Weights] = {_nothing_of(name): rest} if rest else {}
        # On a first start nothing serves that a blend could be held against.
        if any(one in self.live for one in members):
            live = f"{name}{LIVE}"
            now = {live: members[name]} if live in self.judge.models else {}
            found[_without(name)] = rest | now
        return found

    @property
    def _can_conclude(self) -> bool:
        """Whether enough learners are asked."""
        return len(self.judge.fold.targets) >= self.limits["least_learners"]

    def _ndcg(self, key: str) -> Doubles | None:
        report = self.judge.reports.get(key)
        return None if report is None else report.per_learner["ndcg"]

    def _reached(self, live: Version | None) -> float | None:
        """What the live version was measured at, if that rested on learners enough."""
        metrics = live.manifest.get("metrics", {}) if live else {}
        is_sure = metrics.get("learners", 0) >= self.limits["least_learners"]
        return metrics.get(f"ndcg@{K}") if is_sure else None


def is_known_algorithm(setting: AlgorithmSetting) -> bool:
    """The hybrid is a blend of the others and has nothing of its own to learn."""
    return setting.is_enabled and setting.name != BLEND and setting.name in registry.names()


def _without(name: str) -> str:
    return f"without {name}"


def _nothing_of(name: str) -> str:
    return f"nothing of {name}"
