"""Vectors of words, learned from the catalogue alone, and a course's vector as their average."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from typing import Any

import numpy as np
import numpy.typing as npt

from recommendations.engine.types import Floats, Longs

Doubles = npt.NDArray[np.float64]
WINDOW = 5  # how far apart two words may stand to count as used together
LEAST_COUNT = 2  # a word met once has no company to be known by
MOST_WORDS = 30_000
SMOOTHING = 0.75  # of the counts of contexts, as in Word2Vec: rare words are not all the rage
COMMON = 1e-3  # words more frequent than this fade in the average


def averaged_word_vectors(
    documents: Sequence[Sequence[str]], *, dimensions: int, seed: int
) -> Floats:
    """Each document's average of its words' vectors, unit length; zeros where no word is known.

    Word2Vec's skip-gram with negative sampling factorises a matrix of shifted pointwise mutual
    information (Levy & Goldberg, NIPS 2014). Here its positive part is factorised outright by an
    SVD: as good on small corpora (Levy et al., TACL 2015), a second of work, the same every time.
    The average leans on rare words (Arora et al., ICLR 2017).
    """
    vocabulary, counts = _vocabulary(documents)
    if len(vocabulary) == 0:
        return np.zeros((len(documents), 1), np.float32)
    words = _word_vectors(_company(documents, vocabulary), dimensions, seed)
    share = counts / counts.sum()  # not 0: there is a word
    averaged = _occurrences(documents, vocabulary) @ (words * (COMMON / (COMMON + share))[:, None])
    lengths = np.linalg.norm(averaged, axis=1, keepdims=True)
    return np.asarray(averaged / np.where(lengths > 0, lengths, 1), dtype=np.float32)


def _vocabulary(documents: Sequence[Sequence[str]]) -> tuple[dict[str, int], Doubles]:
    """The number of each word that is worth a vector, and how often it is met."""
    met = Counter(chain.from_iterable(documents))
    kept = sorted((word for word in met if met[word] >= LEAST_COUNT), key=lambda w: (-met[w], w))
    kept = kept[:MOST_WORDS]
    counts = np.array([met[word] for word in kept], dtype=np.float64)
    return {word: number for number, word in enumerate(kept)}, counts


def _places(documents: Sequence[Sequence[str]], vocabulary: dict[str, int]) -> tuple[Longs, Longs]:
    """The document and the word of every known word, in the order of the texts."""
    rows = [[vocabulary[word] for word in words if word in vocabulary] for words in documents]
    lengths = np.array([len(row) for row in rows], dtype=np.int64)
    return np.repeat(np.arange(len(rows)), lengths), np.array([*chain(*rows)], dtype=np.int64)


def _company(documents: Sequence[Sequence[str]], vocabulary: dict[str, int]) -> Any:
    """How often two words stand near each other [n_words, n_words], near ones counting more."""
    from scipy.sparse import coo_array

    owners, words = _places(documents, vocabulary)
    firsts, seconds, values = [], [], []
    for distance in range(1, WINDOW + 1):
        together = owners[:-distance] == owners[distance:]
        firsts.append(words[:-distance][together])
        seconds.append(words[distance:][together])
        values.append(np.full(int(together.sum()), (WINDOW + 1 - distance) / WINDOW))
    pairs = (np.concatenate(values), (np.concatenate(firsts), np.concatenate(seconds)))
    half = coo_array(pairs, shape=(len(vocabulary), len(vocabulary))).tocsr()
    return half + half.T


def _word_vectors(company: Any, dimensions: int, seed: int) -> Doubles:
    """The words' vectors [n_words, dimensions] from the mutual information of their company."""
    from sklearn.utils.extmath import randomized_svd

    surprise = company.tocoo()
    totals = np.asarray(company.sum(axis=1)).ravel()
    smoothed = totals**SMOOTHING
    expected = totals[surprise.row] * smoothed[surprise.col] / max(smoothed.sum(), 1e-12)
    surprise.data = np.maximum(np.log(surprise.data / expected), 0)
    wanted = min(dimensions, len(totals))
    left, strengths, right = randomized_svd(surprise.tocsr(), wanted, random_state=seed)
    return np.asarray((left + right.T) * np.sqrt(strengths))


def _occurrences(documents: Sequence[Sequence[str]], vocabulary: dict[str, int]) -> Any:
    """How often each document uses each word."""
    from scipy.sparse import coo_array

    owners, words = _places(documents, vocabulary)
    shape = (len(documents), len(vocabulary))
    return coo_array((np.ones(len(words)), (owners, words)), shape=shape).tocsr()
