"""EASE^R: the best linear item-to-item model that has a closed form."""

from __future__ import annotations

from typing import Any, Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Interactions

from .base import SCORING_ONLY, Progress, algorithm, silent
from .linear import ItemToItem

DENSE_COURSES = 20_000  # the inverse of more does not fit an ordinary machine's memory


@algorithm
class Ease(ItemToItem):
    """Each course is foretold from all others by ridge regression (Steck, WWW 2019).

    Scoring reads a history with its later courses louder, which the paper does not: order is
    worth more than the choice of model. Beyond 20,000 courses the most taken ones are modelled,
    and each keeps its `neighbours` strongest links; the others get no opinion.
    """

    label = "Learners also took"

    l2: float = Field(
        100.0, ge=1, le=100_000, description="Ridge penalty; more = smoother, more popular."
    )
    neighbours: int = Field(
        0, ge=0, le=20_000, description="Links kept of each course, strongest first; 0 = all."
    )
    position_half_life: float = Field(
        2.0,
        ge=0,
        le=1_000,
        description="A course of the history counts half after so many later ones; 0 = no decay.",
        json_schema_extra=SCORING_ONLY,
    )

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Invert the ridged Gram matrix of the courses that anyone took."""
        self.n_courses_ = interactions.n_courses
        counts = np.bincount(interactions.indices, minlength=self.n_courses_)
        kept = np.sort(np.argsort(-counts, kind="stable")[:DENSE_COURSES])
        kept = kept[counts[kept] > 0]
        self.taken_ = np.isin(np.arange(self.n_courses_), kept)
        gram = _gram(interactions, kept)
        progress(0.2, "inverting")
        links = _without_itself(_inverse(gram, self.l2))
        self.items_ = self._shaped(links, kept)
        progress(1.0)
        return self

    def _shaped(self, links: npt.NDArray[Any], kept: npt.NDArray[Any]) -> Sparse | Any:
        """Links among the kept courses as a matrix over all: dense, or the strongest only."""
        count = self.neighbours or (200 if self.n_courses_ > DENSE_COURSES else 0)
        if count:
            return _strongest_links(links, kept, count, self.n_courses_)
        items = np.zeros((self.n_courses_, self.n_courses_), np.float32)
        items[np.ix_(kept, kept)] = links
        return items


def _gram(interactions: Interactions, kept: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """How often two courses are taken together, weighed, in Fortran order for LAPACK."""
    matrix = interactions.weights[:, kept].astype(np.float64)
    return np.asfortranarray((matrix.T @ matrix).toarray())


def _inverse(gram: npt.NDArray[np.float64], l2: float) -> npt.NDArray[np.float64]:
    """The inverse of `gram` + l2, by Cholesky; columns that are copies at huge weights need more.

    The penalty grows tenfold until the factorisation holds, which data of ordinary weights never
    ask for.
    """
    from scipy.linalg.lapack import dpotrf, dpotri

    if len(gram) == 0:
        return gram
    diagonal = np.diag_indices_from(gram)
    own = gram[diagonal].copy()
    while True:
        ridged = gram.copy(order="F")
        ridged[diagonal] = own + l2
        factor, failed = dpotrf(ridged, lower=1, overwrite_a=1)
        if not failed:
            break
        l2 = max(l2 * 10, float(own.max()) * 1e-12)
    half, _ = dpotri(factor, lower=1, overwrite_c=1)
    lower = np.tril(half)
    return np.asarray(lower + np.tril(half, -1).T)


def _without_itself(inverse: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """-P[i, j] / P[j, j], and 0 for a course's link to itself; P's diagonal is above 0."""
    links = (inverse / -np.diag(inverse)).astype(np.float32)
    np.fill_diagonal(links, 0)
    return links


def _strongest_links(
    links: npt.NDArray[Any], kept: npt.NDArray[Any], count: int, n_courses: int
) -> Sparse:
    """The `count` links into each course that are largest in size, over all courses."""
    from scipy.sparse import csr_array

    size = np.abs(links)
    floor = np.partition(size, -min(count, len(kept)), axis=0)[-min(count, len(kept))]
    rows, columns = np.nonzero((size >= floor) & (size > 0))
    values = links[rows, columns]
    shape = (n_courses, n_courses)
    return Sparse.of(csr_array((values, (kept[rows], kept[columns])), shape=shape))
