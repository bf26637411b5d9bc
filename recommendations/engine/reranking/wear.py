"""Cards wear out: what was shown often and never opened sinks; what stood there holds on."""

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


def wear(times_shown: npt.NDArray[np.integer], *, after: int, sinks_to: float) -> Doubles:
    """What relevance [n] is multiplied by: `sinks_to` after so many times in vain, then again.

    1 below `after`; `after` of 0 = nothing ever wears out.
    """
    if after <= 0:
        return np.ones(len(times_shown))
    rounds = np.asarray(times_shown, np.int64) // after
    return np.asarray(np.power(float(sinks_to), rounds), np.float64)


def held(relevance: Doubles, stood_before: npt.NDArray[np.bool_], hold: float) -> Doubles:
    """Relevance [n] in which what stood there before must be beaten by more than `hold`."""
    return np.asarray(relevance + hold * stood_before)
