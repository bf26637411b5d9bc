"""A summary of a text in its own words: the sentence that stands nearest to all others."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .sentiment import sentences
from .text import tokens, word_counts

LONGEST = 240  # characters: it stands where a subtitle stands
FEWEST = 3  # sentences that need a summary
SHORTEST = {"en": 40, "zh": 15}
EARLY = 0.15  # what the first sentence has over the last: openings tell what follows


@dataclass(frozen=True)
class Summary:
    """The chosen sentence and how near it is to the whole, 0 to 1."""

    text: str
    nearness: float


def summarise(text: str) -> Summary | None:
    """The most central sentence by TF-IDF's cosine; None where there is little to choose from."""
    found = [one.replace("\n", " ") for one in sentences(text)]
    if len(found) < FEWEST:
        return None
    vectors = word_counts([tokens(one) for one in found], weigh=True).toarray()
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)  # above 0: all hold the tie
    whole = vectors.sum(axis=0)
    near = vectors @ whole / np.linalg.norm(whole)
    worth = near + EARLY * np.linspace(1, 0, len(found))
    for place in np.argsort(-worth, kind="stable").tolist():
        one = found[place]
        least = SHORTEST["zh" if not one.isascii() and " " not in one else "en"]
        if least <= len(one) <= LONGEST and not one.endswith(("?", "？", ":", "：")):
            return Summary(one, float(min(1.0, near[place])))
    return None
