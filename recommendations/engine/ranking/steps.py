"""How often each course was followed at once by each other one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

import numpy as np

from recommendations.engine.types import Floats, Interactions, Longs


@dataclass(frozen=True, eq=False)
class Steps:
    """Only the steps that anyone made."""

    width: Longs  # [1] how many courses there are
    keys: Longs  # [n_steps] from x width + to, ascending
    counts: Floats  # [n_steps]

    @classmethod
    def of(cls, interactions: Interactions) -> Self:
        """Count over all learners."""
        width = interactions.n_courses
        owners = np.repeat(np.arange(interactions.n_learners), np.diff(interactions.indptr))
        courses = interactions.indices.astype(np.int64)
        same = owners[:-1] == owners[1:]
        keys, counts = np.unique(courses[:-1][same] * width + courses[1:][same], return_counts=True)
        return cls(np.array([width]), keys, counts.astype(np.float32))

    def count(self, before: Longs, after: Longs) -> Floats:
        """How many went from one to the other [n_pairs]."""
        if len(self.keys) == 0:
            return np.zeros(len(before), np.float32)
        asked = before * self.width[0] + after
        near = np.minimum(np.searchsorted(self.keys, asked), len(self.keys) - 1)
        return np.where(self.keys[near] == asked, self.counts[near], 0).astype(np.float32)
