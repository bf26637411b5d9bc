"""What every network does: it says how badly it foretells histories, and scores all items."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

import torch
from torch import Tensor, nn

from recommendations.engine.arrays import Floats

from .sequences import Spans


class Network(nn.Module, ABC):
    """A network over `n_items` items that reads stretches of histories."""

    n_items: int
    # Parts that mean something in a single fit only: of no use where the items are others.
    of_one_fit: ClassVar[tuple[str, ...]] = ("vectors",)

    @abstractmethod
    def loss(self, spans: Spans) -> Tensor:
        """The mean blame for one batch, of no dimension."""

    @abstractmethod
    def scores(self, spans: Spans) -> Tensor:
        """What comes after each history [n, n_items]; more is likelier."""

    def scored(self, spans: Spans) -> Floats:
        """The same as a numpy array, without anything kept for learning."""
        with torch.inference_mode():
            found: Floats = self.scores(spans).numpy()
        return found
