"""Recurrent layers over a history: one state, renewed course by course."""

from __future__ import annotations

from torch import Tensor, nn

from .choices import Cell
from .dropout import Dropout

KINDS: dict[Cell, type[nn.GRU | nn.LSTM]] = {"gru": nn.GRU, "lstm": nn.LSTM}


class Recurrent(nn.Module):
    """A GRU or an LSTM, and a layer that turns its state into what comes next."""

    def __init__(self, width: int, layers: int, cell: Cell, dropout: float) -> None:
        super().__init__()
        self.cells = KINDS[cell](width, width, layers, batch_first=True)
        self.drop, self.out = Dropout(dropout, width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        """`x` [b, l, d] to the same shape."""
        states, _ = self.cells(x)  # [b, l, d]
        y: Tensor = self.out(self.drop(states))  # [b, l, d]
        return y
