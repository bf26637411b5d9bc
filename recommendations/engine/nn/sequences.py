"""Histories as a network reads them: cut into windows, sorted into batches, filled up to a block."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import Tensor

from recommendations.engine.arrays import Array, Longs, ranges

JITTER = 0.1  # of the longest window: windows of about one length meet others at each epoch


@dataclass(frozen=True, eq=False)
class Spans:
    """Stretches of one long array of items; each is read as one history."""

    items: Longs  # [n_entries]
    starts: Longs  # [n]
    stops: Longs  # [n]
    profiles: Longs | None = None  # [n, p] features of each learner by number, 0 = none

    @property
    def lengths(self) -> Longs:
        """How many items each has."""
        return self.stops - self.starts

    def select(self, rows: Array) -> Spans:
        """Some of the stretches."""
        profiles = None if self.profiles is None else self.profiles[rows]
        return Spans(self.items, self.starts[rows], self.stops[rows], profiles)

    def latest(self, length: int) -> Spans:
        """Each with at most its last `length` items."""
        return replace(self, starts=np.maximum(self.starts, self.stops - length))

    def padded(self, filler: int) -> Tensor:
        """One row each, items from the left, `filler` behind the last one [n, longest]."""
        lengths = self.lengths
        block = np.full((len(lengths), int(lengths.max(initial=1))), filler)
        rows = np.repeat(np.arange(len(lengths)), lengths)
        block[rows, ranges(np.zeros_like(lengths), lengths)] = self.items[
            ranges(self.starts, lengths)
        ]
        return torch.from_numpy(block)


def windows(spans: Spans, length: int, random: np.random.Generator, *, before: int = 1) -> Spans:
    """Long histories cut so that every item but the first is foretold once, at random places.

    A window holds the items to foretell, at most `length`, and up to `before` ahead of them.
    """
    aims = spans.lengths - 1  # how many items of each can be foretold
    spans, aims = spans.select(aims > 0), aims[aims > 0]
    newest = np.where(aims > length, random.integers(1, length + 1, len(aims)), aims)
    counts = 1 + -(-(aims - newest) // length)
    owners = np.repeat(np.arange(len(aims)), counts)
    back = ranges(np.zeros_like(counts), counts) * length  # how far each window ends before
    whole = spans.select(owners)
    ends = whole.stops - np.where(back > 0, newest[owners] + back - length, 0)
    begins = np.maximum(whole.starts, whole.stops - newest[owners] - back - before)
    return replace(whole, starts=begins, stops=ends)


def batches(lengths: Longs, size: int, random: np.random.Generator) -> list[Longs]:
    """Rows of like lengths together, about `size` items a batch, in random order."""
    if len(lengths) == 0:
        return []
    jitter = random.uniform(0, JITTER * lengths.max(), len(lengths))
    order = np.argsort(lengths + jitter)
    filled = np.cumsum(lengths[order]) // max(size, 1)
    parts = np.split(order, np.flatnonzero(np.diff(filled)) + 1)
    return [parts[number] for number in random.permutation(len(parts))]
