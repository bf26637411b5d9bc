"""What each verb is worth to a model, and how that fades with the days."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import numpy.typing as npt

from recommendations.engine.building import decay as time_decay

from .cleaning import Events

__all__ = ["signal_weights", "time_decay"]


def signal_weights(
    events: Events, signals: Mapping[str, float], *, graded: Collection[str] = ()
) -> npt.NDArray[np.float64]:
    """The weight of each event by its verb; verbs without a signal weigh 0, "not for me" below 0.

    The signal of a `graded` verb is scaled by the event's value, a share from 0 to 1.
    """
    base = np.array([signals.get(verb, 0.0) for verb in events.verbs.tolist()], dtype=np.float64)
    is_graded = np.array([verb in graded for verb in events.verbs.tolist()], dtype=bool)
    share = np.clip(np.nan_to_num(events.values, nan=0.0), 0, 1)
    return np.where(is_graded, base * share, base)
