"""Warm start: a fit on everything begins at the version that serves, where that harms nobody.

Only the fit that is published begins so; what is judged learns from the past alone and afresh, as
a version that serves has seen what is to be foretold. After anyone has left, every fit begins
afresh too, so that nothing of what they did lingers in what is learned later; and so does every
so many-th, as staff wish, lest what an early fit settled on stays for good.
"""

from typing import Any

import numpy as np

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.arrays import Ids, positions_of
from recommendations.models import AlgorithmSetting, Version
from recommendations.serving.live import Model, loaded_version
from recommendations.sources.interactions import audience
from recommendations.training.versions import live_of

ALIKE = ("settings", "code_version", "seed")  # facts that both versions must have in common


def begin_at_live(
    setting: AlgorithmSetting, model: Algorithm, facts: dict[str, Any], courses: Ids
) -> dict[str, Any]:
    """Let `model` begin at the live version; gives what the new version's manifest says of it.

    `begun_at` is that version's folder, "" where it begins afresh; `goes_on` counts the fits
    since the last that did.
    """
    live = live_of(setting.name) if model.continues else None
    before = _beginning(live, setting, facts) if live is not None else None
    if live is None or before is None:
        return {"begun_at": "", "goes_on": 0}
    model.warm_start(before.algorithm, positions_of(courses, before.course_ids).astype(np.int64))
    return {"begun_at": live.path, "goes_on": _gone_on(live) + 1}


def _beginning(live: Version, setting: AlgorithmSetting, facts: dict[str, Any]) -> Model | None:
    """The model of the live version, where a fit of these facts may begin at it."""
    if _gone_on(live) + 1 >= setting.full_every:
        return None
    if any(live.manifest.get(key) != facts[key] for key in ALIKE):
        return None
    agreed = live.manifest.get("audience")
    if not agreed or audience(agreed["until"]) != agreed:
        return None
    return loaded_version(live.pk)


def _gone_on(version: Version) -> int:
    return int(version.manifest.get("goes_on", 0))
