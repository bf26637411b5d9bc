"""The largest singular vectors of a sparse matrix, by a randomised decomposition."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recommendations.engine.arrays import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_array

TURNS = 6  # products with the matrix and back: each brings the vectors nearer to the exact ones
SPARE = 16  # vectors beyond those asked for, which make the others exact


def singular_vectors(matrix: csr_array, count: int, seed: int) -> tuple[Floats, Floats]:
    """The `count` largest singular values, descending, and right vectors [n_columns, count].

    By subspace iteration (Halko, Martinsson & Tropp, SIAM Review 2011); fewer where the matrix
    has no more. A vector's largest number is above 0, so that signs are the same each time.
    """
    rows, columns = matrix.shape
    width = min(count + SPARE, rows, columns)
    back = matrix.T.tocsr()
    basis = np.random.default_rng(seed).standard_normal((columns, width), np.float32)
    for _ in range(TURNS):
        basis, _ = np.linalg.qr(basis)
        basis = back @ (matrix @ basis)
    basis, _ = np.linalg.qr(basis)
    _, sizes, turned = np.linalg.svd(matrix @ basis, full_matrices=False)
    vectors = (basis @ turned.T)[:, :count]
    if len(vectors):
        largest = np.abs(vectors).argmax(axis=0)
        vectors = vectors * np.where(vectors[largest, np.arange(vectors.shape[1])] < 0, -1, 1)
    return sizes[:count], vectors.astype(np.float32)
