"""Next-item ridge regression: the course that came next, foretold from the past before it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from pydantic import Field

from recommendations.engine.arrays import Array, ranges
from recommendations.engine.gram import CHUNK, inverse_of
from recommendations.engine.local_ridge import solve_among_candidates
from recommendations.engine.sparse import Sparse, strongest, times_sparse
from recommendations.engine.types import Catalogue, Contribution, Floats, Histories, Interactions

from .base import PositionHalfLife, Progress, algorithm, silent
from .linear import ItemToItem

if TYPE_CHECKING:
    from scipy.sparse import csr_array

EXACT_COURSES = 5_000  # up to here all courses foretell each, beyond its best candidates do
CANDIDATES = 200
LAST_LINKS = 500  # next courses kept of each course as the last one
FAINTEST = 0.05  # what is fainter than this is no longer part of a past
LONGEST = 64  # courses of a past, however slowly it fades
LOUDEST = 3.0  # times the usual weight: what an interaction can count for at most


class Steps(NamedTuple):
    """One row for each step of a learner: the past before it, its last course, what came next."""

    pasts: csr_array  # [n_steps, n_courses] fading with distance
    lasts: csr_array  # [n_steps, n_courses] the latest course of the past alone
    nexts: csr_array  # [n_steps, n_courses]


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
        steps = self._steps(interactions)
        progress(0.1, "counting")
        to_past, to_next = (steps.lasts.T @ part for part in (steps.pasts, steps.nexts))
        shares = 1 / (np.asarray(steps.lasts.power(2).sum(axis=0)).ravel() + self.last_l2)
        progress(0.3, "solving")
        self.items_ = self._past_links(steps, to_past, to_next, shares)
        progress(0.8, "last courses")
        self.lasts_ = self._last_links(to_past, to_next, shares)  # [n_courses, n_courses]
        progress(1.0)
        return self

    def score(self, histories: Histories) -> Floats:
        """What the fading past says, and what its last course adds."""
        scores = super().score(histories)
        added = times_sparse(_last_only(self.weigh(histories)), self.lasts_)
        if isinstance(self.items_, Sparse):  # there a missing link is no opinion
            scores[np.isnan(scores) & (added != 0)] = 0
        return scores + added

    def explain(self, history: Histories, course: int) -> tuple[Contribution, ...]:
        """What each course of the history adds, the last one by both of its links."""
        weighed = self.weigh(history)
        links = self._links(weighed.courses, course)
        links[-1:] += self.lasts_.at(weighed.courses[-1:], course)
        pairs = zip(weighed.courses.tolist(), (links * weighed.weights).tolist(), strict=True)
        return tuple(Contribution(taken, value) for taken, value in pairs if value != 0)

    def weigh(self, histories: Histories) -> Histories:
        """As all item-to-item models read a history, each weight beside the usual one."""
        return super().weigh(histories.with_weights(self._evened(histories.weights)))

    def _evened(self, weights: Floats) -> Floats:
        """Weights as multiples of the usual one, none of them too loud for the penalties."""
        return np.asarray(np.minimum(weights / self.typical_[0], np.float32(LOUDEST)))

    def _steps(self, interactions: Interactions) -> Steps:
        """Every course of a learner that has one before it, as a sample."""
        from scipy.sparse import csr_array

        lengths = np.diff(interactions.indptr)
        starts = np.repeat(interactions.indptr[:-1], lengths)
        entries = np.flatnonzero(np.arange(len(starts)) > starts)  # what came next
        reach = min(int(np.ceil(-np.log2(FAINTEST) * self.memory)), LONGEST)
        back = np.minimum(entries - starts[entries], reach)
        weights = self._evened(interactions.sequence_weights).astype(np.float64)
        # Steps of a learner are worth less the more there are of them.
        worth = np.repeat(np.maximum(lengths - 1, 1), lengths)[entries] ** (
            -self.length_damping / 2
        )

        def rows(places: Array, count: Array) -> csr_array:
            steps = np.repeat(np.arange(len(entries)), count)
            faded = np.exp2(-np.maximum(entries[steps] - 1 - places, 0) / self.memory)
            indptr = np.concatenate([[0], np.cumsum(count)])
            parts = (faded * weights[places] * worth[steps], interactions.indices[places], indptr)
            return csr_array(parts, shape=(len(entries), self.n_courses_))

        one = np.ones(len(entries), np.int64)
        return Steps(
            pasts=rows(ranges(entries - back, back), back),
            lasts=rows(entries - 1, one),
            nexts=rows(entries, one),
        )

    def _past_links(self, steps: Steps, to_past: Any, to_next: Any, shares: Array) -> Any:
        """Links from the courses of the past, what the last course explains being taken out."""
        from scipy.sparse import csr_array, diags_array

        explained = csr_array(to_past.T @ diags_array(shares))
        gram = _product(steps.pasts, steps.pasts) - _product(explained.T, to_past)
        moments = csr_array(steps.pasts.T @ steps.nexts - explained @ to_next)
        if not self.neighbours and self.n_courses_ <= EXACT_COURSES:
            return inverse_of(gram, self.l2) @ moments.toarray().astype(np.float32)
        count = self.neighbours or CANDIDATES
        among = solve_among_candidates(gram, csr_array(moments.T), self.l2, count)
        return Sparse.of(among.T)

    def _last_links(self, to_past: Any, to_next: Any, shares: Array) -> Sparse:
        """What follows each course at once beyond what the past foretells: the strongest links."""
        from scipy.sparse import csr_array, vstack

        links = self.items_.scipy() if isinstance(self.items_, Sparse) else self.items_
        parts = [csr_array((0, self.n_courses_))]
        for start in range(0, self.n_courses_, CHUNK):
            chunk = slice(start, start + CHUNK)
            left = csr_array(to_next[chunk] - to_past[chunk] @ links)
            parts.append(strongest(left * shares[chunk, None], LAST_LINKS, by_size=True))
        return Sparse.of(vstack(parts))


def _product(left: Any, right: Any) -> Floats:
    """left.T @ right as a dense array, a part at a time."""
    rows = left.T.tocsr()
    found = np.empty((rows.shape[0], right.shape[1]), np.float32)
    for start in range(0, len(found), CHUNK):
        chunk = slice(start, start + CHUNK)
        found[chunk] = (rows[chunk] @ right).toarray()
    return found


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
