"""GRU4Rec: a recurrent network that foretells the next course at every place of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from recommendations.engine.nn.choices import Cell

from .base import NOT_TUNED, algorithm
from .neural import Neural
from .neural_knobs import (
    BatchSize,
    Comparison,
    Dropout,
    Epochs,
    Factors,
    HistoryLength,
    LearningRate,
    Negatives,
    Patience,
    WeightDecay,
)

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network


@algorithm
class Gru(Neural):
    """One state, renewed course by course (Hidasi et al., ICLR 2016), with a GRU or an LSTM.

    Trained like the Transformer here: on every place of a history, against all courses.
    """

    label = "Where this leads"

    cell: Cell = Field(
        "gru", description="The kind of memory: a GRU, or an LSTM.", json_schema_extra=NOT_TUNED
    )
    factors: Factors = 64
    layers: int = Field(
        1, ge=1, le=4, description="Memories on top of each other.", json_schema_extra=NOT_TUNED
    )
    history_length: HistoryLength = 50
    dropout: Dropout = 0.4
    loss: Comparison = "softmax"
    negatives: Negatives = 0
    epochs: Epochs = 16
    learning_rate: LearningRate = 0.006
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 2_048
    patience: Patience = 4

    def network(self, n_items: int) -> Network:
        """Recurrent layers under the vectors of the courses."""
        from recommendations.engine.nn.next_item import NextItem
        from recommendations.engine.nn.recurrent import Recurrent

        body = Recurrent(self.factors, self.layers, self.cell, self.dropout)
        return NextItem(n_items, self.factors, body, self.dropout, self.loss, self.negatives)
