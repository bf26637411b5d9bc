"""One learner's whole page with one version of an algorithm and with another, both as if live."""

from collections.abc import Sequence
from dataclasses import replace

from django.core.cache import cache
from django.db import models

from accounts.models import User
from recommendations.experiments.overrides import Overrides
from recommendations.homepage.desk import Desk, open_desk
from recommendations.homepage.foresight import Places, subjects_of
from recommendations.models import AlgorithmSetting, Version
from recommendations.serving.live import loaded_version
from recommendations.serving.variants import varied

KEPT_SECONDS = 900
Pages = list[Places]  # the one before and the one after


class Consenting(models.QuerySet[User]):
    """Finds whom a page may be computed for."""

    def one(self, learner_id: int) -> User | None:
        """The learner of that id, if models may read what they did."""
        asked = self.filter(pk=learner_id, is_active=True, consents_to_personalisation=True)
        return asked.first()


class Spoken(models.QuerySet[AlgorithmSetting]):
    """Finds what an algorithm weighs."""

    def weight_of(self, name: str) -> float:
        """Its weight in the blend; 0 where it is off."""
        on = self.filter(name=name, is_enabled=True)
        return on.values_list("weight", flat=True).first() or 0.0


def kept_pages(learner: User, before: Version, after: Version) -> Pages | None:
    """What a worker found, or what this process can compute; None where it may not."""
    found: Pages | None = cache.get(_key(learner.pk, before.pk, after.pk))
    if found is not None:
        return found
    is_able = None not in (loaded_version(before.pk), loaded_version(after.pk))
    return pages_beside(learner, (before, after)) if is_able and open_desk().live.is_whole else None


def keep_pages(learner_id: int, before_id: int, after_id: int) -> None:
    """Compute both, in a process that may load every model, and keep them for a while."""
    learner = Consenting(User).one(learner_id)
    versions = Version.objects.in_bulk([before_id, after_id])
    if learner is None or len(versions) < 2:
        return
    found = pages_beside(learner, (versions[before_id], versions[after_id]))
    cache.set(_key(learner_id, before_id, after_id), found, KEPT_SECONDS)


def pages_beside(learner: User, versions: Sequence[Version]) -> Pages:
    """The learner's page with each of the versions, without the arms of experiments."""
    desk = open_desk()
    subjects = next(subjects_of([learner]))
    return [next(subjects.places(_desk_with(desk, one))) for one in versions]


def _desk_with(desk: Desk, version: Version) -> Desk:
    """The desk as if this version were live."""
    name = version.algorithm
    weight = Spoken(AlgorithmSetting).weight_of(name)
    changes = Overrides(versions={name: version.pk}, weights={name: weight})
    live = varied(desk.live, changes)
    return replace(desk, live=live, _links={}, _listed={}, _others={})


def _key(learner_id: int, before: int, after: int) -> str:
    return f"recs:pages:{learner_id}:{before}:{after}"
