"""What two versions of an algorithm would put before the same learners."""

import random
from collections.abc import Iterator
from typing import Any

import numpy as np
from django.core.cache import cache
from django.db import models
from django.db.models import Max, Min

from accounts.models import User
from courses.models import Course
from recommendations.artefacts import read_judged
from recommendations.engine.evaluation.bootstrap import difference
from recommendations.engine.ranking.candidates import top_k
from recommendations.models import Version
from recommendations.serving.live import Model, loaded_version
from recommendations.sources.pasts import Pasts, read_pasts

LEARNERS = 20
LENGTH = 10
TRIES = 60  # learners looked at, of whom some did nothing yet
KEPT_SECONDS = 3_600
Lists = list[dict[str, Any]]  # of each learner: id, before and after as course ids


class Sampled(models.QuerySet[User]):
    """Draws learners without reading all of them."""

    def learning(self) -> "Sampled":
        """Those who agreed to personalisation."""
        return self.filter(is_active=True, is_staff=False, consents_to_personalisation=True)

    def drawn(self, most: int, seed: int) -> Iterator[int]:
        """At most so many different ids, one by one, the same ones for the same seed."""
        ends = self.learning().aggregate(low=Min("pk"), high=Max("pk"))
        chance, found = random.Random(seed), set[int]()  # noqa: S311
        for _ in range(most if ends["low"] is not None else 0):
            one = self._from(chance.randint(ends["low"], ends["high"]))
            if one is not None and one not in found:
                found.add(one)
                yield one

    def _from(self, start: int) -> int | None:
        ids = self.learning().filter(pk__gte=start).order_by("pk").values_list("pk", flat=True)
        return ids.first()


class Shown(models.QuerySet[Course]):
    """Finds out what learners may see."""

    def published_among(self, ids: set[int]) -> set[int]:
        """Those of these courses that are published."""
        return set(self.filter(pk__in=ids, status="published").values_list("pk", flat=True))


def paired_intervals(before: Version, after: Version) -> dict[str, tuple[float, float]]:
    """Of each metric by learner the 95 % interval of the difference, drawn in pairs.

    Empty where the two were not asked about the very same courses of the same learners.
    """
    exam = after.manifest.get("asked")
    if not exam or before.manifest.get("asked") != exam:
        return {}
    key = f"recs:paired:{before.pk}:{after.pk}"
    found: dict[str, tuple[float, float]] | None = cache.get(key)
    if found is None:
        old, new = (
            {name: worth.astype(np.float64) for name, worth in read_judged(one.path).items()}
            for one in (before, after)
        )
        found = {name: difference(new[name], old[name])[1] for name in sorted({*old} & {*new})}
        cache.set(key, found, KEPT_SECONDS)
    return found


def kept_comparison(before: int, after: int) -> Lists | None:
    """What this process can compare at once, or what a worker found; None where neither is."""
    found: Lists | None = cache.get(_key(before, after))
    if found is None and None not in (loaded_version(before), loaded_version(after)):
        return compare(before, after)
    return found


def compare(before: int, after: int) -> Lists:
    """Both lists of some learners; kept for a while, for processes that may not load the models."""
    old, new = loaded_version(before), loaded_version(after)
    if old is None or new is None:
        return []
    found: Lists = []
    for learner in Sampled(User).drawn(TRIES, seed=before * 1_000_003 + after):
        past = read_pasts((learner, learner), np.array([learner], np.int64))
        if len(past.courses):
            lists = {"before": _best(old, past), "after": _best(new, past)}
            found.append({"learner": learner, **lists})
        if len(found) == LEARNERS:
            break
    _keep_published(found)
    cache.set(_key(before, after), found, KEPT_SECONDS)
    return found


def _best(model: Model, past: Pasts) -> list[int]:
    """The best courses that the learner did not take, more than are shown."""
    history = past.histories(model.course_ids)
    best = top_k(model.algorithm.score(history), history, 3 * LENGTH).courses[0]
    return [int(course) for course in model.course_ids[best[best >= 0]]]


def _keep_published(lists: Lists) -> None:
    """Leave of each list the first courses that are published: one query for all."""
    sides = [(one, side) for one in lists for side in ("before", "after")]
    shown = Shown(Course).published_among({course for one, side in sides for course in one[side]})
    for one, side in sides:
        one[side] = [course for course in one[side] if course in shown][:LENGTH]


def _key(before: int, after: int) -> str:
    return f"recs:compared:{before}:{after}"
