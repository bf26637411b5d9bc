"""Reads an experiment: effects with honest limits, alarms, guardrails, and a verdict."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from recommendations.experiments.figures import LOWER_IS_BETTER, Figures, read_figures
from recommendations.experiments.preferences import (
    read_preference,
    stored,
    verdict_of_preference,
)
from recommendations.experiments.statistics.bandit import thompson_shares
from recommendations.experiments.statistics.corrections import Correction, corrected
from recommendations.experiments.statistics.effects import ALPHA, Effect, compare
from recommendations.experiments.statistics.mismatch import ALARM, mismatch_p
from recommendations.models import Allocation, Arm, Experiment, Metric
from tracking.rollups import roll_up

GUARDED = (Metric.RETURNS, Metric.DISMISSALS, Metric.LATENCY, Metric.ENROLMENTS)


@dataclass(frozen=True)
class Line:
    """One metric of one arm beside the control."""

    metric: str
    arm: int
    effect: Effect
    p: float  # always valid, corrected for the other questions asked

    @property
    def is_good(self) -> bool:
        """Whether the arm is surely better."""
        is_lower = self.metric in LOWER_IS_BETTER
        return self.p < ALPHA and (self.effect.lift < 0 if is_lower else self.effect.lift > 0)

    @property
    def is_bad(self) -> bool:
        """Whether the arm is surely worse."""
        return self.p < ALPHA and not self.is_good

    def harms_by(self, limit: float) -> bool:
        """Whether the arm is surely worse by more than a limit, however often one looks."""
        low, high = self.effect.sequence
        return low > limit if self.metric in LOWER_IS_BETTER else high < -limit


def read_all() -> int:
    """Read every running experiment after the events of the last minutes; says how many."""
    running = list(Experiment.objects.running())
    if running:
        roll_up()
    for experiment in running:
        read_experiment(experiment)
    return len(running)


def read_experiment(experiment: Experiment, now: datetime | None = None) -> dict[str, Any]:
    """Read and act: keep the reading, stop arms that do harm, let a bandit move its shares."""
    now = now or timezone.now()
    arms = list(experiment.arms.all())
    figures = read_figures(experiment, now.date())
    lines = read_lines(experiment, arms, figures)
    mismatch = mismatch_of(experiment, arms, figures)
    is_mixed = experiment.allocation == Allocation.INTERLEAVED
    stopped = [] if is_mixed else stop_harmful(experiment, arms, lines)
    verdict = verdict_of(experiment, lines, mismatch, stopped)
    preferred = None
    if is_mixed:
        lines = []  # both arms stand in everybody's rows: there is nothing to compare
        preferred = read_preference(experiment, arms)
        verdict = verdict_of_preference(preferred, arms)
    experiment.reading = {
        "at": now.isoformat(),
        "arms": [{"arm": arm.pk, "learners": figures.learners(arm.pk)} for arm in arms],
        "mismatch": mismatch,
        "lines": [
            {"metric": line.metric, "arm": line.arm, "p": line.p, **asdict(line.effect)}
            for line in lines
        ],
        "preference": stored(preferred),
        "verdict": verdict,
    }
    experiment.save(update_fields=["reading"])
    if experiment.allocation == Allocation.BANDIT and experiment.status == "running":
        move_shares(experiment, arms, figures)
    return experiment.reading


def read_lines(experiment: Experiment, arms: Sequence[Arm], figures: Figures) -> list[Line]:
    """Every metric of every arm that can be told from the control's, p-values corrected."""
    control = next(arm for arm in arms if arm.is_control)
    others = [arm for arm in arms if not arm.is_control]
    is_weighed = experiment.allocation == Allocation.BANDIT
    found: list[tuple[str, int, Effect]] = []
    for metric in Metric.values:
        base = figures.sample(metric, control.pk, is_weighed=is_weighed)
        for arm in others:
            sample = figures.sample(metric, arm.pk, is_weighed=is_weighed)
            effect = compare(base, sample, worth_knowing=experiment.worth_knowing / 100)
            if effect is not None:
                found.append((metric, arm.pk, effect))
    decides = [one for one in found if one[0] == experiment.metric]
    rest = [one for one in found if one[0] != experiment.metric]
    how: Correction = experiment.correction  # type: ignore[assignment]
    return [*_corrected(decides, how), *_corrected(rest, how)]


def mismatch_of(experiment: Experiment, arms: Sequence[Arm], figures: Figures) -> float | None:
    """The p-value of the shares of learners; a bandit's change, so there is none."""
    if experiment.allocation != Allocation.FIXED or any(arm.stopped_because for arm in arms):
        return None
    counts = [figures.learners(arm.pk) for arm in arms]
    return mismatch_p(counts, [arm.share for arm in arms])


def stop_harmful(experiment: Experiment, arms: Sequence[Arm], lines: Sequence[Line]) -> list[int]:
    """Take out arms that surely do harm in a guarded metric; says which."""
    if experiment.status != "running":
        return []
    limit, stopped = experiment.harm / 100, []
    by_id = {arm.pk: arm for arm in arms}
    for line in lines:
        arm = by_id[line.arm]
        is_guarded = line.metric in (*GUARDED, experiment.metric)
        if is_guarded and not arm.stopped_because and line.harms_by(limit):
            arm.stopped_because = line.metric
            arm.save(update_fields=["stopped_because"])
            stopped.append(arm.pk)
    return stopped


def verdict_of(
    experiment: Experiment, lines: Sequence[Line], mismatch: float | None, stopped: Sequence[int]
) -> dict[str, Any]:
    """What may be concluded: a kind, and the arm that it is about."""
    if mismatch is not None and mismatch < ALARM:
        return {"kind": "mismatch"}
    decides = [line for line in lines if line.metric == experiment.metric]
    harmed = {arm.pk for arm in experiment.arms.all() if arm.stopped_because}.union(stopped)
    good = [line for line in decides if line.is_good and line.arm not in harmed]
    if good:
        return {"kind": "better", "arm": max(good, key=_size).arm}
    if harmed:
        return {"kind": "harm", "arm": min(harmed)}
    return _without_winner(decides, experiment.worth_knowing / 100)


def _without_winner(decides: Sequence[Line], edge: float) -> dict[str, Any]:
    if not decides:
        return {"kind": "early"}
    if all(line.is_bad for line in decides):
        return {"kind": "worse", "arm": decides[0].arm}
    limits = [line.effect.sequence for line in decides]
    is_alike = all(-edge < low and high < edge for low, high in limits)
    return {"kind": "alike" if is_alike else "open"}


def move_shares(experiment: Experiment, arms: Sequence[Arm], figures: Figures) -> None:
    """Give more of the coming learners to what does better; the control counts as an arm."""
    open_arms = [arm for arm in arms if not arm.stopped_because]
    samples = [figures.sample(experiment.metric, arm.pk) for arm in open_arms]
    seed = int(experiment.salt, 16) % 2**32
    shares = thompson_shares(samples, seed)
    if experiment.metric in LOWER_IS_BETTER:
        negated = [sample.negated() for sample in samples]
        shares = thompson_shares(negated, seed)
    for arm, share in zip(open_arms, shares, strict=True):
        arm.share = round(share, 4)
        arm.save(update_fields=["share"])


def _corrected(found: Sequence[tuple[str, int, Effect]], how: Correction) -> list[Line]:
    p_values = corrected([effect.p_always for *_, effect in found], how)
    return [
        Line(metric, arm, effect, p)
        for (metric, arm, effect), p in zip(found, p_values, strict=True)
    ]


def _size(line: Line) -> float:
    return abs(line.effect.lift)
