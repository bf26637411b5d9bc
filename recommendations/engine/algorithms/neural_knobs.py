"""The knobs that networks share, each written once; a network gives its own default."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field

from recommendations.engine.nn.choices import Loss

from .base import NOT_TUNED


def _often(low: float, high: float) -> dict[str, Any]:
    """Where a tuner looks."""
    return {"usual": [low, high]}


Factors = Annotated[
    int,
    Field(
        ge=2,
        le=512,
        description="Numbers that describe a course.",
        json_schema_extra=_often(32, 256),
    ),
]
Epochs = Annotated[
    int,
    Field(
        ge=1,
        le=200,
        description="Passes over all histories; steps grow smaller towards the last.",
        json_schema_extra=_often(8, 64),
    ),
]
LearningRate = Annotated[
    float,
    Field(
        ge=0.00001,
        le=0.1,
        description="How far each step of learning goes.",
        json_schema_extra=_often(0.001, 0.02),
    ),
]
Dropout = Annotated[
    float,
    Field(
        ge=0,
        le=0.9,
        description="The share of numbers switched off at random; more = smoother.",
        json_schema_extra=_often(0.1, 0.6),
    ),
]
WeightDecay = Annotated[
    float,
    Field(
        ge=0,
        le=10,
        description="How strongly weights are pulled towards 0.",
        json_schema_extra=NOT_TUNED,
    ),
]
BatchSize = Annotated[
    int,
    Field(
        ge=16,
        le=65_536,
        description="Courses of histories that each step learns from.",
        json_schema_extra=_often(512, 4_096),
    ),
]
Patience = Annotated[
    int,
    Field(
        ge=0,
        le=50,
        description="Epochs without progress on held out courses before training stops; "
        "0 = none are held out.",
        json_schema_extra=NOT_TUNED,
    ),
]
HistoryLength = Annotated[
    int,
    Field(
        ge=1,
        le=500,
        description="How many of the latest courses are read.",
        json_schema_extra=_often(20, 200),
    ),
]
Negatives = Annotated[
    int,
    Field(
        ge=0,
        le=100_000,
        description="Courses not taken that each step compares with; 0 = all.",
        json_schema_extra=NOT_TUNED,
    ),
]
Blocks = Annotated[
    int,
    Field(ge=1, le=8, description="Layers of attention.", json_schema_extra=NOT_TUNED),
]
Heads = Annotated[
    int,
    Field(
        ge=1,
        le=16,
        description="What each layer can look at side by side.",
        json_schema_extra=NOT_TUNED,
    ),
]
Comparison = Annotated[
    Loss,
    Field(
        description="How a course that was taken is held against others.",
        json_schema_extra=NOT_TUNED,
    ),
]
