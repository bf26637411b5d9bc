"""Which of two interleaved arms learners prefer: by the cards that they click."""

from collections import defaultdict
from dataclasses import asdict
from typing import Any

from recommendations.experiments.statistics.effects import ALPHA
from recommendations.experiments.statistics.interleaving import Preference, preference
from recommendations.models import Arm, Experiment
from recommendations.sources.shown import read_drafted

MOST_LISTS = 100_000


def read_preference(experiment: Experiment, arms: list[Arm]) -> Preference | None:
    """How many more learners prefer the second arm; None while nobody clicked on a drafted card."""
    first, second = arms[0].pk, arms[1].pk
    clicks: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    if experiment.started_at is None:
        return None
    for learner, arm in read_drafted(experiment.started_at, {first, second}, MOST_LISTS):
        clicks[learner][arm] += 1
    counts = list(clicks.values())
    return preference([one[first] for one in counts], [one[second] for one in counts])


def verdict_of_preference(found: Preference | None, arms: list[Arm]) -> dict[str, Any]:
    """What may be concluded from it."""
    if found is None:
        return {"kind": "early"}
    if found.p_always >= ALPHA:
        return {"kind": "open"}
    is_second = found.balance > 0
    return {"kind": "preferred", "arm": arms[1].pk if is_second else arms[0].pk}


def stored(found: Preference | None) -> dict[str, Any] | None:
    """As it stands in the reading."""
    return asdict(found) if found else None
