"""A graph filter in closed form: what is smooth over learners and courses, and what is near."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array, Ints
from recommendations.engine.features.singular import singular_vectors
from recommendations.engine.sparse import Sparse, strongest, times_sparse
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions

from .base import NOT_TUNED, PositionHalfLife, Progress, algorithm, silent
from .low_rank import LowRank, rank_of

if TYPE_CHECKING:
    from scipy.sparse import csr_array

CHUNK = 1_000  # courses whose neighbours are weighed at once


@algorithm
class GraphFilter(LowRank):
    """An ideal low pass plus a linear one, as in GF-CF (Shen et al., CIKM 2021).

    The matrix of interactions is divided by powers of its rows' and columns' sums, which GF-CF
    fixes at 1/2; other powers are worth more (Peng et al., KDD 2024). The low pass projects a
    history onto its largest singular vectors; the linear one walks to the neighbours:
    score = h D^-course_damping (V V' D^popularity + near_share x R'R / largest singular value^2).
    """

    label = "Close to your courses"

    factors: int = Field(
        192,
        ge=1,
        le=1_024,
        description="Numbers that describe a course.",
        json_schema_extra={"usual": [16, 400]},
    )
    learner_damping: float = Field(
        0.4, ge=0, le=1, description="How far learners with long histories are held back."
    )
    course_damping: float = Field(
        0.3, ge=0, le=1, description="How far popular courses of a history are held back."
    )
    popularity: float = Field(
        0.2, ge=0, le=1, description="How far popular courses are favoured in the result."
    )
    near_share: float = Field(
        1.0,
        ge=0,
        le=100,
        description="What near neighbours count beside the main directions.",
        json_schema_extra={"usual": [0.1, 30.0]},
    )
    neighbours: int = Field(
        500,
        ge=1,
        le=5_000,
        description="How many nearest courses each course keeps.",
        json_schema_extra=NOT_TUNED,
    )
    position_half_life: PositionHalfLife = 4.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Scale the matrix, find its main directions and each course's neighbours."""
        from scipy.sparse import csr_array, diags_array

        self.n_courses_ = interactions.n_courses
        weights = interactions.weights
        learners, courses = (np.asarray(weights.sum(axis=side)).ravel() for side in (1, 0))
        self.taken_ = courses > 0
        inward = _power(courses, -self.course_damping)
        outward = _power(courses, self.popularity)
        scaled = diags_array(_power(learners, -self.learner_damping)) @ weights
        scaled = csr_array(scaled @ diags_array(inward), dtype=np.float32)
        factors = rank_of(self.factors, int(self.taken_.sum()))
        sizes, vectors = singular_vectors(scaled, factors, seed)
        self.into_, self.out_ = vectors * inward[:, None], vectors * outward[:, None]
        progress(0.6, "neighbours")
        share = self.near_share / max(float(sizes[0]) if len(sizes) else 0.0, 1e-15) ** 2
        self.near_ = Sparse.of(self._near(scaled, inward * np.float32(share)))
        progress(1.0)
        return self

    def _near(self, scaled: csr_array, inward: Floats) -> csr_array:
        """The strongest links of the linear filter, none from a course to itself."""
        from scipy.sparse import csr_array, diags_array, vstack

        by_course = csr_array(diags_array(inward) @ scaled.T)
        parts: list[Any] = [csr_array((0, self.n_courses_))]
        for start in range(0, self.n_courses_ if self.near_share else 0, CHUNK):
            links = (by_course[start : start + CHUNK] @ scaled).tocoo()
            away = links.row + start != links.col
            pairs = links.data[away], (links.row[away], links.col[away])
            parts.append(strongest(csr_array(pairs, shape=links.shape), self.neighbours))
        if len(parts) == 1:
            return csr_array((self.n_courses_, self.n_courses_))
        return csr_array(vstack(parts))

    def score(self, histories: Histories) -> Floats:
        """Both filters of one history."""
        return super().score(histories) + times_sparse(self.weigh(histories), self.near_)

    def _links(self, taken: Ints, courses: Ints) -> Floats:
        """Both links from each taken course to each other [n_taken, n_courses]."""
        return np.asarray(super()._links(taken, courses) + self.near_.block(taken, courses))


def _power(sums: Array, exponent: float) -> Floats:
    """sum^exponent, 0 where there is nothing."""
    return np.where(sums > 0, np.maximum(sums, 1e-30) ** exponent, 0).astype(np.float32)
