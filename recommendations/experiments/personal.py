"""What experiments and shown lists keep of a person: exported and erased with the rest."""

from collections.abc import Iterator
from typing import Any

from django.db import models

from accounts.models import User
from accounts.personal_data import Part
from recommendations.models import Alike, Exposure, Feedback, Remembered, ShownList, Taste


class Mine(models.QuerySet[Any]):
    """Rows of one learner."""

    def of(self, learner: User) -> "Mine":
        """All of them."""
        return self.filter(learner=learner)


def _rows(learner: User) -> Iterator[dict[str, Any]]:
    exposures = Mine(Exposure).of(learner).select_related("experiment", "arm").order_by("first_at")
    for exposure in exposures:
        yield {
            "experiment": exposure.experiment.key,
            "arm": exposure.arm.key,
            "first_at": exposure.first_at,
        }
    for taste in Mine(Taste).of(learner).select_related("category", "course").order_by("pk"):
        yield {"about": str(taste.category or taste.course), "weigh": taste.weigh}
    for one in Mine(Remembered).of(learner).select_related("category").order_by("pk"):
        yield {"from": "question", "kind": one.kind, "about": str(one), "said_at": one.said_at}
    yield from Mine(Alike).of(learner).values("courses", "lately", "found_at")
    fields = ("list_id", "shown_at", "audience", "rows")
    yield from Mine(ShownList).of(learner).order_by("shown_at").values(*fields).iterator(1_000)


def _erase(learner: User) -> int:
    return sum(
        Mine(model).of(learner).delete()[0]
        for model in (Exposure, ShownList, Feedback, Taste, Remembered, Alike)
    )


PART = Part("recommendations", _rows, _erase)
