"""One score out of several sources' scores: by their sizes, or by their ranks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import numpy as np

from recommendations.engine.selection import largest
from recommendations.engine.types import Floats, Histories

Fusion = Literal["score", "reciprocal_rank"]
RANK_OFFSET = 60  # Cormack et al., SIGIR 2009: keeps the first ranks from drowning all others
RANK_DEPTH = 200  # ranks below this add next to nothing


def blend(
    scores: Mapping[str, Floats],
    weights: Mapping[str, float],
    fusion: Fusion = "score",
    *,
    seen: Histories | None = None,
) -> Floats:
    """The weighted sum of the sources [n_histories, n_courses]; NaN where none has an opinion.

    "score" divides each source's row by its size, so that a weight means the same for all;
    "reciprocal_rank" adds weight / (60 + rank), with `seen` courses left out of the ranks.
    A source without an opinion adds nothing. Weights of 0 leave a source out.
    """
    sources = {name: scores[name] for name, weight in weights.items() if weight > 0}
    if not sources:
        raise ValueError("a blend needs at least one source with a weight above 0")
    total = np.zeros_like(next(iter(sources.values())))
    heard = np.zeros(total.shape, dtype=bool)
    for name, found in sources.items():
        parts = _scaled(found) if fusion == "score" else _reciprocal_ranks(found, seen)
        voiced = ~np.isnan(parts)
        np.add(total, parts * np.float32(weights[name]), out=total, where=voiced)
        heard |= voiced
    total[~heard] = np.nan
    return total


def sizes(scores: Floats) -> Floats:
    """What "score" divides each row by [n_histories, 1]: its largest absolute score, never 0."""
    widest = np.fmax.reduce(np.abs(scores), axis=1, initial=0, keepdims=True)
    return np.where(widest > 0, widest, 1).astype(np.float32)


def _scaled(scores: Floats) -> Floats:
    """Rows divided by their sizes."""
    return scores / sizes(scores)


def _reciprocal_ranks(scores: Floats, seen: Histories | None) -> Floats:
    """1 / (60 + rank) for the best of each row, NaN for all below."""
    masked = np.where(np.isnan(scores), np.float32(-np.inf), scores)
    if seen is not None:
        known = (seen.courses >= 0) & (seen.courses < scores.shape[1])
        masked[seen.owners[known], seen.courses[known]] = -np.inf
    owners, columns, rank = largest(masked, RANK_DEPTH)
    ranks = np.full(scores.shape, np.nan, np.float32)
    ranks[owners, columns] = 1 / (RANK_OFFSET + 1 + rank)
    return ranks
