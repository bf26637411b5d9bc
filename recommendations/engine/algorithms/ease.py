"""EASE^R: the best linear item-to-item model that has a closed form."""

from __future__ import annotations

from pydantic import Field

from recommendations.engine.types import Floats

from .base import PositionHalfLife, algorithm
from .closed_form import ClosedForm, KeptLinks


@algorithm
class Ease(ClosedForm):
    """Each course is foretold from all others by ridge regression (Steck, WWW 2019).

    Scoring reads a history with its later courses louder, which the paper does not: order is
    worth more than the choice of model. Beyond 20,000 courses the most taken ones are modelled,
    and each keeps its `neighbours` strongest links; the others get no opinion.
    """

    label = "Learners also took"

    l2: float = Field(
        100.0, ge=1, le=100_000, description="Ridge penalty; more = smoother, more popular."
    )
    neighbours: KeptLinks = 0
    position_half_life: PositionHalfLife = 2.0

    def ridge(self, squares: Floats) -> float:
        """The same for every course."""
        return self.l2
