"""Looks into live models, for staff: a worker's business, as it needs their libraries."""

import logging
from typing import Any

import numpy as np
from django.db import models

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.histories import Histories
from recommendations.models import Version
from recommendations.serving.live import Model, live_models
from recommendations.sources.pasts import Pasts, read_pasts
from tracking.models import DailyActivity

logger = logging.getLogger(__name__)

LOOKED_AT = 3  # learners whose attention is drawn
READ = 12  # courses of each
SAMPLED = 200  # learners whose candidates the ranker explains
MOST_FEATURES = 40


class Lately(models.QuerySet[DailyActivity]):
    """Finds learners who did something."""

    def learners(self, most: int) -> list[int]:
        """Those of the latest activity."""
        found = self.order_by("-last_at").values_list("learner_id", flat=True)[: 20 * most]
        return sorted(dict.fromkeys(found))[:most]


class Known(models.QuerySet[Version]):
    """Finds versions."""

    def one(self, version_id: int) -> Version | None:
        """The one of that id."""
        return self.filter(pk=version_id).first()


def look_inside() -> int:
    """Keep with each live version what may be seen of its inside; says of how many there is."""
    learners = Lately(DailyActivity).learners(SAMPLED)
    if not learners:
        return 0
    pasts = read_pasts((learners[0], learners[-1]), np.array(learners, np.int64))
    count = 0
    for model in live_models().models.values():
        found = _inside(model, pasts)
        version = Known(Version).one(model.version_id) if found else None
        if version is not None:
            version.manifest = {**version.manifest, "inside": found}
            version.save(update_fields=["manifest"])
            count += 1
    return count


def _inside(model: Model, pasts: Pasts) -> dict[str, Any]:
    histories, algorithm = pasts.histories(model.course_ids), model.algorithm
    if hasattr(algorithm, "looks"):
        return {"looks": _looks(algorithm, histories, model.course_ids)}
    if hasattr(algorithm, "reliance"):
        return {"features": algorithm.reliance(histories)[:MOST_FEATURES]}
    return {}


def _looks(algorithm: Algorithm, histories: Histories, ids: np.ndarray) -> list[dict[str, Any]]:
    """The attention of those learners who took most, over their last courses."""
    lengths = np.diff(histories.indptr)
    found = []
    for row in np.argsort(-lengths, kind="stable")[:LOOKED_AT]:
        inside = slice(int(histories.indptr[row]), int(histories.indptr[row + 1]))
        last = histories.courses[inside][-READ:].tolist()
        courses, weights = algorithm.looks(  # type: ignore[attr-defined]
            Histories.from_lists([last])
        )
        if len(courses) > 1:
            mean = np.round(weights.mean(axis=0), 4)
            found.append({"courses": ids[courses].tolist(), "weights": mean.tolist()})
    return found
