"""The scoring that all item-to-item models share: a weighted sum of the history's rows."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Array, Ints
from recommendations.engine.data.decay import fade
from recommendations.engine.sparse import Sparse, times_dense, times_sparse
from recommendations.engine.types import Contribution, Floats, Histories, Interactions

from .base import Algorithm

DENSE_COURSES = 20_000  # an array of more x more does not fit an ordinary machine's memory


def most_taken(interactions: Interactions, count: int) -> Array:
    """The `count` most taken courses, or all that anyone took, in the order of their columns."""
    taken = np.bincount(interactions.indices, minlength=interactions.n_courses)
    kept = np.sort(np.argsort(-taken, kind="stable")[:count])
    return np.asarray(kept[taken[kept] > 0])


class ItemToItem(Algorithm):
    """score(history, course) = sum over the history of weight x items_[taken, course].

    `items_` is a `Sparse` matrix, where a missing link is no opinion, or a dense array, where
    columns without a `taken_` are none.
    """

    position_half_life: float
    items_: Sparse | Floats  # [n_courses, n_courses]
    taken_: npt.NDArray[np.bool_]  # [n_courses] whether the data say anything of the course

    def score(self, histories: Histories) -> Floats:
        """One matrix product; an empty history gives no opinion on anything."""
        weighed = self.weigh(histories)
        if isinstance(self.items_, Sparse):
            scores = times_sparse(weighed, self.items_)
            scores[scores == 0] = np.nan
            return scores
        scores = times_dense(weighed, self.items_)
        scores[np.diff(weighed.indptr) == 0] = np.nan
        if not self.taken_.all():
            scores[:, ~self.taken_] = np.nan
        return scores

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """What each course of the history adds, in the order of the history."""
        taken, parts = self.shares(history, np.array([course], np.int32))
        pairs = zip(taken.tolist(), parts[:, 0].tolist(), strict=True)
        return tuple(Contribution(one, value) for one, value in pairs if value != 0)

    def shares(self, history: Histories, courses: Ints) -> tuple[Ints, Floats]:
        """The same for many courses: one look into the matrix."""
        weighed = self.weigh(history)
        links = self._links(weighed.courses, courses)
        return weighed.courses, np.asarray(links * weighed.weights[:, None], np.float32)

    def weigh(self, histories: Histories) -> Histories:
        """The histories as the model reads them: courses it learned of, older ones fainter."""
        known = histories.known_to(self.n_courses_)
        return fade(known.keep(self.taken_[known.courses]), self.position_half_life)

    def _links(self, taken: Ints, courses: Ints) -> Floats:
        """The strength of the link from each taken course to each other [n_taken, n_courses]."""
        if isinstance(self.items_, Sparse):
            return self.items_.block(taken, courses)
        return np.asarray(self.items_[np.ix_(taken, courses)])
