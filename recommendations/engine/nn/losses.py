"""What a network is blamed for: the course that came next should score above the others."""

from __future__ import annotations

import math
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional

from .choices import Loss
from .sampling import shared_negatives

ROWS = 128  # scored at once: their scores stay in the processor's cache
CALIBRATION = 0.75  # gBCE's t: 0 = plain cross-entropy of a few, 1 = as if all were there


class _WholeSoftmax(torch.autograd.Function):
    """Cross-entropy over all items whose scores are never all in memory.

    The gradients are worked out on the way forward, some rows at a time.
    """

    @staticmethod
    def forward(ctx: Any, hidden: Tensor, items: Tensor, targets: Tensor) -> Tensor:
        """`hidden` [t, d], `items` [n, d], `targets` [t] to the mean loss."""
        to_hidden, to_items = torch.empty_like(hidden), torch.zeros_like(items)  # [t, d], [n, d]
        total = hidden.new_zeros(())
        for start in range(0, len(hidden), ROWS):
            rows, wanted = hidden[start : start + ROWS], targets[start : start + ROWS, None]
            scores = rows @ items.T  # [r, n]
            hits = scores.gather(1, wanted)  # [r, 1]
            highest = scores.amax(1, keepdim=True)  # [r, 1]
            sums = scores.sub_(highest).exp_().sum(1, keepdim=True)  # [r, 1]
            total += (sums.log() + highest - hits).sum()
            blame = scores.div_(sums)  # [r, n], in place of the scores
            blame.scatter_add_(1, wanted, blame.new_full(wanted.shape, -1.0))
            torch.mm(blame, items, out=to_hidden[start : start + ROWS])
            to_items.addmm_(blame.T, rows)
        count = max(len(hidden), 1)
        ctx.save_for_backward(to_hidden.div_(count), to_items.div_(count))
        return total / count

    @staticmethod
    def backward(ctx: Any, *gradients: Tensor) -> tuple[Tensor, Tensor, None]:
        """The gradients that were worked out before, scaled."""
        to_hidden, to_items = ctx.saved_tensors
        return to_hidden * gradients[0], to_items * gradients[0], None


def blame(kind: Loss, hidden: Tensor, items: Tensor, targets: Tensor, negatives: int) -> Tensor:
    """The mean loss of `hidden` [t, d] that should point at `targets` [t] among `items` [n, d].

    Compared with `negatives` items at random, or with all where that is 0.
    """
    others = shared_negatives(len(items), negatives or len(items))  # [k]
    return told_apart(kind, hidden, items, targets, others, len(items))


def told_apart(
    kind: Loss, hidden: Tensor, items: Tensor, targets: Tensor, others: Tensor, n_items: int
) -> Tensor:
    """The same with the `others` [k] given; they stand for `n_items`, of which `items` are a part."""
    if kind == "softmax" and len(others) >= n_items:
        loss: Tensor = _WholeSoftmax.apply(hidden, items, targets)  # type: ignore[no-untyped-call]
        return loss
    hits = (hidden * items[targets]).sum(1, keepdim=True)  # [t, 1]
    misses = hidden @ items[others].T  # [t, k]
    misses = misses.masked_fill(targets[:, None] == others, -torch.inf)  # [t, k]
    return compared(kind, hits, misses, n_items)


def compared(kind: Loss, hits: Tensor, misses: Tensor, n_items: int) -> Tensor:
    """The loss of the scores `hits` [t, 1] beside those of other items, `misses` [t, k].

    "softmax": each of the others stands for n / k items. "gbce": Petrov & Macdonald (RecSys
    2023). "bpr": Rendle et al. (UAI 2009). A miss of minus infinity is passed over.
    """
    share = misses.shape[1] / max(n_items - 1, 1)
    match kind:
        case "softmax":
            scores = torch.cat([hits, misses - math.log(share)], 1)  # [t, 1 + k]
            return functional.cross_entropy(scores, scores.new_zeros(len(scores), dtype=torch.long))
        case "gbce":
            weight = 1 - CALIBRATION * (1 - min(share, 1))
            wrong = functional.softplus(misses).sum(1, keepdim=True)  # [t, 1]
            total = weight * functional.softplus(-hits) + wrong  # [t, 1]
            return total.mean() / (1 + misses.shape[1])
        case "bpr":
            return functional.softplus(misses - hits).mean()
