"""Caser: convolutions over the latest courses, which find patterns of a few steps in a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

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
class Caser(Neural):
    """Filters across and down the latest courses (Tang & Wang, WSDM 2018).

    The paper's vector of each learner is left out: a history is all that a learner is here. Filters
    slide, so that one pass foretells every place of a history.
    """

    label = "Steps in a row"

    factors: Factors = 64
    window: int = Field(
        5,
        ge=1,
        le=20,
        description="How many courses in a row the filters look at.",
        json_schema_extra={"usual": [3, 12]},
    )
    filters: int = Field(
        16, ge=1, le=128, description="Filters of each height.", json_schema_extra=NOT_TUNED
    )
    vertical_filters: int = Field(
        4, ge=1, le=32, description="Filters over all places.", json_schema_extra=NOT_TUNED
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
        """Convolutions under the vectors of the courses."""
        from recommendations.engine.nn.convolution import Convolutions
        from recommendations.engine.nn.next_item import NextItem

        body = Convolutions(
            self.factors, self.window, self.filters, self.vertical_filters, self.dropout
        )
        return NextItem(n_items, self.factors, body, self.dropout, self.loss, self.negatives)
