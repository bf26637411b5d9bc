"""BERT4Rec: a Transformer that looks at both sides and fills the gaps of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from .base import algorithm
from .neural import Neural
from .neural_knobs import (
    BatchSize,
    Blocks,
    Comparison,
    Dropout,
    Epochs,
    Factors,
    Heads,
    HistoryLength,
    LearningRate,
    Negatives,
    Patience,
    WeightDecay,
)

if TYPE_CHECKING:
    from recommendations.engine.nn.network import Network


@algorithm
class Bert4Rec(Neural):
    """Learns to fill gaps (Sun et al., CIKM 2019); the next course is a gap at the end.

    The layers are those of the causal Transformer here. Each epoch hides other courses, and the
    last of a stretch always, as it is the one that will be asked for.
    """

    label = "What is missing"

    factors: Factors = 64
    blocks: Blocks = 2
    heads: Heads = 2
    gaps: float = Field(
        0.3,
        ge=0.01,
        le=0.9,
        description="The share of courses that are hidden to be filled in.",
        json_schema_extra={"usual": [0.1, 0.6]},
    )
    history_length: HistoryLength = 50
    dropout: Dropout = 0.3
    loss: Comparison = "softmax"
    negatives: Negatives = 0
    epochs: Epochs = 40
    learning_rate: LearningRate = 0.006
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 2_048
    patience: Patience = 6

    def network(self, n_items: int) -> Network:
        """A Transformer that looks both ways."""
        from recommendations.engine.nn.attention import Transformer
        from recommendations.engine.nn.cloze import Cloze

        length = self.history_length + 1  # the history and the gap after it
        body = Transformer(self.factors, self.blocks, self.heads, length, self.dropout)
        comparison = self.loss, self.negatives
        return Cloze(n_items, self.factors, body, self.dropout, self.gaps, *comparison)
