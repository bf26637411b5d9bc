"""What an experiment's reading says, in words and as a picture."""

from dataclasses import dataclass
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from recommendations.experiments.figures import LOWER_IS_BETTER
from recommendations.experiments.statistics.effects import ALPHA, FEWEST_ACTIVE, FEWEST_LEARNERS
from recommendations.experiments.statistics.mismatch import ALARM
from recommendations.models import Arm, Experiment, Metric

WORDS: dict[str, tuple[str, str]] = {
    "early": (
        "info",
        gettext_noop(
            "Too early to say anything: each arm needs %(learners)s learners, %(active)s of whom "
            "did what is counted."
        ),
    ),
    "open": (
        "info",
        gettext_noop("No arm differs surely from the control so far. Looking again does no harm."),
    ),
    "alike": (
        "info",
        gettext_noop(
            "The arms are alike: whatever difference there is, it is smaller than what is worth "
            "knowing (%(edge)s %%)."
        ),
    ),
    "better": ("success", gettext_noop("“%(arm)s” is better than the control.")),
    "preferred": (
        "success",
        gettext_noop("Learners prefer “%(arm)s”: they click more of its cards in the same rows."),
    ),
    "worse": ("warning", gettext_noop("“%(arm)s” is worse than the control.")),
    "harm": (
        "danger",
        gettext_noop(
            "“%(arm)s” does harm (%(metric)s) and was stopped: its learners see the site as it is."
        ),
    ),
    "mismatch": (
        "danger",
        gettext_noop(
            "Do not trust these figures: the arms did not get the shares of learners that they "
            "were to get. Something loses learners of one arm; look for it before anything else."
        ),
    ),
}
WIDTH = 640


@dataclass(frozen=True)
class Mark:
    """One line of the picture: an effect between its limits."""

    label: str
    x: float
    wide: tuple[float, float]
    narrow: tuple[float, float]
    is_good: bool
    is_bad: bool
    text: str


@dataclass(frozen=True)
class Forest:
    """Effects one under another, 0 in the middle."""

    marks: list[Mark]
    width: int
    middle: float
    reach: str


@dataclass(frozen=True)
class Reading:
    """All that the page of an experiment shows of what was found."""

    kind: str
    colour: str
    words: str
    at: Any
    table: dict[str, Any]
    learners: dict[str, Any]
    forest: Forest | None
    mismatch: str
    preference: str


def reading_of(experiment: Experiment) -> Reading | None:
    """The last reading in words; None before the first."""
    found = experiment.reading
    if not found:
        return None
    arms = {arm.pk: arm for arm in experiment.arms.all()}
    verdict = found["verdict"]
    colour, words = WORDS[verdict["kind"]]
    arm = arms.get(verdict.get("arm", 0))
    lines = [line for line in found["lines"] if line["arm"] in arms]
    facts = {
        "arm": arm.name if arm else "",
        "metric": Metric(arm.stopped_because).label if arm and arm.stopped_because else "",
        "edge": f"{experiment.worth_knowing:g}",
        "learners": FEWEST_LEARNERS,
        "active": FEWEST_ACTIVE,
    }
    return Reading(
        kind=verdict["kind"],
        colour=colour,
        words=_(words) % facts,
        at=parse_datetime(found["at"]),
        table=_table(lines, arms),
        learners=_learners(found, arms),
        forest=_forest(lines, arms) if lines else None,
        mismatch=_mismatch(found["mismatch"]),
        preference=_preference(found.get("preference")),
    )


def percent(share: float) -> str:
    """A lift as people write it."""
    return f"{100 * share:+.1f} %"


def _table(lines: list[dict[str, Any]], arms: dict[int, Arm]) -> dict[str, Any]:
    headers = [
        _("Metric"), _("Arm"), _("Control"), _("Arm’s value"), _("Difference"),
        _("Always-valid limits"), _("Limits for one look"), _("p, corrected"), _("Gained by the past"),
    ]  # fmt: skip
    rows = [
        [
            Metric(line["metric"]).label,
            arms[line["arm"]].name,
            f"{line['control']:.4g}",
            f"{line['treatment']:.4g}",
            percent(line["lift"]),
            " – ".join(map(percent, line["sequence"])),
            " – ".join(map(percent, line["interval"])),
            f"{line['p']:.3f}",
            f"{100 * line['cuped_gain']:.0f} %",
        ]
        for line in lines
    ]
    return {"headers": headers, "rows": rows}


def _learners(found: dict[str, Any], arms: dict[int, Arm]) -> dict[str, Any]:
    rows = [
        [arms[one["arm"]].name, f"{one['learners']:,}", f"{arms[one['arm']].share:g}"]
        for one in found["arms"]
        if one["arm"] in arms
    ]
    return {"headers": [_("Arm"), _("Learners exposed"), _("Share")], "rows": rows}


def _preference(found: dict[str, Any] | None) -> str:
    if found is None:
        return ""
    facts = {
        "learners": f"{found['learners']:,}",
        "balance": percent(found["balance"]),
        "limits": " – ".join(map(percent, found["sequence"])),
    }
    return (
        _(
            "Of %(learners)s learners who clicked, the share that prefers the second arm minus "
            "the share that prefers the control is %(balance)s (always-valid limits %(limits)s)."
        )
        % facts
    )


def _mismatch(p: float | None) -> str:
    if p is None:
        return _("Shares of learners are not compared where they change on purpose.")
    if p < ALARM:
        return _("Shares of learners: alarm (p = %(p)s).") % {"p": f"{p:.2g}"}
    return _("Shares of learners: as planned (p = %(p)s).") % {"p": f"{p:.2g}"}


def _forest(lines: list[dict[str, Any]], arms: dict[int, Arm]) -> Forest:
    reach = min(max(max(map(abs, line["sequence"])) for line in lines), 1.0) or 1.0
    scale = WIDTH / 2 / reach
    marks = [_mark(line, arms[line["arm"]].name, scale) for line in lines]
    return Forest(marks, WIDTH, WIDTH / 2, f"{100 * reach:.0f} %")


def _mark(line: dict[str, Any], arm: str, scale: float) -> Mark:
    def at(value: float) -> float:
        return round(min(max(WIDTH / 2 + value * scale, 2), WIDTH - 2), 1)

    is_up = line["lift"] > 0
    is_sure = line["p"] < ALPHA
    is_good = is_up != (line["metric"] in LOWER_IS_BETTER)
    return Mark(
        label=f"{Metric(line['metric']).label} · {arm}",
        x=at(line["lift"]),
        wide=(at(line["sequence"][0]), at(line["sequence"][1])),
        narrow=(at(line["interval"][0]), at(line["interval"][1])),
        is_good=is_sure and is_good,
        is_bad=is_sure and not is_good,
        text=percent(line["lift"]),
    )
