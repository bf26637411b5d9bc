"""The main directions of the graph of learners and courses, by a randomised decomposition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recommendations.engine.arrays import Array, Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TURNS = 2  # more find the directions more exactly, which learns no better
SPARE = 16  # directions beyond those asked for, which make the others exact


def main_directions(weights: csr_array, count: int, seed: int) -> Floats:
    """A vector of `count` numbers for each course [n_courses, count], of mean size 1 a number.

    They span the largest singular vectors of the matrix whose rows and columns are each divided
    by the square root of their sum, so that neither busy learners nor popular courses outshout
    the rest. By subspace iteration (Halko et al., SIAM Review 2011): no product is larger than
    the interactions times `count`. Courses without interactions get zeros.
    """
    n_courses = weights.shape[1]
    by_course = weights.T.tocsr()
    course = _inverse_root(np.asarray(weights.sum(axis=0)).ravel())[:, None]
    learner = _inverse_root(np.asarray(weights.sum(axis=1)).ravel())[:, None] ** 2
    width = min(count + SPARE, max(n_courses, 1))
    basis = np.random.default_rng(seed).standard_normal((n_courses, width), np.float32)
    for _ in range(TURNS):
        basis, _ = np.linalg.qr(basis)
        basis = course * (by_course @ (learner * (weights @ (course * basis))))
    directions, sizes, _ = np.linalg.svd(basis, full_matrices=False)
    vectors = np.zeros((n_courses, count), np.float32)
    kept = min(count, len(sizes))
    vectors[:, :kept] = directions[:, :kept] * np.sqrt(sizes[:kept])
    length = np.linalg.norm(vectors)
    return vectors * np.float32(count**0.5 / length if length > 0 else 0)


def _inverse_root(sums: Array) -> Floats:
    """1 / sqrt(sum), 0 where there is nothing."""
    return np.where(sums > 0, 1 / np.sqrt(np.maximum(sums, 1e-30)), 0).astype(np.float32)
