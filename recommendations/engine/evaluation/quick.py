"""Choosing knobs in little time: one after another, each walked uphill from its default."""

from __future__ import annotations

import math
from typing import Any

from recommendations.engine.registry import create

from .deadline import OutOfTimeError, within
from .protocols import K
from .space import Dimension, dimensions
from .validation import Note, Validation

FITS = 16  # at most so many for one algorithm
STRIDES = (2.0, 2**0.5)  # how far a step goes, first roughly, then finely


class Climb:
    """The best knobs so far, and the walk to better ones."""

    def __init__(self, name: str, validation: Validation, note: Note) -> None:
        self.name, self.validation, self.note = name, validation, note
        self.best: dict[str, Any] = create(name).params()
        self.score = -math.inf

    def run(self, *, fits: int = FITS, seconds: float = math.inf) -> dict[str, Any]:
        """Walk until no step helps, the fits are used up, or time is; the best so far counts."""
        last_fit = self.validation.fits + fits
        try:
            with within(seconds):
                self.score = self.validation.ndcg(self.name, self.best)
                for stride in STRIDES:
                    for dimension in dimensions(self.name):
                        self._walk(dimension, stride, last_fit)
        except OutOfTimeError:
            self.note(f"{self.name}: out of time, the best so far is kept")
        return self.best

    def _walk(self, dimension: Dimension, stride: float, last_fit: int) -> None:
        """Try both sides of the best value, and go on where it gets better."""
        tried = [self.best[dimension.name]]
        hopeful = dimension.around(tried[0], stride)
        while hopeful and (dimension.scoring_only or self.validation.fits < last_fit):
            value = hopeful.pop(0)
            tried.append(value)
            if self._improves(dimension.name, value):
                hopeful = dimension.around(value, stride)
            hopeful = [one for one in hopeful if one not in tried]

    def _improves(self, knob: str, value: Any) -> bool:
        """Judge one change, and keep it if it is better."""
        params = {**self.best, knob: value}
        reached = self.validation.ndcg(self.name, params)
        self.note(
            f"{self.name} {knob}={value}: validation ndcg@{K} {reached:.4f} (best {self.score:.4f})"
        )
        if reached <= self.score:
            return False
        self.best, self.score = params, reached
        return True
