"""Simulated experiments whose truth is known: they show that the statistics keep their word."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from recommendations.experiments.statistics.effects import ALPHA, Effect, compare
from recommendations.experiments.statistics.mismatch import is_mismatched
from recommendations.experiments.statistics.planning import (
    learners_needed,
    power_of,
    smallest_lift,
    spread_of,
)
from recommendations.experiments.statistics.samples import Numbers, Sample

LIFT = 0.05
DAYS = 14
BEFORE_DAYS = 14
PEOPLE = 2_000  # learners of an experiment where there is nothing to find


@dataclass(frozen=True)
class World:
    """What learners do in an experiment: some are busy, most are not, and they stay so.

    Each learner's enrolments a day are Poisson with a rate from a Gamma distribution; learners
    arrive evenly over the days; the treatment's rate is higher by the lift.
    """

    arm: Numbers  # [n] 0 or 1
    before: Numbers  # [n]
    daily: Numbers  # [days, n] what each did up to and with that day
    is_there: Numbers  # [days, n] 1 from the day of arrival on

    @classmethod
    def drawn(
        cls, random: np.random.Generator, people: int, lift: float, share: float = 0.5
    ) -> World:
        """A world of so many people, a share of whom get the treatment."""
        arm = (random.random(people) < share).astype(np.float64)
        rate = random.gamma(2.0, 0.15, people)
        before = random.poisson(rate * BEFORE_DAYS).astype(np.float64)
        arrival = random.integers(DAYS, size=people)
        is_there = (np.arange(DAYS)[:, None] >= arrival).astype(np.float64)
        acts = random.poisson(rate * (1 + lift * arm), (DAYS, people)) * is_there
        return cls(arm, before, acts.cumsum(axis=0), is_there)

    def samples(self, day: int) -> tuple[Sample, Sample]:
        """Both arms as they look at the end of a day: enrolments per learner and day."""
        here = self.is_there[day] > 0
        days = self.is_there[: day + 1].sum(axis=0)
        control, treatment = (here & (self.arm == arm) for arm in (0, 1))
        return (
            Sample.of(self.daily[day][control], days[control], self.before[control]),
            Sample.of(self.daily[day][treatment], days[treatment], self.before[treatment]),
        )

    def looks(self, worth_knowing: float) -> list[Effect | None]:
        """What staff see who look every day at an experiment planned for such a lift."""
        return [compare(*self.samples(day), worth_knowing=worth_knowing) for day in range(DAYS)]


@dataclass(frozen=True)
class Findings:
    """What a series of simulated experiments found, as shares of them."""

    runs: int
    power_runs: int
    false_win_rate: float
    false_win_rate_of_fixed_limits: float
    power: float
    promised_power: float
    learners_of_power: int
    srm_caught: float
    srm_false_alarms: float
    bound: float


def simulate(runs: int, power_runs: int, seed: int = 0) -> Findings:
    """Run experiments without an effect, with one of +5 %, and with wrongly divided traffic."""
    random = np.random.default_rng(seed)
    spread = spread_of(_end(World.drawn(random, 10 * PEOPLE, 0.0)))
    if spread is None:
        raise ValueError("the simulated world shows no activity")
    people = learners_needed(spread, LIFT)
    wins, naive, alarms = _nothing_to_find(random, runs, smallest_lift(spread, PEOPLE))
    found = sum(
        any(effect is not None and effect.is_better for effect in world.looks(LIFT))
        for world in (World.drawn(random, people, LIFT) for _ in range(power_runs))
    )
    skewed = sum(
        _is_alarmed(World.drawn(random, PEOPLE, 0.0, share=0.4)) for _ in range(power_runs)
    )
    return Findings(
        runs=runs,
        power_runs=power_runs,
        false_win_rate=wins / runs,
        false_win_rate_of_fixed_limits=naive / runs,
        power=found / power_runs,
        promised_power=power_of(spread, LIFT, people),
        learners_of_power=people,
        srm_caught=skewed / power_runs,
        srm_false_alarms=alarms / runs,
        bound=upper_bound(runs),
    )


def upper_bound(runs: int) -> float:
    """What a true rate of 5 % stays below in 95 of 100 series of so many runs."""
    return ALPHA + NormalDist().inv_cdf(0.95) * (ALPHA * (1 - ALPHA) / runs) ** 0.5


def _nothing_to_find(
    random: np.random.Generator, runs: int, worth_knowing: float
) -> tuple[int, int, int]:
    """False winners of always-valid and of fixed limits, and false alarms about the shares."""
    wins = naive = alarms = 0
    for _ in range(runs):
        world = World.drawn(random, PEOPLE, 0.0)
        effects = [effect for effect in world.looks(worth_knowing) if effect is not None]
        wins += any(effect.is_better or effect.is_worse for effect in effects)
        naive += any(effect.p_fixed < ALPHA for effect in effects)
        alarms += _is_alarmed(world)
    return wins, naive, alarms


def _end(world: World) -> Sample:
    control, treatment = world.samples(DAYS - 1)
    return Sample.of(
        np.concatenate([control.top, treatment.top]),
        np.concatenate([control.bottom, treatment.bottom]),
        np.concatenate([control.before, treatment.before]),
    )


def _is_alarmed(world: World) -> bool:
    """Whether any day's look at the shares of learners alarms."""
    for day in range(DAYS):
        here = world.is_there[day] > 0
        treated = int((world.arm[here] == 1).sum())
        if is_mismatched([int(here.sum()) - treated, treated], [0.5, 0.5]):
            return True
    return False
