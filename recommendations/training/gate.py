"""The gate before the homepage: what a candidate is held against, and whether it may serve.

All comparisons are of the same learners, whose last course was hidden from every model. The live
version itself has seen those courses, so what stands in for it is its recipe (algorithm and
knobs) learned anew from the same past. What learners get is the blend: a model that speaks in it
is held against popularity and EASE as a part of it, one that stands alone by itself. A recipe
that serves already is not kept back for being worse than those two, as the staler version would
be no better; it is told. A source that alone is worse than something simple may speak only where
the blend of all is no worse with it than without it, also when a site trains for the first time.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from recommendations.engine.evaluation.bootstrap import difference
from recommendations.engine.evaluation.protocols import K
from recommendations.engine.types import Ints

Outcome = Literal["passed", "failed", "told", "idle"]
Doubles = npt.NDArray[np.float64]
# By their nature the same for every learner, and no more than the best known courses.
SAME_FOR_EVERYONE = frozenset({"popularity", "trending"})
# In so small a catalogue the lists of any two learners have most of it in common.
LEAST_COURSES = 5 * K


@dataclass(frozen=True)
class Bar:
    """One line of a verdict: what was measured, what was asked for, and by how much it missed."""

    name: str
    outcome: Outcome
    value: float | None = None
    limit: float | None = None
    missed_by: float | None = None
    interval: tuple[float, float] | None = None
    learners: int | None = None
    why: str = ""  # why it was not applied


@dataclass(frozen=True, eq=False)
class Evidence:
    """What was measured of one candidate and of what it is held against."""

    name: str
    is_new_recipe: bool  # nothing of these knobs serves yet
    ndcg: Doubles  # [n] the candidate alone
    ranked: Ints  # [n, K] the candidate's own lists
    n_courses: int
    newcomers: npt.NDArray[np.bool_]  # [n]
    served: Doubles  # [n] what learners would get: the blend with it, or itself
    own_live: Doubles | None = None  # [n] the recipe that is live
    served_now: Doubles | None = None  # [n] what learners get without it
    served_without: Doubles | None = None  # [n] the blend in which nothing of its name speaks
    trending: Doubles | None = None
    ease: Doubles | None = None
    live_ndcg: float | None = None  # what the live version reached when it was made


def judge_candidate(evidence: Evidence, limits: Mapping[str, float]) -> dict[str, Any]:
    """The verdict as it is stored: the table of bars, and whether none was failed."""
    bars = [Bar("finite", "passed"), *_comparisons(evidence, limits), *_bounds(evidence, limits)]
    return {
        "passed": all(bar.outcome != "failed" for bar in bars),
        "learners": len(evidence.ndcg),
        "limits": dict(limits),
        "bars": [asdict(bar) for bar in bars],
    }


def _comparisons(found: Evidence, limits: Mapping[str, float]) -> list[Bar]:
    """NDCG@10 against everything that the candidate must not be worse than."""
    # EASE stands on its own feet, or the weakest blend would keep even EASE from serving.
    subject = found.ndcg if found.name == "ease" else found.served
    is_baseline = found.name in SAME_FOR_EVERYONE
    few = limits["least_learners"]
    return [
        _no_worse("live", found.ndcg, found.own_live, limits["worse_than_live"], few),
        _no_worse("blend", found.served, found.served_now, limits["worse_than_live"], few),
        _no_worse(
            "trending",
            subject,
            None if is_baseline else found.trending,
            limits["worse_than_trending"],
            few,
            binds=found.is_new_recipe,
        ),
        _no_worse(
            "ease",
            subject,
            None if is_baseline or found.name == "ease" else found.ease,
            limits["worse_than_ease"],
            few,
            binds=found.is_new_recipe,
        ),
        _worth_a_place(found, limits),
        _newcomers(found, limits),
    ]


def _worth_a_place(found: Evidence, limits: Mapping[str, float]) -> Bar:
    """A source that alone is worse than something simple has to be of use to the blend."""
    simple = {"trending": found.trending, "ease": found.ease}
    if found.name in SAME_FOR_EVERYONE or found.name == "ease" or found.served_without is None:
        return Bar("source", "idle", why="nothing")
    few = limits["least_learners"]
    alone = [
        _no_worse(name, found.ndcg, theirs, limits[f"worse_than_{name}"], few)
        for name, theirs in simple.items()
    ]
    if all(bar.outcome != "failed" for bar in alone):
        return Bar("source", "idle", why="strong")
    tolerance, binds = limits["worse_than_live"], found.is_new_recipe
    return _no_worse("source", found.served, found.served_without, tolerance, few, binds=binds)


def _newcomers(found: Evidence, limits: Mapping[str, float]) -> Bar:
    """The same against what is live, for learners with hardly any history."""
    own = found.own_live is not None
    ours, theirs = (found.ndcg, found.own_live) if own else (found.served, found.served_now)
    theirs = theirs[found.newcomers] if theirs is not None else None
    tolerance, few = limits["worse_for_newcomers"], limits["least_learners"]
    return _no_worse("newcomers", ours[found.newcomers], theirs, tolerance, few)


def _no_worse(
    name: str,
    ours: Doubles,
    theirs: Doubles | None,
    tolerance: float,
    few: float,
    *,
    binds: bool = True,
) -> Bar:
    """Failed where the candidate is surely worse: the whole interval lies below the limit."""
    if theirs is None:
        return Bar(name, "idle", why="nothing")
    if len(ours) < few:
        return Bar(name, "idle", learners=len(ours), why="few")
    mean, (low, high) = difference(ours, theirs)
    limit = -float(tolerance)
    outcome: Outcome = "passed" if high >= limit else "failed" if binds else "told"
    missed = None if outcome == "passed" else round(limit - mean, 6)
    ends = (round(low, 6), round(high, 6))
    return Bar(name, outcome, round(mean, 6), limit, missed, ends, len(ours))


def _bounds(found: Evidence, limits: Mapping[str, float]) -> list[Bar]:
    """How much is left of the live version's accuracy, how wide and how personal the lists are."""
    few = len(found.ndcg) < limits["least_learners"]
    why = "few" if few else "same" if found.name in SAME_FOR_EVERYONE else ""
    small = "small" if found.n_courses < LEAST_COURSES else ""
    kept = None if not found.live_ndcg or few else float(found.ndcg.mean()) / found.live_ndcg
    return [
        _at_least("kept", kept, limits["least_kept"], why="few" if few else "nothing"),
        _at_least(
            "coverage",
            None if why or small else reach(found.ranked, found.n_courses),
            limits["least_coverage"],
            why=why or small,
        ),
        _at_most(
            "alike",
            None if why or small else likeness(found.ranked),
            limits["most_alike"],
            why=why or small,
        ),
    ]


def reach(ranked: Ints, n_courses: int) -> float:
    """The share of courses that stand in anybody's list, of those that could."""
    possible = min(n_courses, ranked.size)
    return len(np.unique(ranked[ranked >= 0])) / possible if possible else 0.0


def likeness(ranked: Ints) -> float:
    """The mean share of their places that two learners' lists have in common.

    Over all pairs at once: a course on n of N lists is common to n (n - 1) of N (N - 1) pairs.
    """
    shown = np.bincount(ranked[ranked >= 0]).astype(np.float64)
    count, length = len(ranked), float((ranked >= 0).sum(axis=1).mean()) if len(ranked) else 0.0
    if count < 2 or length == 0:
        return 0.0
    return float((shown * (shown - 1)).sum() / (count * (count - 1) * length))


def _at_least(name: str, value: float | None, limit: float, *, why: str) -> Bar:
    if value is None:
        return Bar(name, "idle", why=why)
    missed = round(limit - value, 6)
    outcome: Outcome = "passed" if missed <= 0 else "failed"
    return Bar(name, outcome, round(value, 6), limit, missed if missed > 0 else None)


def _at_most(name: str, value: float | None, limit: float, *, why: str) -> Bar:
    if value is None:
        return Bar(name, "idle", why=why)
    missed = round(value - limit, 6)
    outcome: Outcome = "passed" if missed <= 0 else "failed"
    return Bar(name, outcome, round(value, 6), limit, missed if missed > 0 else None)
