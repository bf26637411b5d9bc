"""The network that foretells the next item at every place of a history, whatever its body."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .choices import Loss
from .dropout import Dropout
from .losses import blame
from .network import Network
from .sequences import Spans


class NextItem(Network):
    """Items become vectors, the body mixes what came before, the same vectors score the next.

    The body maps [b, l, d] to the same shape and looks at no place before its time.
    """

    def __init__(
        self, n_items: int, width: int, body: nn.Module, dropout: float, kind: Loss, negatives: int
    ) -> None:
        super().__init__()
        self.n_items, self.width, self.kind, self.negatives = n_items, width, kind, negatives
        self.vectors = nn.Embedding(n_items + 1, width)  # the last one fills up
        nn.init.normal_(self.vectors.weight, std=width**-0.5)
        self.drop, self.body, self.norm = Dropout(dropout, width), body, nn.RMSNorm(width)

    @property
    def items(self) -> Tensor:
        """The vectors that score [n, d]."""
        return self.vectors.weight[: self.n_items]

    def forward(self, tokens: Tensor) -> Tensor:
        """`tokens` [b, l] to what comes after each place, as vectors [b, l, d]."""
        x = self.drop(self.vectors(tokens) * self.width**0.5)  # [b, l, d]
        hidden: Tensor = self.norm(self.body(x))  # [b, l, d]
        return hidden

    def loss(self, spans: Spans) -> Tensor:
        """How badly each item but the first is foretold by those before it."""
        tokens = spans.padded(self.n_items)  # [b, l]
        known = tokens[:, 1:] != self.n_items  # [b, l - 1]
        hidden, targets = self(tokens[:, :-1])[known], tokens[:, 1:][known]  # [t, d], [t]
        return blame(self.kind, hidden, self.items, targets, self.negatives)

    def scores(self, spans: Spans) -> Tensor:
        """What comes after the last place of each history [b, n]."""
        hidden = self(spans.padded(self.n_items))  # [b, l, d]
        last = torch.from_numpy(spans.lengths - 1)  # [b]
        found: Tensor = hidden[torch.arange(len(hidden)), last] @ self.items.T  # [b, n]
        return found

    def looks(self, spans: Spans) -> Tensor:
        """How much each place looks at those before it [blocks, b, l, l]; of Transformers alone."""
        x = self.vectors(spans.padded(self.n_items)) * self.width**0.5  # [b, l, d]
        found: Tensor = self.body.looks(x)  # type: ignore[operator]  # [blocks, b, l, l]
        return found
