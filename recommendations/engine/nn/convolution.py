"""Convolutions over the latest courses of a history: patterns of a few steps in a row."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from .dropout import Dropout


class Convolutions(nn.Module):
    """Caser's filters, slid along a history so that every place sees the `window` up to it.

    A filter of height h looks at h courses in a row and keeps its strongest answer in the window;
    a vertical filter weighs the window's places, each number of the vectors for itself.
    """

    def __init__(
        self, width: int, window: int, filters: int, vertical: int, dropout: float
    ) -> None:
        super().__init__()
        self.window = window
        heights = range(1, window + 1)
        self.across = nn.ModuleList(nn.Conv1d(width, filters, height) for height in heights)
        self.down = nn.Conv1d(1, vertical, window)
        found = filters * window + vertical * width
        self.drop, self.out = Dropout(dropout, found), nn.Linear(found, width)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [b, l, d] to the same shape."""
        before = functional.pad(x.transpose(1, 2), (self.window - 1, 0))  # [b, d, w - 1 + l]
        found = [
            functional.max_pool1d(convolve(before).relu(), self.window - place, stride=1)
            for place, convolve in enumerate(self.across)
        ]  # [b, f, l] each: the answers within the window up to each place
        lines = before.flatten(0, 1)[:, None]  # [b * d, 1, w - 1 + l]
        weighed = self.down(lines).unflatten(0, (len(x), -1)).flatten(1, 2)  # [b, d * v, l]
        both = torch.cat([*found, weighed], 1).transpose(1, 2)  # [b, l, f * w + d * v]
        y: Tensor = x + self.out(self.drop(both))  # [b, l, d]
        return y
