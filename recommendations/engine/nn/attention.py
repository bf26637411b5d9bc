"""The Transformer over a history: pre-norm blocks of attention and SwiGLU, with gated residuals."""

from __future__ import annotations

from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional

from .dropout import Dropout

SLOWEST = 10_000.0  # the longest wave of the rotations, in places


class Attention(nn.Module):
    """Each place looks at the places before it, or at all that hold something.

    Distances are told by turning queries and keys (RoPE, Su et al. 2021): nothing is learned for
    a place, so a long history needs no training of its own.
    """

    cosines: Tensor
    sines: Tensor

    def __init__(self, width: int, heads: int, length: int) -> None:
        super().__init__()
        self.heads = heads
        self.size = max(2 * round(width / heads / 2), 2)  # of a head; even, for the rotation
        self.ask = nn.Linear(width, 3 * heads * self.size, bias=False)
        self.answer = nn.Linear(heads * self.size, width, bias=False)
        waves = SLOWEST ** (-torch.arange(self.size // 2) / (self.size // 2))  # [s/2]
        angles = torch.arange(length)[:, None] * waves  # [l, s/2]
        self.register_buffer("cosines", angles.cos(), persistent=False)
        self.register_buffer("sines", angles.sin(), persistent=False)

    def forward(self, x: Tensor, visible: Tensor | None) -> Tensor:
        """`x` [b, l, d] to the same shape; `visible` [b, 1, 1, l], None = what came before."""
        parts = self.ask(x).unflatten(-1, (3, self.heads, self.size))  # [b, l, 3, h, s]
        q, k, v = parts.permute(2, 0, 3, 1, 4)  # [b, h, l, s] each
        q, k = self._turned(q), self._turned(k)  # [b, h, l, s]
        seen = functional.scaled_dot_product_attention(q, k, v, visible, is_causal=visible is None)
        answer: Tensor = self.answer(seen.transpose(1, 2).flatten(2))  # [b, l, d]
        return answer

    def looks(self, x: Tensor, visible: Tensor | None) -> Tensor:
        """How much each place of `x` [b, l, d] looks at each other, heads together [b, l, l]."""
        parts = self.ask(x).unflatten(-1, (3, self.heads, self.size))  # [b, l, 3, h, s]
        q, k, _ = parts.permute(2, 0, 3, 1, 4)  # [b, h, l, s] each
        fits = self._turned(q) @ self._turned(k).transpose(2, 3) / self.size**0.5  # [b, h, l, l]
        if visible is None:
            length = x.shape[1]
            visible = torch.ones(length, length, dtype=torch.bool, device=x.device).tril()
        looks: Tensor = fits.masked_fill(~visible, -torch.inf).softmax(-1).mean(1)  # [b, l, l]
        return looks

    def _turned(self, x: Tensor) -> Tensor:
        """`x` [b, h, l, s] with each place's pairs of numbers turned by its angles."""
        cosines, sines = self.cosines[: x.shape[2]], self.sines[: x.shape[2]]  # [l, s/2]
        first, second = x.chunk(2, dim=-1)  # [b, h, l, s/2]
        turned = first * cosines - second * sines, first * sines + second * cosines
        return torch.cat(turned, dim=-1)  # [b, h, l, s]


class SwiGlu(nn.Module):
    """The gated feed-forward layer (Shazeer, 2020)."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.up = nn.Linear(width, 4 * width, bias=False)
        self.down = nn.Linear(2 * width, width, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [b, l, d] to the same shape."""
        gate, value = self.up(x).chunk(2, dim=-1)  # [b, l, 2d]
        y: Tensor = self.down(functional.silu(gate) * value)  # [b, l, d]
        return y


class Block(nn.Module):
    """Attention, then a feed-forward layer; what each adds passes a gate (LiGR, Borisyuk 2025)."""

    def __init__(self, width: int, heads: int, length: int, dropout: float) -> None:
        super().__init__()
        self.attention, self.feed = Attention(width, heads, length), SwiGlu(width)
        self.before_attention, self.before_feed = nn.RMSNorm(width), nn.RMSNorm(width)
        self.attention_gate, self.feed_gate = nn.Linear(width, width), nn.Linear(width, width)
        self.drop = Dropout(dropout, width)

    def forward(self, x: Tensor, visible: Tensor | None) -> Tensor:
        """`x` [b, l, d] to the same shape."""
        heard = self.drop(self.attention(self.before_attention(x), visible))  # [b, l, d]
        x = x + self.attention_gate(x).sigmoid() * heard  # [b, l, d]
        thought = self.drop(self.feed(self.before_feed(x)))  # [b, l, d]
        y: Tensor = x + self.feed_gate(x).sigmoid() * thought  # [b, l, d]
        return y


class Transformer(nn.Module):
    """A stack of blocks: causal, or with every place in sight of all others."""

    def __init__(self, width: int, blocks: int, heads: int, length: int, dropout: float) -> None:
        super().__init__()
        kinds = (Block(width, heads, length, dropout) for _ in range(blocks))
        self.blocks = nn.ModuleList(kinds)

    def forward(self, x: Tensor, visible: Tensor | None = None) -> Tensor:
        """`x` [b, l, d] to the same shape; `visible` [b, l] marks what may be looked at."""
        mask = None if visible is None else visible[:, None, None, :]  # [b, 1, 1, l]
        for block in self.blocks:
            x = block(x, mask)  # [b, l, d]
        return x

    def looks(self, x: Tensor, visible: Tensor | None = None) -> Tensor:
        """How much each place looks at each other in each block [blocks, b, l, l]."""
        mask = None if visible is None else visible[:, None, None, :]  # [b, 1, 1, l]
        found, blocks = [], cast("list[Block]", list(self.blocks))
        for block in blocks:
            found.append(block.attention.looks(block.before_attention(x), mask))  # [b, l, l]
            x = block(x, mask)  # [b, l, d]
        return torch.stack(found)
