"""What two versions of an algorithm would put before the same learners."""

import random
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

    def drawn(self, most: int, seed: int) -> list[int]:
        """At most so many different ids, the same ones for the same seed."""
        ends = self.learning().aggregate(low=Min("pk"), high=Max("pk"))
        if ends["low"] is None:
            return []
        chance = random.Random(seed)  # noqa: S311
        starts = (chance.randint(ends["low"], ends["high"]) for _ in range(most))
        return list(dict.fromkeys(found for one in starts if (found := self._from(one))))

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
    models_of_both = loaded_version(before), loaded_version(after)
    if None not in models_of_both:
        return compare(before, after)
    found: Lists | None = cache.get(_key(before, after))
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
            lists = {"before": _list(old, past), "after": _list(new, past)}
            found.append({"learner": learner, **lists})
        if len(found) == LEARNERS:
            break
    cache.set(_key(before, after), found, KEPT_SECONDS)
    return found


def _list(model: Model, past: Pasts) -> list[int]:
    """The best courses that are published and that the learner did not take."""
    history = past.histories(model.course_ids)
    best = top_k(model.algorithm.score(history), history, 3 * LENGTH).courses[0]
    ids = model.course_ids[best[best >= 0]].tolist()
    published = Shown(Course).published_among(set(ids))
    return [course for course in ids if course in published][:LENGTH]


def _key(before: int, after: int) -> str:
    return f"recs:compared:{before}:{after}"
