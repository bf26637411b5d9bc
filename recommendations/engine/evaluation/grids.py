"""The knobs that are worth trying for each algorithm, in the order in which they are tried."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

GRIDS: Mapping[str, Mapping[str, Sequence[Any]]] = {
    "popularity": {},
    "trending": {"days": (7, 30, 90, 365), "half_life_days": (3.0, 7.0, 30.0, 90.0)},
    "user_knn": {
        "position_half_life": (1.0, 2.0, 4.0),
        "neighbours": (50, 100, 200),
        "similarity": ("cosine", "pearson"),
    },
    "item_knn": {
        "shrinkage": (5.0, 20.0, 100.0),
        "position_half_life": (1.0, 2.0, 4.0),
        "neighbours": (50, 200, 800),
        "similarity": ("cosine", "pearson"),
    },
    "ials": {
        "position_half_life": (2.0, 4.0, 8.0),
        "regularisation": (0.002, 0.005, 0.015),
        "unobserved_weight": (0.02, 0.05, 0.15),
    },
    "ease": {
        "l2": (30.0, 100.0, 300.0, 1000.0),
        "position_half_life": (1.0, 1.5, 2.0, 3.0, 5.0),
    },
    "content": {
        "position_half_life": (1.0, 3.0, 8.0),
        "measure": ("cosine", "jaccard", "euclidean"),
        "neighbours": (50, 100, 300),
    },
    "transitions": {
        "damping": (0.0, 0.15, 0.3),  # first: a wide window only pays where it is damped
        "window": (1, 3, 10, 20),
        "backward": (0.0, 0.3, 0.6),
        "step_decay": (0.6, 0.8, 0.9),
        "position_half_life": (0.5, 1.0, 2.0),
        "shrinkage": (3.0, 10.0, 30.0),
    },
}
# Not user-kNN: it adds .001 on mooccubex and takes longer to score than all others together.
BLENDED = ("ease", "transitions", "item_knn", "content", "popularity")
SOURCE_WEIGHTS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1.0, 1.5)
