"""Semantic ids: each course as a few tokens, so that courses with like content begin alike."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from recommendations.engine.arrays import Array, Ints
from recommendations.engine.types import Catalogue, Floats

from .text import course_tokens, word_counts

MOST_ROUNDS = 30  # of k-means at each level
DECIMALS = 5  # vectors that differ by less are the same


@dataclass(frozen=True, eq=False)
class Quantised:
    """Vectors as sums of one codeword a level, the first level the coarsest."""

    codes: Ints  # [n, levels]
    books: tuple[Floats, ...]  # [size, d] each

    def rebuilt(self, levels: int) -> Floats:
        """The vectors that the first `levels` codewords add up to [n, d]."""
        parts = [book[self.codes[:, level]] for level, book in enumerate(self.books[:levels])]
        return np.asarray(np.sum(parts, axis=0, dtype=np.float32))


def content_vectors(catalogue: Catalogue, *, dimensions: int, seed: int) -> Floats:
    """What is said of each course as a unit vector [n, <= dimensions]; zeros for nothing at all.

    Vectors in `catalogue.features["text"]` come first; without them TF-IDF of the words and the
    categories, reduced by an SVD. What is no finite number counts as 0.
    """
    given = catalogue.features.get("text")
    if given is None:
        vectors = _reduced(word_counts(course_tokens(catalogue), weigh=True), dimensions, seed)
    else:
        finite = np.nan_to_num(np.asarray(given, np.float64), posinf=0, neginf=0)
        vectors = _reduced(finite.reshape(len(catalogue), -1), dimensions, seed)
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(lengths > 0, lengths, 1), np.float32)


def quantised(vectors: Floats, *, levels: int, size: int, seed: int) -> Quantised:
    """Residual k-means: each level's codewords stand for what the levels before left over.

    Residual quantisation of content as in TIGER (Rajput et al., NeurIPS 2023), with k-means in
    place of its autoencoder: seconds of work, and the same codes every time.
    """
    codes = np.zeros((len(vectors), levels), np.int32)
    books: list[Floats] = []
    left = vectors.astype(np.float32)
    for level in range(levels):
        book, codes[:, level] = _k_means(left, size, seed + level)
        left = left - book[codes[:, level]]
        books.append(book)
    return Quantised(codes, tuple(books))


def unique_ids(codes: Ints) -> Ints:
    """The codes and one more token [n, levels + 1], which numbers the courses that share them."""
    order = np.lexsort((np.arange(len(codes)), *codes.T[::-1]))
    is_new = np.append(True, (np.diff(codes[order], axis=0) != 0).any(axis=1))[: len(codes)]
    starts = np.maximum.accumulate(np.where(is_new, np.arange(len(codes)), 0))
    last = np.empty((len(codes), 1), np.int32)
    last[order, 0] = np.arange(len(codes)) - starts
    return np.hstack([codes, last])


def _reduced(vectors: Array, dimensions: int, seed: int) -> Array:
    """The strongest directions of a dense or scipy matrix [n, <= dimensions]."""
    from sklearn.utils.extmath import randomized_svd

    wanted = min(dimensions, *vectors.shape)
    if wanted == 0:
        return np.zeros((vectors.shape[0], 1))
    left, strengths, _ = randomized_svd(vectors, wanted, random_state=seed)
    reduced: Array = left * strengths
    return reduced


def _k_means(vectors: Floats, size: int, seed: int) -> tuple[Floats, Ints]:
    """At most `size` centres [k, d] and the nearest for each vector [n]."""
    from sklearn.cluster import KMeans
    from threadpoolctl import threadpool_limits

    different = len(np.unique(vectors.round(DECIMALS), axis=0))
    if different <= 1:
        return vectors[:1], np.zeros(len(vectors), np.int32)
    kind = KMeans(min(size, different), n_init=1, max_iter=MOST_ROUNDS, random_state=seed)
    with threadpool_limits(1):  # threads add up in any order, and ids must not change
        found = kind.fit(vectors)
    return found.cluster_centers_.astype(np.float32), found.labels_.astype(np.int32)
