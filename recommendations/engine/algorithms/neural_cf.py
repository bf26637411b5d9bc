"""Neural collaborative filtering: layers judge a history and a course together."""

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
    Patience,
    WeightDecay,
)

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network


@algorithm
class NeuralCf(Neural):
    """NeuMF (He et al., WWW 2017) with a history in the place of the learner's number.

    The learner's two vectors are read from the history at four half-lives, so that a new learner
    needs no new training.
    """

    label = "A good match"

    factors: Factors = 64
    history_length: HistoryLength = 50
    dropout: Dropout = 0.3
    loss: Comparison = "softmax"
    negatives: int = Field(
        64,
        ge=1,
        le=10_000,
        description="Courses not taken that each step compares with.",
        json_schema_extra=NOT_TUNED,
    )
    epochs: Epochs = 16
    learning_rate: LearningRate = 0.006
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 2_048
    patience: Patience = 4

    def network(self, n_items: int) -> Network:
        """A product and a stack of layers."""
        from recommendations.engine.nn.collaborative import NeuralCf as Network

        return Network(n_items, self.factors, self.dropout, self.loss, self.negatives)
