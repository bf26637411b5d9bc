"""What the learners of one arm did, one number a learner: never one an impression."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Sample:
    """One metric of one arm: a ratio of two sums over its learners.

    A mean (enrolments per learner) is the ratio whose `bottom` is 1 for everyone; a rate (clicks
    per impression) has impressions at the bottom. All arrays are [n_learners].
    """

    top: Numbers
    bottom: Numbers
    before: Numbers  # the same learners' activity before the experiment; zeros where unknown
    weight: Numbers  # 1 / chance of this arm where chances changed meanwhile, else 1

    @classmethod
    def of(
        cls,
        top: npt.ArrayLike,
        bottom: npt.ArrayLike | None = None,
        before: npt.ArrayLike | None = None,
        weight: npt.ArrayLike | None = None,
    ) -> Sample:
        """From arrays of one length; what is not given is 1, and 0 before the experiment."""
        tops = np.asarray(top, np.float64)
        count = len(tops)
        return cls(
            tops,
            np.ones(count) if bottom is None else np.asarray(bottom, np.float64),
            np.zeros(count) if before is None else np.asarray(before, np.float64),
            np.ones(count) if weight is None else np.asarray(weight, np.float64),
        )

    def __len__(self) -> int:
        return len(self.top)

    @property
    def value(self) -> float:
        """The ratio of the weighted sums; 0 where there is nothing at the bottom."""
        bottom = float(self.weight @ self.bottom)
        return float(self.weight @ self.top) / bottom if bottom > 0 else 0.0

    def negated(self) -> Sample:
        """The same with less being more."""
        return Sample(-self.top, self.bottom, self.before, self.weight)

    def linear(self) -> Numbers:
        """A number for each learner whose mean is the ratio and whose spread is the ratio's.

        The delta method: ratio + (top - ratio * bottom) / mean bottom.
        """
        bottom = float(self.weight @ self.bottom)
        if bottom <= 0:
            return np.zeros(len(self))
        mean = bottom / float(self.weight.sum())  # above 0 as the sum of its parts is
        ratio = self.value
        return ratio + (self.top - ratio * self.bottom) / mean
