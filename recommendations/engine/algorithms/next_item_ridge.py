"""Next-item ridge regression: the course that came next, foretold from the past before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np
from pydantic import Field

from recommendations.engine.data.steps import Steps, steps_of
from recommendations.engine.gram import CHUNK, inverse_of
from recommendations.engine.local_systems import by_ridge, likeliest, solve_each
from recommendations.engine.sparse import Sparse, strongest, times_sparse
from recommendations.engine.types import Catalogue, Floats, Histories, Interactions, Ints

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EXACT_COURSES = 5_000  # up to here all courses foretell each, beyond its best candidates do
CANDIDATES = 200
LAST_LINKS = 500  # next courses kept of each course as the last one
LOUDEST = 3.0  # times the usual weight: what an interaction can count for at most


@algorithm
class NextItemRidge(ItemToItem):
    """Two linear item-to-item models in one: of the fading past, and of its last course.

    Every step of every learner is a sample. The past part is that of SLIT (Choi et al., WWW 2021),
    ridge regression on the partial history in closed form; the last course has links of its own,
    since what follows it at once is not what follows some time. Both are solved together exactly:
    each sample has a single last course, so that their block of the normal equations is diagonal.
    """

    label = "Likely next"

    l2: float = Field(
        60.0,
        ge=0.1,
        le=100_000,
        description="Ridge penalty of the past; more = smoother, more popular.",
        json_schema_extra={"usual": [10.0, 1_000.0]},
    )
    last_l2: float = Field(
        60.0,
        ge=0.1,
        le=1_000_000,
        description="The same for the last course; a huge one leaves only the past.",
        json_schema_extra={"usual": [10.0, 10_000.0]},
    )
    memory: float = Field(
        4.0,
        ge=0.5,
        le=50,
        description="In learning, a course of the past counts half after so many later ones.",
        json_schema_extra={"usual": [1.0, 16.0]},
    )
    length_damping: float = Field(
        0.25, ge=0, le=1, description="0 = every step counts alike, 1 = every learner does."
    )
    neighbours: int = Field(
        0,
        ge=0,
        le=5_000,
        description="Courses that foretell each; 0 = all, or 200 beyond 5,000 courses.",
        json_schema_extra={"tuned": False},
    )
    position_half_life: PositionHalfLife = 5.0

    def fit(
        self,
        interactions: Interactions,
        catalogue: Catalogue,
        *,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Self:
        """Count over all steps, take the last courses out, solve for the past, then for them."""
        self.n_courses_ = interactions.n_courses
        self.taken_ = np.bincount(interactions.indices, minlength=self.n_courses_) > 0
        self.typical_ = np.array([_typical(interactions.sequence_weights)], np.float32)
        steps = steps_of(
            interactions,
            self._evened(interactions.sequence_weights),
            half_life=self.memory,
            length_damping=self.length_damping,
        )
        if self.neighbours or self.n_courses_ > EXACT_COURSES:
            self._fit_among_candidates(steps, progress)
        else:
            self._fit_whole(steps, progress)
        progress(1.0)
        return self

    def _fit_whole(self, steps: Steps, progress: Progress) -> None:
        """All courses foretell each: dense normal equations and their inverse."""
        to_past, to_next = (_product(steps.lasts, part) for part in (steps.pasts, steps.nexts))
        shares = self._shares(steps)[:, None]
        explained = (to_past * shares).T
        gram = _product(steps.pasts, steps.pasts)
        gram -= explained @ to_past
        moments = _product(steps.pasts, steps.nexts)
        moments -= explained @ to_next
        progress(0.4, "solving")
        self.items_ = inverse_of(gram, self.l2) @ moments
        progress(0.8, "last courses")
        left = (to_next - to_past @ self.items_) * shares
        self.lasts_ = Sparse.of(_largest_of(left, LAST_LINKS))  # [n_courses, n_courses]

    def _fit_among_candidates(self, steps: Steps, progress: Progress) -> None:
        """The best candidates foretell each: sparse counts and many small systems."""
        from scipy.sparse import csr_array, diags_array, vstack

        to_past, to_next = (csr_array(steps.lasts.T @ part) for part in (steps.pasts, steps.nexts))
        shares = diags_array(self._shares(steps))
        explained = csr_array(to_past.T @ shares)
        gram = _product(steps.pasts, steps.pasts)
        gram -= _product(explained.T, to_past)
        moments = csr_array((steps.pasts.T @ steps.nexts - explained @ to_next).T)
        progress(0.4, "solving")
        count = self.neighbours or CANDIDATES
        candidates = likeliest(gram, moments, self.l2, count)
        links = csr_array(solve_each(gram, candidates, by_ridge(self.l2)).T)
        progress(0.8, "last courses")
        self.items_ = Sparse.of(links)
        parts = [csr_array((0, self.n_courses_))]
        for start in range(0, self.n_courses_, CHUNK):
            chunk = slice(start, start + CHUNK)
            left = to_next[chunk] - to_past[chunk] @ links
            parts.append(strongest(left, LAST_LINKS, by_size=True))
        self.lasts_ = Sparse.of(shares @ vstack(parts))

    def _shares(self, steps: Steps) -> Floats:
        """1 / (how often each course was the last + its penalty): the diagonal block, inverted."""
        times = np.asarray(steps.lasts.power(2).sum(axis=0)).ravel()
        return (1 / (times + self.last_l2)).astype(np.float32)

    def score(self, histories: Histories) -> Floats:
        """What the fading past says, and what its last course adds."""
        scores = super().score(histories)
        added = times_sparse(_last_only(self.weigh(histories)), self.lasts_)
        if isinstance(self.items_, Sparse):  # there a missing link is no opinion
            scores[np.isnan(scores) & (added != 0)] = 0
        return scores + added

    def shares(self, history: Histories, courses: Ints) -> tuple[Ints, Floats]:
        """What each course of the history adds, the last one by both of its links."""
        weighed = self.weigh(history)
        links = self._links(weighed.courses, courses)
        links[-1:] += self.lasts_.block(weighed.courses[-1:], courses)
        return weighed.courses, np.asarray(links * weighed.weights[:, None], np.float32)

    def weigh(self, histories: Histories) -> Histories:
        """As all item-to-item models read a history, each weight beside the usual one."""
        return super().weigh(histories.with_weights(self._evened(histories.weights)))

    def _evened(self, weights: Floats) -> Floats:
        """Weights as multiples of the usual one, none of them too loud for the penalties."""
        return np.asarray(np.minimum(weights / self.typical_[0], np.float32(LOUDEST)))


def _product(left: Any, right: Any) -> Floats:
    """left.T @ right as a dense array, a part at a time."""
    rows = left.T.tocsr()
    found = np.empty((rows.shape[0], right.shape[1]), np.float32)
    for start in range(0, len(found), CHUNK):
        chunk = slice(start, start + CHUNK)
        found[chunk] = (rows[chunk] @ right).toarray()
    return found


def _largest_of(links: Floats, count: int) -> csr_array:
    """The `count` largest of each row by size, as a sparse matrix."""
    from scipy.sparse import csr_array

    if links.shape[1] > count:
        size = np.abs(links)
        links[size < -np.partition(-size, count, axis=1)[:, [count]]] = 0
    return csr_array(links)


def _typical(weights: Floats) -> float:
    """The usual weight of an interaction; 1 where there is none."""
    median = float(np.median(weights)) if len(weights) else 0.0
    return median if median > np.finfo(np.float32).tiny else 1.0


def _last_only(histories: Histories) -> Histories:
    """The same learners with only their latest course."""
    ends = histories.indptr[1:] - histories.indptr[0]
    kept = np.zeros(len(histories.courses), dtype=bool)
    kept[ends[np.diff(histories.indptr) > 0] - 1] = True
    return histories.keep(kept)
