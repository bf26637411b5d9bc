"""Two towers: one makes a vector of a learner, one of a course by its features; they meet last."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from recommendations.engine.arrays import Array, Floats, Longs

from .choices import Loss
from .dropout import Dropout
from .losses import told_apart
from .mixing import HALF_LIVES, Fading
from .network import Network
from .sampling import shared_negatives
from .sequences import Spans

PROFILES = 2_048  # features of learners share so many vectors; 0 stands for none


class TwoTower(Network):
    """Courses are told by their features, and by a vector of their own once somebody took them.

    While it learns, own vectors are hidden now and then, so that features alone must do.
    """

    of_one_fit = ("own", "tell.0")
    described: Tensor
    taken: Tensor

    def __init__(
        self,
        described: Floats,
        taken: Array,
        width: int,
        dropout: float,
        hidden: float,
        kind: Loss,
        negatives: int,
    ) -> None:
        super().__init__()
        self.n_items, self.width, self.hidden = len(described), width, hidden
        self.kind, self.negatives = kind, negatives
        columns = torch.from_numpy(taken.nonzero()[0])  # [m] courses that can be foretold
        self.register_buffer("described", torch.tensor(described), persistent=False)
        self.register_buffer("taken", columns, persistent=False)
        self.own = nn.Parameter(torch.zeros(self.n_items, width))
        self.tell = _tower(max(described.shape[1], 1), width)
        self.fading, self.drop = Fading(), Dropout(dropout, width)
        self.read = _tower(len(HALF_LIVES) * width, width)
        self.profile = nn.EmbeddingBag(PROFILES + 1, width, mode="mean", padding_idx=0)
        self.norm = nn.RMSNorm(width)

    def courses(self, asked: Tensor) -> Tensor:
        """A vector of length 1 for each of the `asked` courses [k] to [k, d]."""
        own = self.own[asked]  # [k, d]
        if self.training:
            own = own * (torch.rand(len(asked), 1) >= self.hidden)  # [k, d]
        return functional.normalize(self.tell(self.described[asked]) + own, dim=-1)  # [k, d]

    def learners(self, x: Tensor, profiles: Longs | None) -> Tensor:
        """Vectors of what was taken [b, l, d] to the learner before all and after each."""
        x = self.drop(x * self.width**0.5)  # [b, l, d]
        read = functional.pad(self.read(self.fading(x)), (0, 0, 1, 0))  # [b, 1 + l, d]
        if profiles is not None:
            read = read + self.profile(torch.from_numpy(profiles))[:, None]  # [b, 1 + l, d]
        learners: Tensor = self.norm(read)  # [b, 1 + l, d]
        return learners

    def loss(self, spans: Spans) -> Tensor:
        """How badly each course is foretold by the profile and the courses before it."""
        tokens = spans.padded(self.n_items)  # [b, l]
        known = tokens != self.n_items  # [b, l]
        aims, others = tokens[known], self._others()  # [t], [k]
        used, at = torch.unique(torch.cat([aims, others]), return_inverse=True)  # [u], [t + k]
        table = self.courses(used)  # [u, d]
        x = table.new_zeros(*tokens.shape, self.width)  # [b, l, d]
        x[known] = table[at[: len(aims)]]
        learners = self.learners(x, spans.profiles)[:, :-1][known]  # [t, d]
        found = at[: len(aims)], at[len(aims) :]  # [t], [k]
        return told_apart(self.kind, learners, table, *found, len(self.taken))

    def scores(self, spans: Spans) -> Tensor:
        """What comes after each history [b, n]."""
        table = self.courses(torch.arange(self.n_items))  # [n, d]
        filled = functional.pad(table, (0, 0, 0, 1))  # [n + 1, d]
        learners = self.learners(filled[spans.padded(self.n_items)], spans.profiles)
        last = torch.from_numpy(spans.lengths)  # [b]
        return learners[torch.arange(len(learners)), last] @ table.T  # [b, n]

    def _others(self) -> Tensor:
        """The courses that each step compares with [k]: some of those that anyone took, or all."""
        count = self.negatives or len(self.taken)
        return self.taken[shared_negatives(len(self.taken), count)]


def _tower(width: int, out: int) -> nn.Sequential:
    """Two layers."""
    return nn.Sequential(nn.Linear(width, 2 * out), nn.SiLU(), nn.Linear(2 * out, out))
