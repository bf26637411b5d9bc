"""Warm start: a fit on everything begins at the version that serves, where that harms nobody.

Only the fit that is published begins so; what is judged learns from the past alone and afresh, as
a version that serves has seen what is to be foretold. After anyone has left, every fit begins
afresh too, so that nothing of what they did lingers in what is learned later.
"""

from typing import Any

import numpy as np

from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.arrays import Ids, positions_of
from recommendations.serving.live import loaded_version
from recommendations.sources.interactions import audience
from recommendations.training.versions import live_of

ALIKE = ("settings", "code_version", "seed")  # facts that both versions must have in common


def begin_at_live(name: str, model: Algorithm, facts: dict[str, Any], courses: Ids) -> str:
    """Let `model` begin at the live version; gives that version's folder, "" where it cannot."""
    live = live_of(name) if model.continues else None
    if live is None or any(live.manifest.get(key) != facts[key] for key in ALIKE):
        return ""
    agreed = live.manifest.get("audience")
    if not agreed or audience(agreed["until"]) != agreed:
        return ""
    before = loaded_version(live.pk)
    if before is None:
        return ""
    model.warm_start(before.algorithm, positions_of(courses, before.course_ids).astype(np.int64))
    return live.path
