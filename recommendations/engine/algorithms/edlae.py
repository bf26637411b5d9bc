"""EDLAE: EASE with more held against popular courses, as if some of each history were hidden."""

from __future__ import annotations

from pydantic import Field

from recommendations.engine.arrays import Array
from recommendations.engine.types import Floats

from .base import PositionHalfLife, algorithm
from .closed_form import ClosedForm, KeptLinks


@algorithm
class Edlae(ClosedForm):
    """A denoising linear autoencoder with full emphasis on what is hidden (Steck, NeurIPS 2020).

    Hiding each course of every history with probability p, over and over, is in the limit ridge
    regression with p / (1 - p) x how often the course was taken added to its own penalty. So the
    links from popular courses shrink most, which a single penalty for all cannot do.
    """

    label = "Learners also took, evened out"

    l2: float = Field(
        50.0,
        ge=1,
        le=100_000,
        description="Ridge penalty; more = smoother, more popular.",
        json_schema_extra={"usual": [5.0, 1_000.0]},
    )
    hidden_share: float = Field(
        0.3,
        ge=0,
        le=0.95,
        description="Share of every history that is hidden in learning; 0 = EASE.",
    )
    neighbours: KeptLinks = 0
    position_half_life: PositionHalfLife = 2.0

    def ridge(self, squares: Floats) -> Array:
        """The penalty of all and each course's own, p / (1 - p) times its diagonal."""
        return self.l2 + self.hidden_share / (1 - self.hidden_share) * squares.astype("f8")
