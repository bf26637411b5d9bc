"""A sparse matrix as three plain arrays, so that a web process can score with numpy alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from .arrays import Array, narrow, ranges
from .types import Floats, Histories, Ints, Longs

if TYPE_CHECKING:
    from scipy.sparse import csr_array

LONG = 2  # rows of more than so many times what is kept are cut before they are sorted
FLOORED = 256  # such rows laid out at once
WIDE_BATCH = 8  # from here on scipy's matrix product pays for its import


@dataclass(frozen=True, eq=False)
class Sparse:
    """Rows of (column, value) pairs: row `n` owns the pairs `indptr[n]` to `indptr[n + 1]`."""

    indptr: Longs
    indices: Ints
    data: Floats
    shape: tuple[int, int]

    @classmethod
    def of(cls, matrix: Any) -> Sparse:
        """From any scipy matrix."""
        rows = matrix.tocsr()
        rows.sort_indices()
        return cls(
            rows.indptr.astype(np.int64),
            rows.indices.astype(np.int32),
            rows.data.astype(np.float32),
            (int(rows.shape[0]), int(rows.shape[1])),
        )

    @classmethod
    def none(cls, rows: int, columns: int) -> Sparse:
        """A matrix without a single pair."""
        nothing = np.zeros(0, np.int32), np.zeros(0, np.float32)
        return cls(np.zeros(rows + 1, np.int64), *nothing, (rows, columns))

    def scipy(self) -> csr_array:
        """The same matrix for scipy, sharing memory."""
        from scipy.sparse import csr_array

        indptr = narrow(self.indptr)
        return csr_array((self.data, self.indices, indptr), shape=self.shape)

    def entries_of(self, rows: Array) -> tuple[Longs, Longs]:
        """The places of the pairs of the given rows, and for each pair which given row it is of."""
        lengths = np.diff(self.indptr)[rows]
        return ranges(self.indptr[:-1][rows], lengths), np.repeat(np.arange(len(rows)), lengths)

    def row(self, number: int) -> tuple[Ints, Floats]:
        """The columns and values of one row."""
        inside = slice(int(self.indptr[number]), int(self.indptr[number + 1]))
        return self.indices[inside], self.data[inside]

    def at(self, rows: Array, column: int) -> Floats:
        """The values in one column, for the given rows; 0 where there is none."""
        entries, owners = self.entries_of(rows)
        hits = self.indices[entries] == column
        values = np.zeros(len(rows), np.float32)
        values[owners[hits]] = self.data[entries[hits]]
        return values

    def block(self, rows: Array, columns: Array) -> Floats:
        """The values of the given rows in the given columns [n_rows, n_columns]."""
        entries, owners = self.entries_of(rows)
        order = np.argsort(columns, kind="stable")
        ends = np.searchsorted(columns[order], self.indices[entries])
        places = order[np.minimum(ends, len(columns) - 1)] if len(columns) else ends
        hits = np.flatnonzero(ends < len(columns))
        hits = hits[columns[places[hits]] == self.indices[entries[hits]]]
        values = np.zeros((len(rows), len(columns)), np.float32)
        values[owners[hits], places[hits]] = self.data[entries[hits]]
        return values


def times_dense(histories: Histories, dense: Floats) -> Floats:
    """Each history's weighted sum of rows of `dense` [n_courses, width]: [n_histories, width]."""
    if len(histories) >= WIDE_BATCH:
        return np.asarray(_matrix(histories, len(dense)) @ dense)
    scores = np.zeros((len(histories), dense.shape[1]), np.float32)
    for number in range(len(histories)):
        history = histories[number]
        scores[number] = history.weights @ dense[history.courses]
    return scores


def times_sparse(histories: Histories, sparse: Sparse) -> Floats:
    """The same for a sparse item-item matrix, written out as dense rows."""
    if len(histories) >= WIDE_BATCH:
        return np.asarray((_matrix(histories, sparse.shape[0]) @ sparse.scipy()).toarray())
    scores = np.zeros((len(histories), sparse.shape[1]), np.float32)
    for number in range(len(histories)):
        history = histories[number]
        entries, owners = sparse.entries_of(history.courses)
        parts = sparse.data[entries] * history.weights[owners]
        scores[number] = np.bincount(sparse.indices[entries], parts, sparse.shape[1])
    return scores


def strongest(matrix: Any, count: int, *, by_size: bool = False) -> Any:
    """A scipy matrix with only the `count` largest values of each row; ties to the lower column.

    `by_size` holds links against a course as strong as links for it.
    """
    from scipy.sparse import csr_array

    rows = csr_array(matrix)
    rows.sort_indices()
    owners = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
    strength = np.abs(rows.data) if by_size else rows.data
    hopeful = np.flatnonzero(strength >= _floors(rows, strength, count)[owners])
    own = owners[hopeful]
    order = hopeful[np.lexsort((rows.indices[hopeful], -strength[hopeful], own))]
    starts = np.searchsorted(own, np.arange(rows.shape[0]))
    kept = np.sort(order[np.arange(len(order)) - starts[own] < count])
    indptr = np.concatenate([[0], np.cumsum(np.bincount(owners[kept], minlength=rows.shape[0]))])
    return csr_array((rows.data[kept], rows.indices[kept], indptr), shape=rows.shape)


def _floors(rows: csr_array, strength: Array, count: int) -> Array:
    """The `count`-th largest strength of each long row, -inf for short ones: sorting is dearer."""
    floors = np.full(rows.shape[0], -np.inf, strength.dtype)
    lengths = np.diff(rows.indptr)
    long = np.flatnonzero(lengths > LONG * count)
    for start in range(0, len(long), FLOORED):
        some = long[start : start + FLOORED]
        entries = ranges(rows.indptr[some], lengths[some])
        laid = np.full((len(some), rows.shape[1]), -np.inf, strength.dtype)
        laid[np.repeat(np.arange(len(some)), lengths[some]), rows.indices[entries]] = strength[
            entries
        ]
        floors[some] = np.partition(laid, -count, axis=1)[:, -count]
    return floors


def _matrix(histories: Histories, n_courses: int) -> csr_array:
    """Histories as a scipy matrix [n_histories, n_courses]."""
    from scipy.sparse import csr_array

    parts = histories.weights, histories.courses, narrow(histories.indptr)
    return csr_array(parts, shape=(len(histories), n_courses))
