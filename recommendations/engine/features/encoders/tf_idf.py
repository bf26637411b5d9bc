"""Words and beginnings of words as vectors: no model, no training, the same for every catalogue.

Each term is hashed onto a few places with a sign (Weinberger et al., ICML 2009), so that a query
is set beside courses without fitting anything anew. How rare a word is comes from fixed lists:
jieba's for Chinese; in English the most usual words count nothing.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import lru_cache
from typing import ClassVar

import numpy as np

from recommendations.engine.features.text import tokens
from recommendations.engine.types import Floats

from .base import Encoder

DIMENSIONS = 1024
PIECE = 4  # letters; pieces of long words find other forms of them
PIECE_WEIGHT = 0.3
CHARACTER_WEIGHT = 0.3
UNKNOWN_RARITY = 8.0


class TfIdf(Encoder):
    """TF-IDF of words, Chinese characters and pieces of words, hashed onto a fixed length."""

    kind: ClassVar[str] = "tf_idf"

    @property
    def id(self) -> str:
        """Changes when the hashing does."""
        return f"tf_idf:{DIMENSIONS}"

    def _vectors(self, texts: list[str], *, are_queries: bool) -> Floats:
        from sklearn.feature_extraction import FeatureHasher

        hasher = FeatureHasher(DIMENSIONS, input_type="dict", dtype=np.float64)
        found = hasher.transform(_weights(text) for text in texts).toarray()
        return np.asarray(found, np.float32)


def _weights(text: str) -> dict[str, float]:
    """How much each term of a text counts: (1 + log count) x rarity."""
    weights: dict[str, float] = defaultdict(float)
    for word, count in Counter(tokens(text)).items():
        louder = (1 + math.log(count)) * _rarity(word)
        for term, share in _terms(word):
            weights[term] += louder * share
    return dict(weights)


def _terms(word: str) -> Iterator[tuple[str, float]]:
    yield word, 1.0
    if not word.isascii():
        yield from ((character, CHARACTER_WEIGHT) for character in word if len(word) > 1)
    elif len(word) > PIECE:
        for start in range(len(word) - PIECE + 1):
            yield f"~{word[start : start + PIECE]}", PIECE_WEIGHT


def _rarity(word: str) -> float:
    if word.isascii():
        from sklearn.feature_extraction.text import ENGLISH_STOP_WORDS

        return 0.0 if word in ENGLISH_STOP_WORDS else UNKNOWN_RARITY
    return _chinese_rarity().get(word, UNKNOWN_RARITY)


@lru_cache(maxsize=1)
def _chinese_rarity() -> dict[str, float]:
    """The rarity of Chinese words from the list that jieba brings along."""
    from jieba.analyse import TFIDF

    return dict(TFIDF().idf_loader.get_idf()[0])
