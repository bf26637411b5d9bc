"""Vectors as bytes: half the length of float32, a cosine changes in its fourth digit."""

import hashlib
import json
from collections.abc import Iterable

import numpy as np

from recommendations.engine.types import Floats

STORED = np.dtype("<f2")
RECIPE = 1  # counts up where the same texts come to other vectors


def to_bytes(vector: Floats) -> bytes:
    """How a vector is kept."""
    return np.asarray(vector, STORED).tobytes()


def from_bytes(kept: Iterable[bytes]) -> Floats:
    """Kept vectors of one length as rows [n, d]."""
    rows = [np.frombuffer(one, STORED) for one in kept]
    return np.stack(rows).astype(np.float32) if rows else np.zeros((0, 0), np.float32)


def digest_of(encoder: str, *texts: str) -> str:
    """Changes with the encoder, and with any of the texts."""
    said = json.dumps([RECIPE, encoder, *texts], ensure_ascii=False)
    return hashlib.sha256(said.encode()).hexdigest()
