"""Encoders: texts to unit vectors, one file each; `make_encoder` makes the one that is asked for."""

from recommendations.engine.features.encoders.base import (
    Encoder,
    EncoderError,
    EncoderMissingError,
    TextRefusedError,
)
from recommendations.engine.features.encoders.registry import KINDS, Wanted, make_encoder

__all__ = [
    "KINDS",
    "Encoder",
    "EncoderError",
    "EncoderMissingError",
    "TextRefusedError",
    "Wanted",
    "make_encoder",
]
