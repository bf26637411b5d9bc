"""NeuMF over histories: a product of vectors and a stack of layers judge each pair together."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from .choices import Loss
from .dropout import Dropout
from .losses import compared
from .mixing import HALF_LIVES, Fading
from .network import Network
from .sampling import shared_negatives
from .sequences import Spans

Pair = tuple[Tensor, Tensor]
MOST_NUMBERS = 1 << 22  # of hidden numbers at once while all items are scored


class _Reader(nn.Module):
    """Vectors of items, and of what came before each place of a history."""

    def __init__(self, n_items: int, width: int, dropout: float) -> None:
        super().__init__()
        self.vectors = nn.Embedding(n_items + 1, width)  # the last one fills up
        nn.init.normal_(self.vectors.weight, std=width**-0.5)
        self.drop, self.fading = Dropout(dropout, width), Fading()
        self.mix = nn.Linear(len(HALF_LIVES) * width, width)

    def forward(self, tokens: Tensor) -> Tensor:
        """`tokens` [b, l] to [b, l, d]."""
        x = self.drop(self.vectors(tokens) * self.vectors.embedding_dim**0.5)  # [b, l, d]
        y: Tensor = self.mix(self.fading(x))  # [b, l, d]
        return y


class NeuralCf(Network):
    """score = product of two vectors + layers over the learner's and the item's vectors."""

    of_one_fit = ("factor.vectors", "layered.vectors")

    def __init__(
        self, n_items: int, width: int, dropout: float, kind: Loss, negatives: int
    ) -> None:
        super().__init__()
        self.n_items, self.kind, self.negatives = n_items, kind, negatives
        self.factor, self.layered = (_Reader(n_items, width, dropout) for _ in range(2))
        self.norms = nn.ModuleList(nn.RMSNorm(width) for _ in range(2))
        self.of_item = nn.Linear(width, width)
        self.second = nn.Linear(width, max(width // 2, 1))
        self.last = nn.Linear(max(width // 2, 1), 1)

    def loss(self, spans: Spans) -> Tensor:
        """How badly each item but the first is told from others, given those before it."""
        tokens = spans.padded(self.n_items)  # [b, l]
        known = tokens[:, 1:] != self.n_items  # [b, l - 1]
        product, layered = self._learners(tokens[:, :-1])  # [b, l - 1, d] each
        learners = product[known], layered[known]  # [t, d] each
        targets = tokens[:, 1:][known]  # [t]
        others = shared_negatives(self.n_items, self.negatives)  # [k]
        hits = self._alone(learners, self._items(targets))  # [t, 1]
        misses = self._judged(learners, self._items(others))  # [t, k]
        misses = misses.masked_fill(targets[:, None] == others, -torch.inf)  # [t, k]
        return compared(self.kind, hits, misses, self.n_items)

    def scores(self, spans: Spans) -> Tensor:
        """All items for each history, some items at a time [b, n]."""
        last = torch.arange(len(spans.lengths)), torch.from_numpy(spans.lengths - 1)
        product, layered = self._learners(spans.padded(self.n_items))  # [b, l, d] each
        learners = product[last], layered[last]  # [b, d] each
        size = max(MOST_NUMBERS // max(learners[0].numel(), 1), 1)
        parts = torch.split(torch.arange(self.n_items), size)
        return torch.cat([self._judged(learners, self._items(part)) for part in parts], 1)

    def _learners(self, tokens: Tensor) -> Pair:
        """The two vectors of each place [b, l, d]."""
        return self.norms[0](self.factor(tokens)), self.norms[1](self.layered(tokens))

    def _items(self, items: Tensor) -> Pair:
        """The two vectors of items [k, d]; the second has already passed its first layer."""
        return self.factor.vectors(items), self.of_item(self.layered.vectors(items))

    def _judged(self, learners: Pair, items: Pair) -> Tensor:
        """Each place [t, d] with every item [k, d]: [t, k]."""
        (product, layered), (factor, first) = learners, items
        together = layered[:, None] + first  # [t, k, d]
        judged: Tensor = self._layers(together).squeeze(-1)  # [t, k]
        return product @ factor.T + judged  # [t, k]

    def _alone(self, learners: Pair, items: Pair) -> Tensor:
        """Each place [t, d] with its own item [t, d]: [t, 1]."""
        (product, layered), (factor, first) = learners, items
        return (product * factor).sum(1, keepdim=True) + self._layers(layered + first)  # [t, 1]

    def _layers(self, together: Tensor) -> Tensor:
        """The stack after its first layer: [..., d] to [..., 1]."""
        judged: Tensor = self.last(self.second(together.relu()).relu())
        return judged
