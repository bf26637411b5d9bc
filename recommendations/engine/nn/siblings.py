"""Cross-entropy of a choice among siblings: each row chooses between the children of one node."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from torch import Tensor

from recommendations.engine.arrays import Longs, ranges

WIDE = 24  # from so many children on, a parent's rows are scored by a matrix product of their own
PAIRS = 1 << 17  # of a row and a child, worked on at once


def blame_among(
    asked: Tensor, nodes: Tensor, starts: Longs, parents: Longs, wanted: Longs
) -> Tensor:
    """The sum of the losses of `asked` [t, d] that should point at `wanted` [t] in `nodes` [n, d].

    A row chooses among the children of its parent in `parents` [t]: starts[p] to starts[p + 1].
    """
    total: Tensor = _Siblings.apply(asked, nodes, starts, parents, wanted)  # type: ignore[no-untyped-call]
    return total


class _Siblings(torch.autograd.Function):
    """The gradients are worked out on the way forward: no block of rows x children stays."""

    @staticmethod
    def forward(
        ctx: Any, asked: Tensor, nodes: Tensor, starts: Longs, parents: Longs, wanted: Longs
    ) -> Tensor:
        """See `blame_among`."""
        work = _Work(asked, nodes)
        counts = np.diff(starts)[parents]  # [t]
        order = np.argsort(parents, kind="stable")
        wide = order[counts[order] >= WIDE]
        edges = np.flatnonzero(np.diff(parents[wide])) + 1
        for rows in np.split(wide, edges) if len(wide) else ():
            parent = parents[rows[0]]
            work.together(rows, slice(starts[parent], starts[parent + 1]), wanted[rows])
        narrow = np.flatnonzero((counts > 1) & (counts < WIDE))  # an only child is no choice
        step = max(PAIRS // WIDE, 1)
        for start in range(0, len(narrow), step):
            rows = narrow[start : start + step]
            work.apart(rows, starts[:-1][parents[rows]], counts[rows], wanted[rows])
        ctx.save_for_backward(work.to_asked, work.to_nodes)
        return asked.new_tensor(work.total)

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None, None, None]:
        """The gradients that were worked out before, scaled."""
        to_asked, to_nodes = ctx.saved_tensors
        return to_asked * gradients[0], to_nodes * gradients[0], None, None, None


class _Work:
    """The loss and the gradients as they add up."""

    def __init__(self, asked: Tensor, nodes: Tensor) -> None:
        self.asked, self.nodes, self.total = asked, nodes, 0.0
        self.to_asked, self.to_nodes = torch.zeros_like(asked), torch.zeros_like(nodes)

    def together(self, rows: Longs, children: slice, wanted: Longs) -> None:
        """Rows that choose among the same children."""
        own, nodes = self.asked[rows], self.nodes[children]  # [r, d], [c, d]
        chances = torch.log_softmax(own @ nodes.T, 1)  # [r, c]
        hits = torch.from_numpy(wanted - children.start)[:, None]  # [r, 1]
        self.total -= float(chances.gather(1, hits).sum())
        blame = chances.exp_()  # [r, c]
        blame.scatter_add_(1, hits, blame.new_full(hits.shape, -1.0))
        self.to_asked[rows] = blame @ nodes
        self.to_nodes[children] += blame.T @ own

    def apart(self, rows: Longs, starts: Longs, counts: Longs, wanted: Longs) -> None:
        """Rows with few children each, pair by pair."""
        firsts = np.cumsum(counts) - counts  # [r] the first pair of each row
        children = torch.from_numpy(ranges(starts, counts))  # [p]
        owners = torch.from_numpy(np.repeat(rows, counts))  # [p]
        own, nodes = self.asked[owners], self.nodes[children]  # [p, d] each
        chances = log_softmax((own * nodes).sum(1).numpy(), firsts, counts)  # [p]
        hits = firsts + wanted - starts
        self.total -= float(chances[hits].sum())
        blame = np.exp(chances)  # [p]
        blame[hits] -= 1
        weights = torch.from_numpy(blame)[:, None]  # [p, 1]
        self.to_asked.index_add_(0, owners, nodes.mul_(weights))
        self.to_nodes.index_add_(0, children, own.mul_(weights))


def log_softmax(scores: Any, firsts: Longs, counts: Longs) -> Any:
    """Log-probabilities within stretches of the last axis that start at `firsts`, none empty."""
    if scores.shape[-1] == 0:
        return scores
    highest = np.maximum.reduceat(scores, firsts, axis=-1)
    shifted = scores - np.repeat(highest, counts, axis=-1)
    sums = np.add.reduceat(np.exp(shifted), firsts, axis=-1)
    return shifted - np.repeat(np.log(sums), counts, axis=-1)
