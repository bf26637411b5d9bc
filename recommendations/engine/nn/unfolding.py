"""From token chances to courses: the whole trie unfolded, or a beam along its best prefixes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from recommendations.engine.arrays import Floats, Longs, ranges

from .siblings import log_softmax
from .trie import Trie


def chances(trie: Trie, asked: Sequence[Tensor], vectors: Sequence[Tensor]) -> Floats:
    """The exact log-probability of every course [b, n]: one matrix product a level.

    `asked` [b, d] and `vectors` [n_nodes, d] come level by level.
    """
    total = np.zeros((len(asked[0]), 1), np.float32)
    for level, ask, nodes in zip(trie.levels, asked, vectors, strict=True):
        counts, total = np.diff(level.starts), total[:, level.parents]  # [b, n_nodes]
        if counts.max(initial=0) > 1:
            total = total + log_softmax((ask @ nodes.T).numpy(), level.starts[:-1], counts)
    found: Floats = total[:, trie.places[-1]]
    return found


def reached(trie: Trie, asked: Sequence[Tensor], vectors: Sequence[Tensor], beam: int) -> Floats:
    """The same where only the `beam` best prefixes of each row go on; -inf for the others [b, n].

    After the last token nothing goes on, so that all courses behind those prefixes are kept.
    """
    count = len(asked[0])
    rows, prefixes, total = np.arange(count), np.zeros(count, np.int64), np.zeros(count, np.float32)
    for number, level in enumerate(trie.levels):
        counts = np.diff(level.starts)[prefixes]  # none is 0
        nodes, owners = ranges(level.starts[prefixes], counts), np.repeat(rows, counts)
        scores = _products(asked[number], vectors[number], owners, nodes)
        total = np.repeat(total, counts) + log_softmax(scores, np.cumsum(counts) - counts, counts)
        is_last = number == len(trie.levels) - 1
        best = np.arange(len(owners)) if is_last else _best(owners, total, beam)
        rows, prefixes, total = owners[best], nodes[best], total[best]
    found = np.full((count, len(trie.levels[-1])), -np.inf, np.float32)
    found[rows, prefixes] = total
    return found[:, trie.places[-1]]


def _products(asked: Tensor, vectors: Tensor, owners: Longs, nodes: Longs) -> Floats:
    """One number for each pair of a row and a node."""
    found: Floats = (asked[owners] * vectors[torch.from_numpy(nodes)]).sum(1).numpy()
    return found


def _best(owners: Longs, scores: Floats, count: int) -> Longs:
    """The places of each owner's `count` highest scores; owners ascend, ties go to the first."""
    order = np.lexsort((-scores, owners))
    ranks = np.arange(len(order)) - np.searchsorted(owners, owners)
    found: Longs = np.sort(order[ranks < count])
    return found
