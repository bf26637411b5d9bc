"""Words of a text in any script, and the vectors made of them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np

from recommendations.engine.types import Catalogue, Floats

TextFeatures = Literal["bag_of_words", "tf_idf", "word_vectors", "embedding"]

_CHINESE = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]+")
_WORD = re.compile(r"\w+", re.UNICODE)
_TIE = "\0every course"  # shared by all, so that a course without any word still has neighbours
TIE_WEIGHT = 0.01


def tokens(text: str) -> list[str]:
    """Lower-case words; Chinese cut by jieba; where there is no word at all, the characters."""
    text = unicodedata.normalize("NFKC", text).lower()
    found: list[str] = []
    for word in _WORD.findall(text):
        found += _chinese_words(word) if _CHINESE.search(word) else [word]
    return found or [character for character in text if not character.isspace()]


def course_tokens(catalogue: Catalogue) -> list[list[str]]:
    """The words of each course with its categories and language as words of their own."""
    rows = zip(catalogue.texts, catalogue.categories, catalogue.languages, strict=True)
    return [
        tokens(text)
        + [f"\0category {name}" for name in categories]
        + ([f"\0language {language}"] if language else [])
        for text, categories, language in rows
    ]


def word_counts(documents: Sequence[Sequence[str]], *, weigh: bool) -> Any:
    """Counts of words, or TF-IDF, as a scipy matrix [n_documents, n_words]; never without words."""
    from scipy.sparse import csr_array, hstack
    from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

    tie = csr_array(np.full((len(documents), 1), TIE_WEIGHT))
    if not any(documents):
        return tie
    kind = TfidfVectorizer if weigh else CountVectorizer
    counted = kind(analyzer=list).fit_transform(documents)
    return csr_array(hstack([csr_array(counted, dtype=np.float64), tie]))


def sentence_vectors(texts: Sequence[str]) -> Floats:
    """Unit vectors [n, 512] from the packaged multilingual encoder; blank texts get zeros."""
    from recommendations.engine.features.encoders.packaged import DIMENSIONS, Packaged

    found = Packaged().encode(texts)
    return found if found.shape[1] else np.zeros((len(texts), DIMENSIONS), np.float32)


def tied(vectors: Floats) -> Floats:
    """The same vectors [n, d + 1] with a small number that all share: zeros have neighbours too.

    What is no number counts as nothing.
    """
    tie = np.full((len(vectors), 1), TIE_WEIGHT, np.float32)
    known = np.nan_to_num(vectors, nan=0.0, posinf=0.0, neginf=0.0)
    return np.hstack([known, tie]).astype(np.float32)


def _chinese_words(text: str) -> list[str]:
    """A run of letters that holds Chinese, cut into words."""
    import jieba

    jieba.setLogLevel("ERROR")
    return [word for word in jieba.lcut(text) if word.strip()]
