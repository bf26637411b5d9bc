"""The network that fills gaps in a history, looking at both sides of them."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .attention import Transformer
from .choices import Loss
from .dropout import Dropout
from .losses import blame
from .network import Network
from .sequences import Spans


class Cloze(Network):
    """A gap is a token of its own; what comes next is a gap after the last item."""

    def __init__(
        self,
        n_items: int,
        width: int,
        body: Transformer,
        dropout: float,
        gaps: float,
        kind: Loss,
        negatives: int,
    ) -> None:
        super().__init__()
        self.n_items, self.width, self.gaps = n_items, width, gaps
        self.kind, self.negatives = kind, negatives
        self.filler, self.gap = n_items, n_items + 1
        self.vectors = nn.Embedding(n_items + 2, width)
        nn.init.normal_(self.vectors.weight, std=width**-0.5)
        self.drop, self.body, self.norm = Dropout(dropout, width), body, nn.RMSNorm(width)

    @property
    def items(self) -> Tensor:
        """The vectors that score [n, d]."""
        return self.vectors.weight[: self.n_items]

    def forward(self, tokens: Tensor) -> Tensor:
        """`tokens` [b, l] to what belongs at each place, as vectors [b, l, d]."""
        x = self.drop(self.vectors(tokens) * self.width**0.5)  # [b, l, d]
        hidden: Tensor = self.norm(self.body(x, tokens != self.filler))  # [b, l, d]
        return hidden

    def loss(self, spans: Spans) -> Tensor:
        """How badly the items behind random gaps are told; the last of each is often one."""
        tokens = spans.padded(self.filler)  # [b, l]
        last = torch.from_numpy(spans.lengths - 1)[:, None]  # [b, 1]
        chances = torch.rand(tokens.shape)  # [b, l]
        chances.scatter_(1, last, chances.gather(1, last) * self.gaps)  # a gap for sure
        hidden_ones = (chances < self.gaps) & (tokens != self.filler)  # [b, l]
        shown = tokens.masked_fill(hidden_ones, self.gap)  # [b, l]
        vectors = self(shown)[hidden_ones]  # [t, d]
        return blame(self.kind, vectors, self.items, tokens[hidden_ones], self.negatives)

    def scores(self, spans: Spans) -> Tensor:
        """What fills a gap after the last place of each history [b, n]."""
        tokens = torch.nn.functional.pad(spans.padded(self.filler), (0, 1), value=self.filler)
        after = torch.from_numpy(spans.lengths)  # [b]
        rows = torch.arange(len(tokens))  # [b]
        tokens[rows, after] = self.gap  # [b, l + 1]
        found: Tensor = self(tokens)[rows, after] @ self.items.T  # [b, n]
        return found
