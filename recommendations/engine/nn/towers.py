"""Two towers: one makes a vector of a learner, one of a course by its features; they meet last."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional

from recommendations.engine.arrays import Array, Floats

from .choices import Loss
from .dropout import Dropout
from .losses import blame
from .mixing import HALF_LIVES, Fading
from .network import Network
from .sequences import Spans

PROFILES = 2_048  # features of learners share so many vectors; 0 stands for none


class TwoTower(Network):
    """Courses are told by their features, and by a vector of their own once somebody took them.

    While it learns, own vectors are hidden now and then, so that features alone must do.
    """

    described: Tensor
    taken: Tensor
    place: Tensor

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
        places = torch.zeros(self.n_items, dtype=torch.int64).scatter_(
            0, columns, torch.arange(len(columns))
        )
        self.register_buffer("place", places, persistent=False)
        self.own = nn.Parameter(torch.zeros(self.n_items, width))
        self.tell = _tower(max(described.shape[1], 1), width)
        self.fading, self.drop = Fading(), Dropout(dropout, width)
        self.read = _tower(len(HALF_LIVES) * width, width)
        self.profile = nn.EmbeddingBag(PROFILES + 1, width, mode="mean", padding_idx=0)
        self.norm = nn.RMSNorm(width)

    def courses(self) -> Tensor:
        """A vector of length 1 for each course [n, d]."""
        own: Tensor = self.own  # [n, d]
        if self.training:
            own = own * (torch.rand(self.n_items, 1) >= self.hidden).float()  # [n, d]
        return functional.normalize(self.tell(self.described) + own, dim=-1)  # [n, d]

    def learners(self, spans: Spans, courses: Tensor) -> Tensor:
        """A vector before the first course of each history and after each [b, 1 + l, d]."""
        tokens = spans.padded(self.n_items)  # [b, l]
        table = functional.pad(courses, (0, 0, 0, 1))  # [n + 1, d], the last one fills up
        x = self.drop(functional.embedding(tokens, table) * self.width**0.5)  # [b, l, d]
        read = self.read(self.fading(x))  # [b, l, d]
        read = functional.pad(read, (0, 0, 1, 0))  # [b, 1 + l, d]
        if spans.profiles is not None:
            read = read + self.profile(torch.from_numpy(spans.profiles))[:, None]
        learners: Tensor = self.norm(read)  # [b, 1 + l, d]
        return learners

    def loss(self, spans: Spans) -> Tensor:
        """How badly each course is foretold by the profile and the courses before it."""
        tokens, courses = spans.padded(self.n_items), self.courses()  # [b, l], [n, d]
        known = tokens != self.n_items  # [b, l]
        learners = self.learners(spans, courses)[:, :-1][known]  # [t, d]
        aims = self.place[tokens[known]]  # [t]
        return blame(self.kind, learners, courses[self.taken], aims, self.negatives)

    def scores(self, spans: Spans) -> Tensor:
        """What comes after each history [b, n]."""
        courses = self.courses()  # [n, d]
        learners = self.learners(spans, courses)  # [b, 1 + l, d]
        last = torch.from_numpy(spans.lengths)  # [b]
        return learners[torch.arange(len(learners)), last] @ courses.T  # [b, n]


def _tower(width: int, out: int) -> nn.Sequential:
    """Two layers."""
    return nn.Sequential(nn.Linear(width, 2 * out), nn.SiLU(), nn.Linear(2 * out, out))
