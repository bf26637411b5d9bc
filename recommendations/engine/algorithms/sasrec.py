"""SASRec: a causal Transformer that foretells the next course at every place of a history."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from recommendations.engine.types import Floats, Histories, Longs

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
class SasRec(Neural):
    """Attention over the history (Kang & McAuley, ICDM 2018) in the recipe of "eSASRec".

    That is (Tikhonovich et al., RecSys 2025): gated pre-norm layers with SwiGLU, and a softmax
    over all courses or a sample of them. Distances are told by rotation (RoPE).
    """

    label = "Your next step"

    factors: Factors = 64
    blocks: Blocks = 2
    heads: Heads = 2
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
        """A Transformer that looks back only."""
        from recommendations.engine.nn.attention import Transformer
        from recommendations.engine.nn.next_item import NextItem

        body = Transformer(self.factors, self.blocks, self.heads, self.history_length, self.dropout)
        return NextItem(n_items, self.factors, body, self.dropout, self.loss, self.negatives)

    def looks(self, history: Histories) -> tuple[Longs, Floats]:
        """The courses of one history that it reads [l], and how much each place looks at which.

        The second is [blocks, l, l]; a row sums to 1 and is 0 for what came later.
        """
        import torch

        spans = self._spans(history).latest(self.history_length)
        if not spans.lengths.any():
            return np.zeros(0, np.int64), np.zeros((self.blocks, 0, 0), np.float32)
        network = self._fitted()
        with torch.no_grad():
            found = network.looks(spans)[:, 0].numpy()  # type: ignore[operator]
        read = spans.padded(network.n_items)[0].numpy()
        return self.vocabulary_[read].astype(np.int64), found
