"""Which items stand for all the others while a network learns."""

from __future__ import annotations

import torch
from torch import Tensor


def shared_negatives(n_items: int, count: int) -> Tensor:
    """`count` different items at random [k], for all places of a batch to share."""
    return torch.randperm(n_items)[: max(count, 1)]
