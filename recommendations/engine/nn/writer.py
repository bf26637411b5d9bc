"""The network that writes the next course token by token, never an id that does not exist."""

from __future__ import annotations

from typing import Self

import numpy as np
import torch
from torch import Tensor, nn

from recommendations.engine.arrays import Array

from .dropout import Dropout
from .network import Network
from .sequences import Spans
from .siblings import blame_among
from .trie import Trie
from .unfolding import chances, reached


class Writer(Network):
    """A causal body reads one place a course; then the tokens of the next follow one another.

    As in RQ-Transformer (Lee et al., CVPR 2022) the long walk over the past is made once for each
    course, and the short one over its tokens is cheap. What has been written so far gates the next
    token's vector, so that a token means something else behind another prefix. A token is chosen
    among those that may follow: the chance of a course is the product over its tokens.
    """

    of_one_fit = ("tokens",)

    def __init__(
        self, trie: Trie, taken: Array, width: int, body: nn.Module, dropout: float, beam: int
    ) -> None:
        super().__init__()
        self.trie, self.n_items, self.width, self.beam = trie, trie.n_courses, width, beam
        sizes = [int(level.tokens.max(initial=0)) + 1 for level in trie.levels]
        tables = [nn.Embedding(size, width) for size in sizes]
        for table in tables:
            nn.init.normal_(table.weight, std=width**-0.5)
        self.tokens = nn.ModuleList(tables)
        self.gates = nn.ModuleList(nn.Linear(width, width) for _ in sizes[1:])
        self.asks = nn.ModuleList(nn.Linear(width, width, bias=False) for _ in sizes)
        self.drop, self.body, self.norm = Dropout(dropout, width), body, nn.RMSNorm(width)
        self.filler = nn.Parameter(torch.zeros(1, width), requires_grad=False)
        self.open = [np.unique(places[taken]) for places in trie.places]
        self._vectors: list[Tensor] | None = None

    def train(self, mode: bool = True) -> Self:  # noqa: FBT001, FBT002
        """Forget the nodes' vectors: they change with the weights."""
        self._vectors = None
        return super().train(mode)

    def vectors(self) -> list[Tensor]:
        """What each prefix means, level by level [n_nodes, d] each."""
        found: list[Tensor] = []
        for number, level in enumerate(self.trie.levels):
            own = self.tokens[number](torch.from_numpy(level.tokens))  # [n, d]
            if number:
                parents = torch.from_numpy(level.parents)
                before, gate = found[-1], self.gates[number - 1](found[-1])  # [p, d] each
                own = before[parents] + own * (1 + gate[parents])  # [n, d]
            found.append(own)
        return found

    def forward(self, courses: Tensor, vectors: list[Tensor]) -> Tensor:
        """`courses` [b, l] to what comes after each place, as vectors [b, l, d]."""
        leaves = torch.from_numpy(self.trie.places[-1])
        known = torch.cat([vectors[-1][leaves], self.filler])  # [n + 1, d]
        x = self.drop(known[courses] * self.width**0.5)  # [b, l, d]
        hidden: Tensor = self.norm(self.body(x))  # [b, l, d]
        return hidden

    def loss(self, spans: Spans) -> Tensor:
        """How badly each token of each course but the first is foretold."""
        courses, vectors = spans.padded(self.n_items), self.vectors()  # [b, l]
        known = courses[:, 1:] != self.n_items  # [b, l - 1]
        hidden = self(courses[:, :-1], vectors)[known]  # [t, d]
        targets = courses[:, 1:][known].numpy()  # [t]
        total = hidden.new_zeros(())
        for number, level in enumerate(self.trie.levels):
            kept = self.open[number]
            wanted = self.trie.places[number][targets]  # [t]
            total = total + blame_among(
                self.asks[number](hidden),
                vectors[number][torch.from_numpy(kept)],
                level.among(kept),
                level.parents[wanted],
                np.searchsorted(kept, wanted),
            )
        mean: Tensor = total / max(len(targets), 1)
        return mean

    def scores(self, spans: Spans) -> Tensor:
        """The log-probability of each course after each history; -inf outside the beam [b, n]."""
        if self._vectors is None:
            self._vectors = self.vectors()
        hidden = self(spans.padded(self.n_items), self._vectors)  # [b, l, d]
        last = hidden[torch.arange(len(hidden)), torch.from_numpy(spans.lengths - 1)]  # [b, d]
        asked = [ask(last) for ask in self.asks]  # [b, d] each
        if self.beam:
            return torch.from_numpy(reached(self.trie, asked, self._vectors, self.beam))
        return torch.from_numpy(chances(self.trie, asked, self._vectors))
