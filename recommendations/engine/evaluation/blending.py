"""Choosing sources and their weights on validation: the best one, then whichever adds the most."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from recommendations.engine.ranking.blend import Fusion
from recommendations.engine.ranking.lists import is_sure
from recommendations.engine.types import Floats

from .deadline import Deadline
from .pool import Doubles, Pool
from .protocols import K
from .validation import Note

FIRST_WEIGHTS = (0.05, 0.2, 0.5, 1.0)  # a new source is tried at each, beside the best one's 1
STRIDES = (2.0, 2**0.5)  # then all weights are halved and doubled, and moved finely


@dataclass
class Blend:
    """Weights under one fusion, and what they reach on validation."""

    fusion: Fusion
    weights: dict[str, float]
    each: Doubles = field(repr=False)  # [n_asked] the learners' NDCG

    @property
    def ndcg(self) -> float:
        """The mean that chooses."""
        return float(self.each.mean()) if len(self.each) else 0.0

    def params(self, settings: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
        """The hybrid's knobs; `settings` holds each source's own."""
        sources = {name: weight for name, weight in self.weights.items() if weight > 0}
        return {
            "sources": sources,
            "fusion": self.fusion,
            "settings": {name: dict(settings[name]) for name in sources},
        }


def choose_blend(pool: Pool, deadline: Deadline, note: Note) -> Blend:
    """The best weights under the best fusion."""
    found = [Ascent(pool, fusion, deadline, note).run() for fusion in pool.parts]
    return max(found, key=lambda blend: blend.ndcg)


class Ascent:
    """Forward selection, with coordinate ascent over the weights after every source."""

    def __init__(self, pool: Pool, fusion: Fusion, deadline: Deadline, note: Note) -> None:
        self.pool, self.deadline, self.note = pool, deadline, note
        self.parts = pool.parts[fusion]
        alone = {name: pool.ndcg(part) for name, part in self.parts.items()}
        first = max(alone, key=lambda name: alone[name].mean() if len(alone[name]) else 0.0)
        self.first, self.best = first, Blend(fusion, {first: 1.0}, alone[first])

    def run(self) -> Blend:
        """Add sources while one of them adds more than chance would."""
        left = [name for name in self.parts if name != self.first]
        while left and self.deadline.left > 0:
            name = self._add_one(left)
            if name is None:
                break
            left.remove(name)
            for stride in STRIDES:
                self._polish(stride)
            self._say(f"+ {name}")
        return self.best

    def _add_one(self, left: list[str]) -> str | None:
        """Take in the source that adds most, if any adds enough; its name."""
        total, before = self._total(), self.best.each
        found: tuple[float, str, float, Doubles] | None = None
        for name in left:
            for weight in FIRST_WEIGHTS:
                each = self.pool.ndcg(total + self.parts[name] * np.float32(weight))
                if found is None or each.mean() > found[0]:
                    found = float(each.mean()), name, weight, each
        if found is None or not is_sure(found[3] - before):
            return None
        _, name, weight, each = found
        weights = {**self.best.weights, name: weight}
        self.best = Blend(self.best.fusion, weights, each)
        return name

    def _polish(self, stride: float) -> None:
        """Move each weight but the first's, whose 1 is the measure, while it gets better."""
        for name in [name for name in self.best.weights if name != self.first]:
            for factor in (1 / stride, stride, 0.0):
                while self.deadline.left > 0 and self._moves(name, factor):
                    continue

    def _moves(self, name: str, factor: float) -> bool:
        """Judge one weight changed by a factor, and keep it if it is better."""
        weight = float(f"{self.best.weights[name] * factor:.3g}")
        if weight == self.best.weights[name]:
            return False
        weights = {**self.best.weights, name: weight}
        each = self.pool.ndcg(self._total(weights))
        if each.mean() <= self.best.ndcg:
            return False
        self.best = Blend(self.best.fusion, weights, each)
        return True

    def _total(self, weights: Mapping[str, float] | None = None) -> Floats:
        """The weighted sum of the sources [n_asked, width]."""
        total = np.zeros(self.pool.columns.shape, np.float32)
        for name, weight in (weights or self.best.weights).items():
            total += self.parts[name] * np.float32(weight)
        return total

    def _say(self, step: str) -> None:
        """Tell whoever waits."""
        blend = self.best
        self.note(f"blend by {blend.fusion} {step}: validation ndcg@{K} {blend.ndcg:.4f}")
