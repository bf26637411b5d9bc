"""What if this version had served: estimated from the rows in which chance chose."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from django.db import models
from django.utils import timezone

from recommendations.engine.arrays import Floats
from recommendations.engine.evaluation.off_policy import Estimate, Log, fit_places, what_if
from recommendations.experiments.overrides import Overrides
from recommendations.models import Row, Version, VersionStatus
from recommendations.serving.blend import blended
from recommendations.serving.live import Live, live_models
from recommendations.serving.variants import varied
from recommendations.sources.pasts import Pasts
from recommendations.sources.people import read_standings
from recommendations.sources.profiles import profile_context
from recommendations.sources.shelf import Shelf, read_shelf
from recommendations.sources.shown import Explored, read_explored

DAYS = 28
MOST_ROWS = 4_000
LEAST_ENTRIES = 200
ROWS_AT_ONCE = 500


@dataclass
class Entries:
    """The entries of a log while they are collected, one a place that was seen."""

    courses: list[int]
    places: list[int]
    rewards: list[float]
    propensity: list[float]
    target: list[float]
    owners: list[int]
    # For each entry: the columns that might have stood there, and the other policy's chances.
    choices: list[np.ndarray]
    chances: list[np.ndarray]


class Explorations(models.QuerySet[Row]):
    """What staff allow chance."""

    def largest(self) -> float:
        """The largest share that any row gives to chance."""
        found = self.filter(is_on=True).aggregate(share=models.Max("exploration"))["share"]
        return float(found or 0.0)


class Estimable(models.QuerySet[Version]):
    """Finds versions that might serve."""

    def serving_or_waiting(self) -> "Estimable":
        """Those that are live, and candidates."""
        return self.filter(status__in=(VersionStatus.LIVE, VersionStatus.CANDIDATE))


def estimate_all() -> int:
    """Estimate every version that serves or waits; says for how many the log was enough."""
    versions = list(Estimable(Version).serving_or_waiting())
    return sum(estimate_version(version) is not None for version in versions)


def estimate_version(version: Version) -> dict[str, Any] | None:
    """Estimates of the clicks per card that a version would have had, kept with the version.

    None where there are too few places that chance had a part in. The version takes the place of
    the live one in the blend; chance keeps its share.
    """
    rows = read_explored(timezone.now() - timedelta(days=DAYS), MOST_ROWS)
    live = varied(live_models(), Overrides(versions={version.algorithm: version.pk}))
    entries = _collected(rows, live, read_shelf(), Explorations(Row).largest())
    found = _estimated(entries) if len(entries.rewards) >= LEAST_ENTRIES else None
    kept = found or {"entries": len(entries.rewards)}
    version.manifest = {**version.manifest, "what_if": {**kept, "at": timezone.now().isoformat()}}
    version.save(update_fields=["manifest"])
    return found


def _collected(rows: list[Explored], live: Live, shelf: Shelf, share: float) -> Entries:
    entries = Entries([], [], [], [], [], [], [], [])
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = rows[start : start + ROWS_AT_ONCE]
        scores = blended(live, _pasts(part), shelf)
        for number, row in enumerate(part):
            _add(entries, row, scores[number], shelf, share)
    return entries


def _pasts(rows: list[Explored]) -> Pasts:
    """What the models read when each row was chosen, with what the learners say of themselves."""
    learners = np.array([row.learner for row in rows], np.int64)
    entries = [entry for row in rows for entry in row.past]
    ends = np.concatenate([[0], np.cumsum([len(row.past) for row in rows])]).astype(np.int64)
    standings = read_standings((int(learners.min()), int(learners.max())))
    return Pasts(
        learners,
        ends,
        np.array([course for course, _ in entries], np.int64),
        np.array([weight for _, weight in entries], np.float32),
        np.arange(len(entries), dtype=np.int64),  # their order is what counts
        profile_context(learners, standings),
    )


def _add(entries: Entries, row: Explored, scores: Floats, shelf: Shelf, share: float) -> None:
    """One entry for each place of the row that the learner saw."""
    left = [course for course in row.pool if course in shelf.place]
    order = {course: -float(scores[shelf.place[course]]) for course in left}
    for place, (course, propensity) in enumerate(row.cards):
        if course not in order or course not in left:
            continue
        chances = np.full(len(left), share / len(left))
        chances[min(range(len(left)), key=lambda at: order[left[at]])] += 1 - share
        if course in row.seen:
            entries.courses.append(shelf.place[course])
            entries.places.append(place)
            entries.rewards.append(float(course in row.clicked))
            entries.propensity.append(propensity)
            entries.target.append(float(chances[left.index(course)]))
            entries.owners.append(row.learner)
            entries.choices.append(np.array([shelf.place[one] for one in left], np.int64))
            entries.chances.append(chances)
        left.remove(course)


def _estimated(entries: Entries) -> dict[str, Any]:
    """All estimates; the model of rewards is fitted on the other half of the learners."""
    courses, places = np.array(entries.courses), np.array(entries.places)
    rewards, owners = np.array(entries.rewards), np.array(entries.owners)
    expected, expected_target = np.zeros(len(rewards)), np.zeros(len(rewards))
    width = int(max(choices.max() for choices in entries.choices)) + 1
    for half in (0, 1):
        other, mine = owners % 2 != half, np.flatnonzero(owners % 2 == half)
        model = fit_places(courses[other], places[other], rewards[other], width)
        if len(mine) and other.any():
            expected[mine] = model.of(courses[mine], places[mine])
            for at in mine:
                there = np.full(len(entries.choices[at]), places[at])
                likely = model.of(entries.choices[at], there)
                expected_target[at] = float(entries.chances[at] @ likely)
    parts = (np.array(entries.propensity), np.array(entries.target), expected, expected_target)
    found = what_if(Log(rewards, *parts, owners))
    names = ("logged", "ips", "snips", "doubly_robust")
    return {
        **{name: _rounded(getattr(found, name)) for name in names},
        "effective_size": round(found.effective_size, 1),
        "entries": found.entries,
    }


def _rounded(estimate: Estimate) -> dict[str, float | None]:
    return {
        name: round(value, 6) if np.isfinite(value) else None
        for name, value in asdict(estimate).items()
    }
