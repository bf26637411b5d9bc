"""Dropout that costs next to nothing on a CPU."""

from __future__ import annotations

import torch
from torch import Tensor, nn

POOL = 1 << 18  # switches drawn once; any stretch of them is a mask


class Dropout(nn.Module):
    """Switches numbers off at random, with one random draw a row instead of one a number.

    A row's mask is a stretch of a fixed pool that starts at a random place. On a CPU torch's own
    dropout takes longer than the matrix product before it.
    """

    pool: Tensor

    def __init__(self, share: float, width: int) -> None:
        super().__init__()
        self.share, self.width = share, width
        switches = (torch.rand(POOL + width) >= share).float()  # [p + w]
        self.register_buffer("pool", switches / max(1 - share, 1e-6), persistent=False)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [..., w] with a share of its numbers at 0 and the others made larger."""
        if not self.training or self.share == 0:
            return x
        starts = torch.randint(POOL, x.shape[:-1])  # [...]
        stretches = self.pool.as_strided((POOL, self.width), (1, 1))  # [p, w], overlapping
        return x * stretches[starts]  # [..., w]
