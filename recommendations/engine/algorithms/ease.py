"""EASE^R: the best linear item-to-item model that has a closed form."""

from __future__ import annotations

from typing import Self

import numpy as np
import numpy.typing as npt
from pydantic import Field

from recommendations.engine.arrays import Array
from recommendations.engine.sparse import Sparse
from recommendations.engine.types import Catalogue, Floats, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

Doubles = npt.NDArray[np.float64]
CHUNK = 1_000  # courses whose common learners are counted at once
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
    position_half_life: PositionHalfLife = 2.0

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

    def _shaped(self, links: Floats, kept: Array) -> Sparse | Floats:
        """Links among the kept courses as a matrix over all: dense, or the strongest only."""
        count = self.neighbours or (200 if self.n_courses_ > DENSE_COURSES else 0)
        if count and len(kept):
            return _strongest_links(links, kept, count, self.n_courses_)
        if len(kept) == self.n_courses_:
            return links
        items = np.zeros((self.n_courses_, self.n_courses_), np.float32)
        items[np.ix_(kept, kept)] = links
        return items


def _gram(interactions: Interactions, kept: Array) -> Doubles:
    """How often two courses are taken together, weighed, in Fortran order for LAPACK."""
    matrix = interactions.weights[:, kept].astype(np.float64)
    by_course = matrix.T.tocsr()
    gram = np.zeros((len(kept), len(kept)), order="F")
    for start in range(0, len(kept), CHUNK):
        chunk = slice(start, start + CHUNK)
        gram[:, chunk] = (by_course[chunk] @ matrix).toarray().T
    return gram


def _inverse(gram: Doubles, l2: float) -> Doubles:
    """The inverse of `gram` + l2 by Cholesky, in the memory of `gram`.

    Copies of one course at huge weights can defeat the factorisation: then the penalty grows
    tenfold until it holds, which data of ordinary weights never ask for.
    """
    from scipy.linalg.lapack import dpotrf, dpotri

    own = np.diag(gram).copy()
    while len(gram):
        np.fill_diagonal(gram, own + l2)
        gram, failed = dpotrf(gram, lower=1, clean=0, overwrite_a=1)
        if not failed:
            gram, _ = dpotri(gram, lower=1, overwrite_c=1)
            break
        _mirror(gram.T)  # the upper half still holds the Gram matrix
        l2 = max(l2 * 10, float(own.max()) * 1e-12)
    _mirror(gram)
    return gram


def _mirror(matrix: Doubles) -> None:
    """Copy the lower half onto the upper."""
    for row in range(len(matrix)):
        matrix[row, row + 1 :] = matrix[row + 1 :, row]


def _without_itself(inverse: Doubles) -> Floats:
    """-P[i, j] / P[j, j], and 0 for a course's link to itself; P's diagonal is above 0."""
    inverse /= -np.diag(inverse)
    links = np.ascontiguousarray(inverse, dtype=np.float32)
    np.fill_diagonal(links, 0)
    return links


def _strongest_links(links: Floats, kept: Array, count: int, n_courses: int) -> Sparse:
    """The `count` links into each course that are largest in size, over all courses."""
    from scipy.sparse import csr_array

    size = np.abs(links)
    floor = np.partition(size, -min(count, len(kept)), axis=0)[-min(count, len(kept))]
    rows, columns = np.nonzero((size >= floor) & (size > 0))
    values = links[rows, columns]
    shape = (n_courses, n_courses)
    return Sparse.of(csr_array((values, (kept[rows], kept[columns])), shape=shape))
