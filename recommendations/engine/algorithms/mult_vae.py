"""Mult-VAE: a variational autoencoder that reads a history as a whole."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import Field

from .base import NOT_TUNED, algorithm
from .neural import Neural
from .neural_knobs import (
    BatchSize,
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
    from recommendations.engine.nn.sequences import Spans


@algorithm
class MultVae(Neural):
    """A multinomial autoencoder (Liang et al., WWW 2018) that knows the order of a history.

    It differs from the paper in two knobs: later courses are read louder, and what it has to
    write are the courses that came next. With both at 0 it is the paper's.
    """

    label = "In your vein"

    factors: Factors = 128
    position_half_life: float = Field(
        4.0,
        ge=0,
        le=1_000,
        description="A course of the history counts half after so many later ones; 0 = no decay.",
        json_schema_extra={"usual": [1, 16]},
    )
    ahead: int = Field(
        5,
        ge=0,
        le=50,
        description="How many next courses it learns to name; 0 = the history itself.",
        json_schema_extra=NOT_TUNED,
    )
    divergence: float = Field(
        0.1,
        ge=0,
        le=10,
        description="How strongly learners' vectors are kept near each other.",
        json_schema_extra={"usual": [0.01, 1]},
    )
    history_length: HistoryLength = 100
    dropout: Dropout = 0.5
    epochs: Epochs = 40
    learning_rate: LearningRate = 0.003
    weight_decay: WeightDecay = 0.0
    batch_size: BatchSize = 8_192
    patience: Patience = 4

    def network(self, n_items: int) -> Network:
        """An encoder and a decoder."""
        from recommendations.engine.nn.autoencoder import AutoEncoder

        knobs = self.dropout, self.divergence, self.position_half_life, self.ahead
        return AutoEncoder(n_items, self.factors, *knobs)

    def examples(self, spans: Spans, random: np.random.Generator) -> Spans:
        """Whole histories, or each up to some places a few courses apart."""
        from recommendations.engine.nn.sequences import windows

        if self.ahead:
            return windows(spans, self.ahead, random, before=self.history_length)
        return spans.select(np.flatnonzero(spans.lengths > 0)).latest(self.history_length)
