"""The variational autoencoder over a history as a whole: read to a few numbers, written out again."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from recommendations.engine.arrays import Floats, Longs, ranges

from .network import Network
from .sequences import Spans


class AutoEncoder(Network):
    """A history becomes a normal distribution of `width` numbers; a draw of it names items.

    With `ahead` above 0 it is asked for what came next rather than for what it was shown.
    """

    of_one_fit = ("shown", "named", "liked")

    def __init__(
        self, n_items: int, width: int, dropout: float, kl: float, half_life: float, ahead: int
    ) -> None:
        super().__init__()
        self.n_items, self.dropout, self.kl = n_items, dropout, kl
        self.half_life, self.ahead = half_life, ahead
        inner = 2 * width
        self.shown = nn.EmbeddingBag(n_items, inner, mode="sum")
        nn.init.normal_(self.shown.weight, std=inner**-0.5)
        self.encode, self.decode = nn.Linear(inner, 2 * width), nn.Linear(width, inner)
        self.named = nn.Parameter(torch.randn(n_items, inner) * inner**-0.5)
        self.liked = nn.Parameter(torch.zeros(n_items))

    def loss(self, spans: Spans) -> Tensor:
        """How badly items are named, and how far the distributions are from the standard one."""
        pasts, futures = self._cut(spans)
        mean, spread = self._read(pasts).chunk(2, dim=-1)  # [b, d] each
        draw = mean + torch.randn_like(mean) * (spread / 2).exp()  # [b, d]
        chances = self._write(draw).log_softmax(-1)  # [b, n]
        rows, items, shares = self._weighed(futures)  # [e] each
        misses = -(chances[rows, items] * shares).sum() / len(mean)
        divergence = (mean.square() + spread.exp() - spread - 1).sum(-1).mean() / 2
        return misses + self.kl * divergence

    def scores(self, spans: Spans) -> Tensor:
        """The items named by the middle of the distribution [b, n]."""
        return self._write(self._read(spans)[:, : self.encode.out_features // 2])

    def _cut(self, spans: Spans) -> tuple[Spans, Spans]:
        """What is shown and what is to be named: the same, or what came after a random place."""
        if not self.ahead:
            return spans, spans
        most = np.minimum(spans.lengths - 1, self.ahead)
        drawn = torch.rand(len(most)).numpy()
        cuts = spans.stops - 1 - (drawn * most).astype(np.int64)
        return replace(spans, stops=cuts), replace(spans, starts=cuts)

    def _read(self, spans: Spans) -> Tensor:
        """Histories [b] as means and log variances [b, 2 d]; later items count more."""
        lengths = spans.lengths
        items = torch.from_numpy(spans.items[ranges(spans.starts, lengths)])  # [e]
        later = np.repeat(lengths, lengths) - 1 - ranges(np.zeros_like(lengths), lengths)
        weights = torch.from_numpy(self._faded(later))  # [e]
        rows = torch.from_numpy(np.repeat(np.arange(len(lengths)), lengths))  # [e]
        size = torch.zeros(len(lengths)).index_add_(0, rows, weights.square()).sqrt()  # [b]
        weights = weights / size[rows]  # each history of length 1
        if self.training:
            weights = weights * (torch.rand_like(weights) >= self.dropout)
        starts = torch.from_numpy(np.cumsum(lengths) - lengths)  # [b]
        bags = self.shown(items, starts, per_sample_weights=weights)  # [b, 2 d]
        found: Tensor = self.encode(bags.tanh())  # [b, 2 d]
        return found

    def _write(self, draw: Tensor) -> Tensor:
        """`draw` [b, d] to the scores of all items [b, n]."""
        return functional.linear(self.decode(draw).tanh(), self.named, self.liked)  # [b, n]

    def _weighed(self, futures: Spans) -> tuple[Tensor, Tensor, Tensor]:
        """Row, item and share of what is to be named; the shares of a row sum to 1."""
        lengths = futures.lengths
        rows = np.repeat(np.arange(len(lengths)), lengths)
        weights = self._faded(ranges(np.zeros_like(lengths), lengths)) if self.ahead else None
        weights = np.ones(len(rows), np.float32) if weights is None else weights
        shares = weights / np.bincount(rows, weights, len(lengths))[rows]
        items = futures.items[ranges(futures.starts, lengths)]
        return torch.from_numpy(rows), torch.from_numpy(items), torch.from_numpy(shares).float()

    def _faded(self, distance: Longs) -> Floats:
        """What is left of a weight of 1 so many places away; all of it without a half-life."""
        rate = 1 / self.half_life if self.half_life else 0.0
        return np.asarray(np.exp2(-distance * rate), dtype=np.float32)
