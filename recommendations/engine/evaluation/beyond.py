"""What a list is worth besides accuracy: variety, surprise, balance, and fairness to the rare."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.data.splits import Fold
from recommendations.engine.types import Catalogue, Histories, Ints

Doubles = npt.NDArray[np.float64]
PROJECTED = 64  # directions that stand in for all learners, where courses have no categories
SMOOTHING = 0.01  # Steck, RecSys 2018: a category that a list lacks is not infinitely bad
RARITY = 0.5  # a course taken four times as often was twice as likely to be seen at all
BLOCK = 1_000  # learners whose categories are laid out at once


def diversity(ranked: Ints, fold: Fold, catalogue: Catalogue) -> float:
    """1 - the mean cosine between the courses of a list; lists of one course are left out.

    Courses are compared by their categories; where no course has any, by who took them, through
    a random projection (Johnson and Lindenstrauss, 1984).
    """
    vectors = _unit(_categories(catalogue) if any(catalogue.categories) else _learners_of(fold))
    own_length = np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()
    counts = (ranked >= 0).sum(axis=1)
    alike = np.zeros(len(ranked))
    for start in range(0, len(ranked), BLOCK):
        part = ranked[start : start + BLOCK]
        listed = _listed(part, len(catalogue))
        sums = listed @ vectors
        lengths = np.asarray(sums.multiply(sums).sum(axis=1)).ravel()
        alike[start : start + len(part)] = lengths - listed @ own_length
    several = counts >= 2
    pairs = (counts * (counts - 1))[several]
    return float((1 - alike[several] / pairs).mean()) if several.any() else 0.0


def serendipity(hits: npt.NDArray[np.bool_], ranked: Ints, popular: Ints) -> float:
    """The mean share of a list that was found and is not what everyone is shown.

    After Ge et al., RecSys 2010: expected is what popularity would have recommended.
    """
    if ranked.size == 0:
        return 0.0
    expected = (ranked[:, :, None] == popular[:, None, :]).any(axis=2)
    return float((hits & ~expected).sum() / ranked.size)


def miscalibration(ranked: Ints, histories: Histories, catalogue: Catalogue) -> float:
    """How far a list's categories are from those of its learner's history; 0 = same shares.

    The mean Kullback-Leibler divergence in nats (Steck, RecSys 2018) over the learners whose
    history and list have categories; 0 where nobody has.
    """
    shares = _shares(catalogue)
    found: list[Doubles] = []
    for start, part in histories.blocks(BLOCK):
        listed = _listed(ranked[start : start + BLOCK], len(catalogue))
        wanted = _mix(_taken(part, len(catalogue)), shares)
        shown = _mix(listed, shares)
        both = (wanted.sum(axis=1) > 0) & (shown.sum(axis=1) > 0)
        wanted, shown = wanted[both], shown[both]
        mixed = (1 - SMOOTHING) * shown + SMOOTHING * wanted
        ratio = np.divide(wanted, mixed, out=np.ones_like(wanted), where=wanted > 0)
        found.append((wanted * np.log(ratio)).sum(axis=1))
    everyone = np.concatenate(found) if found else np.zeros(0)
    return float(everyone.mean()) if len(everyone) else 0.0


def debiased_ndcg(hits: npt.NDArray[np.bool_], ranked: Ints, fold: Fold) -> float:
    """NDCG in which a rare course counts for more, as popular ones are seen more often anyway.

    Each course is weighed by the inverse of its estimated chance to be observed, the square
    root of how often it was taken, normalised over all that was to be found (Yang et al.,
    RecSys 2018: self-normalised inverse propensity).
    """
    past, targets = fold.past, fold.targets
    taken = np.bincount(past.indices, minlength=past.n_courses)
    weights = (taken + 1.0) ** -RARITY
    gains = 1 / np.log2(np.arange(2, ranked.shape[1] + 2))
    reached = (hits * gains * weights[np.maximum(ranked, 0)]).sum()
    owners = np.repeat(np.arange(len(targets)), np.diff(targets.indptr))
    worth = weights[targets.courses]
    order = np.lexsort((-worth, owners))  # the ideal list names the rarest first
    places = np.arange(len(order)) - np.repeat(targets.indptr[:-1], np.diff(targets.indptr))
    inside = places < len(gains)
    ideal = (worth[order][inside] * gains[places[inside]]).sum()
    return float(reached / ideal) if ideal > 0 else 0.0


def _listed(ranked: Ints, n_courses: int) -> Any:
    """Lists as a sparse matrix of ones [n_lists, n_courses]."""
    from scipy.sparse import csr_array

    owners, places = np.nonzero(ranked >= 0)
    ones = np.ones(len(owners))
    return csr_array((ones, (owners, ranked[owners, places])), shape=(len(ranked), n_courses))


def _taken(part: Histories, n_courses: int) -> Any:
    """Histories as a sparse matrix of ones [n_histories, n_courses]."""
    from scipy.sparse import csr_array

    ones = np.ones(len(part.courses))
    return csr_array((ones, (part.owners, part.courses)), shape=(len(part), n_courses))


def _categories(catalogue: Catalogue) -> Any:
    """Which categories each course has [n_courses, n_categories], sparse."""
    from scipy.sparse import csr_array

    names = sorted({name for own in catalogue.categories for name in own})
    place = {name: number for number, name in enumerate(names)}
    pairs = [
        (course, place[name])
        for course, own in enumerate(catalogue.categories)
        for name in dict.fromkeys(own)
    ]
    rows, columns = np.array(pairs, np.int64).reshape(-1, 2).T
    shape = (len(catalogue), len(names))
    return csr_array((np.ones(len(rows)), (rows, columns)), shape=shape)


def _learners_of(fold: Fold) -> Any:
    """Who took each course, seen from a few random directions [n_courses, PROJECTED]."""
    from scipy.sparse import csr_array

    directions = np.random.default_rng(0).standard_normal((fold.past.n_learners, PROJECTED))
    return csr_array(fold.past.weights.T @ directions.astype(np.float32))


def _unit(vectors: Any) -> Any:
    """Rows of length 1; rows of nothing stay so."""
    return _scaled_rows(vectors, np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel()))


def _shares(catalogue: Catalogue) -> Any:
    """Each course's categories as shares that sum to 1 [n_courses, n_categories], sparse."""
    table = _categories(catalogue)
    return _scaled_rows(table, np.asarray(table.sum(axis=1)).ravel())


def _scaled_rows(table: Any, sizes: Doubles) -> Any:
    """Rows divided by their sizes, where those are above 0."""
    from scipy.sparse import diags_array

    return (diags_array(1 / np.where(sizes > 0, sizes, 1)) @ table).tocsr()


def _mix(named: Any, shares: Any) -> Doubles:
    """The mean shares of each row's courses [n_rows, n_categories]; 0 where none has any."""
    total = (named @ shares).toarray()
    sums = total.sum(axis=1, keepdims=True)
    return np.asarray(total / np.where(sums > 0, sums, 1))
