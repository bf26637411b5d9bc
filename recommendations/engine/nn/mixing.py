"""What came before each place of a history as means that fade at several half-lives."""

from __future__ import annotations

import torch
from torch import Tensor, nn

HALF_LIVES = (0.5, 2.0, 8.0, 64.0)  # in courses, at first: from the latest alone to nearly all


class Fading(nn.Module):
    """Short-term and long-term interest side by side; how fast each fades is learned."""

    def __init__(self) -> None:
        super().__init__()
        self.rates = nn.Parameter(1 / torch.tensor(HALF_LIVES))

    def forward(self, x: Tensor) -> Tensor:
        """`x` [b, l, d] to the means of each place and those before it [b, l, h * d]."""
        places = torch.arange(x.shape[1])  # [l]
        distance = (places[:, None] - places).float()  # [l, l], below 0 for what comes later
        left = torch.exp2(-distance.clamp(min=0) * self.rates.abs()[:, None, None])  # [h, l, l]
        left = left * (distance >= 0)  # [h, l, l]
        shares = left / left.sum(-1, keepdim=True)  # each place sees itself: never 0
        return torch.einsum("hts,bsd->bthd", shares, x).flatten(2)  # [b, l, h * d]
