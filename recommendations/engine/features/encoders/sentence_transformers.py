"""Any sentence-transformers model, by the path of its folder or by its name."""

from __future__ import annotations

from functools import lru_cache
from typing import Any, ClassVar

import numpy as np

from recommendations.engine.types import Floats

from .base import Encoder, EncoderError, EncoderMissingError

BATCH = 16


class SentenceTransformers(Encoder):
    """A model of the sentence-transformers package; one that sets queries apart is asked so."""

    kind: ClassVar[str] = "sentence_transformers"

    def __init__(self, model: str) -> None:
        self.model = model

    @property
    def id(self) -> str:
        """The model as it was named."""
        return f"sentence_transformers:{self.model}"

    def _vectors(self, texts: list[str], *, are_queries: bool) -> Floats:
        model = _load(self.model)
        encode = model.encode_query if are_queries else model.encode_document
        return np.asarray(encode(texts, batch_size=BATCH, show_progress_bar=False), np.float32)


@lru_cache(maxsize=1)
def _load(model: str) -> Any:
    try:
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise EncoderMissingError(
            "The package sentence-transformers is not installed. "
            "Try: pip install 'homeroom[sentence-transformers]'"
        ) from error
    try:
        return SentenceTransformer(model, device="cpu")
    except Exception as error:  # what a model's folder may raise has no common name
        raise EncoderError(
            f"The model “{model}” does not load: {type(error).__name__}: {str(error)[:300]}"
        ) from error
