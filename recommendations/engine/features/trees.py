"""Decision trees as plain arrays, walked with numpy alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Ints
from recommendations.engine.types import Floats

LEAF = -1


@dataclass(frozen=True, eq=False)
class Trees:
    """Nodes of all trees end to end: a pair goes left where its column is at most the threshold."""

    roots: Ints  # [n_trees]
    lefts: Ints  # [n_nodes], LEAF = it ends here
    rights: Ints  # [n_nodes]
    columns: Ints  # [n_nodes]
    thresholds: npt.NDArray[np.float64]  # [n_nodes]
    shares: npt.NDArray[np.float64]  # [n_nodes] how many of the pairs in it were taken

    @classmethod
    def of(cls, fitted: Sequence[Any]) -> Trees:
        """From fitted trees of scikit-learn with the answers False and True."""
        trees = [one.tree_ for one in fitted]
        starts = np.cumsum([0, *(tree.node_count for tree in trees)])
        moved = list(zip(trees, starts, strict=False))
        return cls(
            roots=starts[:-1].astype(np.int32),
            lefts=_joined([_shifted(tree.children_left, start) for tree, start in moved]),
            rights=_joined([_shifted(tree.children_right, start) for tree, start in moved]),
            columns=_joined([tree.feature for tree in trees]),
            thresholds=np.concatenate([np.zeros(0), *(tree.threshold for tree in trees)]),
            shares=np.concatenate([np.zeros(0), *map(_shares, trees)]),
        )

    def mean_share(self, table: Floats) -> npt.NDArray[np.float64]:
        """The mean of all trees' shares for each row of the table."""
        total = np.zeros(len(table))
        for root in self.roots.tolist():
            total += self.shares[self._leaves(root, table)]
        return total / max(len(self.roots), 1)

    def _leaves(self, root: int, table: Floats) -> Ints:
        """The leaf of one tree that each row ends in."""
        nodes = np.full(len(table), root, np.int32)
        rows = np.arange(len(table))
        while len(rows):
            rows = rows[self.lefts[nodes[rows]] != LEAF]
            at = nodes[rows]
            goes_left = table[rows, self.columns[at]] <= self.thresholds[at]
            nodes[rows] = np.where(goes_left, self.lefts[at], self.rights[at])
        return nodes


def _shares(tree: Any) -> npt.NDArray[np.float64]:
    """The share of pairs that were taken in every node."""
    counts = tree.value[:, 0, :]
    return np.asarray(counts[:, -1] / counts.sum(axis=1))  # a node holds at least one pair


def _shifted(children: npt.NDArray[Any], start: int) -> npt.NDArray[Any]:
    """Children's places among the nodes of all trees."""
    return np.where(children == LEAF, LEAF, children + start)


def _joined(parts: Sequence[npt.NDArray[Any]]) -> Ints:
    return np.concatenate([np.zeros(0, np.int32), *parts]).astype(np.int32)
