"""The exact k largest values of every row of a matrix, without sorting the rows."""

from __future__ import annotations

import numpy as np

from .types import Floats, Longs

GROUPS = 16  # a row is folded this many times to find a floor under its k-th largest value


def largest(values: Floats, k: int) -> tuple[Longs, Longs, Longs]:
    """Row, column and rank of the `k` largest finite values of each row, best first.

    Equal values go by the lower column. `values` holds -inf where nothing may be chosen, never
    NaN; rows with fewer than `k` finite values give all they have.
    """
    rows, width = values.shape
    if rows == 0 or width == 0 or k <= 0:
        return (np.zeros(0, np.int64),) * 3
    hopeful = np.flatnonzero(values >= _floor(values, min(k, width))[:, None])
    hopeful = hopeful[values.ravel()[hopeful] > -np.inf]
    owners, columns = np.divmod(hopeful, width)
    # Columns ascend within a row and the sort is stable: equal values go by the lower column.
    order = np.lexsort((-values.ravel()[hopeful], owners))
    owners, columns = owners[order], columns[order]
    rank = np.arange(len(owners)) - np.searchsorted(owners, np.arange(rows))[owners]
    kept = rank < k
    return owners[kept], columns[kept], rank[kept]


def _floor(values: Floats, k: int) -> Floats:
    """A value that at least `k` of each row reach.

    The columns are folded into layers; the k-th largest of the layers' maxima is reached by k
    different columns, and few others pass it.
    """
    width = values.shape[1] // GROUPS
    if width < 2 * k:
        return np.asarray(np.partition(values, values.shape[1] - k, axis=1)[:, -k])
    folded = values[:, :width].copy()
    for layer in range(1, GROUPS):
        np.maximum(folded, values[:, layer * width : (layer + 1) * width], out=folded)
    return np.asarray(np.partition(folded, width - k, axis=1)[:, -k])
