"""The slice of the training part that tells when to stop: some learners' last item."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from .network import Network
from .sequences import Spans

SHARE, MOST = 0.1, 1_000  # of the learners with three items or more
LEAST = 50  # fewer would tell nothing: then all learn, and nothing is checked
BLOCK = 256


def hold_out(
    network: Network, spans: Spans, length: int, random: np.random.Generator
) -> tuple[Spans, Callable[[], float] | None]:
    """The histories to learn from, and a check of how well the held out items are ranked."""
    able = np.flatnonzero(spans.lengths >= 3)
    count = min(int(len(able) * SHARE), MOST)
    if count < LEAST:
        return spans, None
    rows = np.sort(random.choice(able, count, replace=False))
    stops = spans.stops.copy()
    stops[rows] -= 1
    shorter = replace(spans, stops=stops)
    asked, wanted = shorter.select(rows).latest(length), spans.items[stops[rows]]
    return shorter, lambda: _discounted(network, asked, wanted)


def _discounted(network: Network, asked: Spans, wanted: np.ndarray) -> float:
    """The mean of 1 / log2(1 + rank) over all ranks: smoother than to count the first ten alone."""
    gains = []
    for start in range(0, len(wanted), BLOCK):
        rows = np.arange(start, min(start + BLOCK, len(wanted)))
        scores = network.scored(asked.select(rows))  # [b, n]
        hits = scores[np.arange(len(rows)), wanted[rows]]
        gains.append(1 / np.log2(2 + (scores > hits[:, None]).sum(axis=1)))
    return float(np.concatenate(gains).mean())
