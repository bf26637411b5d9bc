"""Which known courses a new course is most like, by the words of both."""

from __future__ import annotations

import numpy as np

from recommendations.engine.arrivals import NONE, Arrivals
from recommendations.engine.selection import largest
from recommendations.engine.types import Catalogue, Longs

from .likeness import likeness
from .text import TIE_WEIGHT, course_tokens, tied, word_counts

NEAREST = 50
CHUNK = 200  # new courses compared with all known ones at once
CHANCE = 2 * TIE_WEIGHT**2  # what two courses without a common word come to


def nearest_known(catalogue: Catalogue, new: Longs, known: Longs, k: int = NEAREST) -> Arrivals:
    """The `k` courses of the columns `known` most alike to each of `new`, by place in `known`."""
    given = catalogue.features.get("text")
    if given is None:
        vectors = word_counts(course_tokens(catalogue), weigh=True)
    else:
        vectors = tied(np.asarray(given, np.float32).reshape(len(catalogue), -1))
    vectors = vectors[np.concatenate([new, known])]
    nearest = np.full((len(new), k), NONE, np.int64)
    alike = np.zeros((len(new), k), np.float32)
    for start in range(0, len(new), CHUNK):
        stop = min(start + CHUNK, len(new))
        found = likeness(vectors, slice(start, stop), "cosine")[:, len(new) :].astype(np.float32)
        found[found <= CHANCE] = -np.inf
        owners, columns, rank = largest(found, k)
        nearest[start + owners, rank] = columns
        alike[start + owners, rank] = found[owners, columns]
    return Arrivals(nearest, alike)
