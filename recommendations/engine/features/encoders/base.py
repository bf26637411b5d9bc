"""What an encoder promises, whoever it is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from recommendations.engine.types import Floats


class EncoderError(RuntimeError):
    """An encoder cannot do its work now; the text says why, to staff."""


class EncoderMissingError(EncoderError):
    """A package or a model is not there; the text says what to install."""


class TextRefusedError(EncoderError):
    """This very text is not taken; others may be."""


class Encoder(ABC):
    """Turns texts into vectors of one space, in which a small angle means a like meaning."""

    kind: ClassVar[str]
    # Whether a web process may run it: numpy at most, and milliseconds a query.
    is_light: ClassVar[bool] = False

    @property
    def id(self) -> str:
        """Enters every digest: vectors of two encoders are never compared."""
        return self.kind

    def encode(self, texts: Sequence[str], *, are_queries: bool = False) -> Floats:
        """Unit vectors [n, d]; a blank text, and one that says nothing, gets zeros.

        Raises `EncoderError`.
        """
        filled = [place for place, text in enumerate(texts) if text.strip()]
        if not filled:
            return np.zeros((len(texts), 0), np.float32)
        found = self._vectors([texts[place] for place in filled], are_queries=are_queries)
        vectors = np.zeros((len(texts), found.shape[1]), np.float32)
        vectors[filled] = unit(found)
        return vectors

    @abstractmethod
    def _vectors(self, texts: list[str], *, are_queries: bool) -> Floats:
        """Vectors [n, d] of texts that are not blank, of any length."""


def unit(vectors: Floats) -> Floats:
    """The same rows with length 1; what is no number counts as nothing, and zeros stay zeros."""
    known = np.nan_to_num(vectors, nan=0.0, posinf=0.0, neginf=0.0).astype(np.float32)
    lengths = np.linalg.norm(known, axis=1, keepdims=True)
    lengths[lengths == 0] = 1
    return np.asarray(known / lengths, np.float32)
