"""The ids that exist, as a prefix trie in plain arrays: which token may follow which."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations.engine.arrays import Ints, Longs, offsets


@dataclass(frozen=True, eq=False)
class Level:
    """All prefixes of one length, in order: those that share a parent stand side by side."""

    tokens: Longs  # [n_nodes] the last token of each
    parents: Longs  # [n_nodes] the node on the level before; 0 = the root
    starts: Longs  # [n_parents + 1] the children of a parent are starts[p] to starts[p + 1]

    def __len__(self) -> int:
        """How many prefixes there are."""
        return len(self.tokens)

    def among(self, kept: Longs) -> Longs:
        """The `starts` if only the nodes in `kept`, ascending, were there."""
        return offsets(self.parents[kept], len(self.starts) - 1)


@dataclass(frozen=True, eq=False)
class Trie:
    """Prefixes by length; on the last level each node is one course."""

    levels: tuple[Level, ...]
    places: Longs  # [n_levels, n_courses] the node of each course on each level

    @classmethod
    def of(cls, ids: Ints) -> Trie:
        """From ids [n_courses, n_levels], no two alike."""
        order = np.lexsort(ids.T[::-1])
        ordered, places = ids[order], np.empty(ids.T.shape, np.int64)
        is_new = np.zeros(len(ids), dtype=bool)
        is_new[:1] = True
        levels, before = [], np.zeros(len(ids), np.int64)
        for level in range(ids.shape[1]):
            is_new[1:] |= np.diff(ordered[:, level]) != 0
            nodes = np.cumsum(is_new) - 1
            parents = before[is_new]
            count = int(before.max(initial=0)) + 1
            tokens = ordered[is_new, level].astype(np.int64)
            levels.append(Level(tokens, parents, offsets(parents, count)))
            places[level, order] = nodes
            before = nodes
        return cls(tuple(levels), places)

    @property
    def n_courses(self) -> int:
        """How many ids there are."""
        return int(self.places.shape[1])
