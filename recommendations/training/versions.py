"""Versions: written as candidates, published one at a time, pruned when they are old."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.db import models, transaction
from django.utils import timezone

from accounts.models import User
from recommendations.artefacts import delete_artefact, write_artefact
from recommendations.audit import note
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.arrays import Ids
from recommendations.engine.types import Histories
from recommendations.models import Change, ChangeKind, TrainingRun, Version, VersionStatus

RETIRED_KEPT = 3
SCORED_FOR_A_CHECK = 64


class NotFiniteError(Exception):
    """A model with a value that is no number is never published."""


class KnowsNothingError(Exception):
    """A model without an opinion on any course is never published."""


class Published(models.QuerySet[Version]):
    """Sentences about versions that are published or were."""

    def of(self, algorithm: str) -> "Published":
        """All of one algorithm."""
        return self.filter(algorithm=algorithm)

    def live(self) -> "Published":
        """Those that serve."""
        return self.filter(status=VersionStatus.LIVE)

    def retired(self) -> "Published":
        """Those that served once; the latest first."""
        return self.filter(status=VersionStatus.RETIRED).order_by("-created_at", "-pk")

    def unserved(self) -> "Published":
        """Those that never served, or are broken; the latest first."""
        others = self.exclude(status__in=[VersionStatus.LIVE, VersionStatus.RETIRED])
        return others.order_by("-created_at", "-pk")

    def newest(self) -> Version | None:
        """The last one that was made."""
        return self.order_by("-created_at", "-pk").first()


def live_of(algorithm: str) -> Version | None:
    """The version of an algorithm that serves now."""
    return Published(Version).of(algorithm).live().first()


def latest_of(algorithm: str) -> Version | None:
    """The last version of an algorithm that was made, whatever became of it."""
    return Published(Version).of(algorithm).newest()


def write_candidate(
    name: str,
    model: Algorithm,
    course_ids: Ids,
    facts: Mapping[str, Any],
    run: TrainingRun,
    judged: Mapping[str, np.ndarray] | None = None,
) -> Version:
    """Write a fitted model as a candidate; raises for one that must not serve.

    `judged` is what it was worth to each learner asked, without saying who they are.

    `NotFiniteError` where it holds what is no number, `KnowsNothingError` where it is silent.
    """
    arrays = model.state()
    refuse_not_finite(model, arrays)
    refuse_silent(model)
    facts = {"params": model.params(), "n_courses": len(course_ids), **facts}
    path, manifest = write_artefact(name, facts, {**arrays, "course_ids": course_ids}, judged)
    return Version.objects.create(algorithm=name, path=path, manifest=manifest, run=run)


def publish(
    version: Version,
    person: User | None = None,
    *,
    reason: str = "",
    is_forced: bool = False,
    reverts: Change | None = None,
) -> None:
    """Make a version live and retire the one before it, both or neither; noted who did it."""
    now = timezone.now()
    kind = ChangeKind.FORCED if is_forced else ChangeKind.PUBLISHED
    with transaction.atomic():
        before = live_of(version.algorithm)
        Published(Version).of(version.algorithm).live().update(status=VersionStatus.RETIRED)
        version.status, version.published_at = VersionStatus.LIVE, now
        version.save(update_fields=["status", "published_at"])
        served = _named(before) if before else {}
        note(kind, person, version, served, _named(version), reason=reason, reverts=reverts)


def _named(version: Version) -> dict[str, Any]:
    return {"version": version.pk, "path": version.path}


def prune(algorithm: str) -> int:
    """Delete old versions that no longer serve, files included, but the last few of each kind.

    Refused candidates never push out what one could roll back to.
    """
    mine = Published(Version).of(algorithm)
    old = [*mine.retired()[RETIRED_KEPT:], *mine.unserved()[RETIRED_KEPT:]]
    for version in old:
        path = version.path
        version.delete()
        delete_artefact(path)
    return len(old)


def refuse_not_finite(model: Algorithm, arrays: Mapping[str, np.ndarray]) -> None:
    """Raise where an array or a score is infinite, or where a whole array is no number.

    NaN marks "no opinion" in a model that scores all histories alike; as a score it is meant.
    """
    for name, array in arrays.items():
        if array.dtype.kind != "f":
            continue
        if np.isinf(array).any() or (np.isnan(array).any() and not is_opinion(name)):
            raise NotFiniteError(f"{name} holds a value that is no number")
    width = min(model.n_courses_, SCORED_FOR_A_CHECK)
    scores = model.score(Histories.from_lists([[course] for course in range(width)]))
    if np.isinf(scores).any():
        raise NotFiniteError("a score is infinite")


def refuse_silent(model: Algorithm) -> None:
    """Raise where no history of one course, nor an empty one, makes the model suggest another.

    Of a model that reads profiles it is enough that it learned anything at all.
    """
    if not model.has_learned():
        raise KnowsNothingError
    if model.reads_context:
        return
    width = model.n_courses_
    if not np.isnan(model.score(Histories.empty(1))).all():
        return
    for start in range(0, width, SCORED_FOR_A_CHECK):
        block = np.arange(start, min(start + SCORED_FOR_A_CHECK, width))
        scores = model.score(Histories.from_lists(block[:, None].tolist()))
        scores[np.arange(len(block)), block] = np.nan  # what it says of the course itself
        if not np.isnan(scores).all():
            return
    raise KnowsNothingError


def is_opinion(name: str) -> bool:
    """Whether NaN in this array means that nobody took the course, as totals do."""
    return name.rpartition("/")[2] == "totals_"
