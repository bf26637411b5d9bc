"""Takes apart what the learned ranker says of one card: a worker's business, kept for a while.

Trees are not linear: what each column adds is its Shapley value (SHAP), which LightGBM gives
exactly for its own trees; together they sum to what the trees say.
"""

from typing import Any

import numpy as np
from django.core.cache import cache

from recommendations.engine.arrays import positions_of
from recommendations.serving.live import live_models
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import read_standings
from recommendations.sources.profiles import profile_context

RANKER = "ranker"
KEPT_SECONDS = 900
Told = dict[str, Any]  # version, rows [[column, value, added]], worth; rows empty = not judged


def kept_explanation(learner: int, course: int) -> Told | None:
    """What a worker found lately; None where none did."""
    found: Told | None = cache.get(_key(learner, course))
    return found


def explain_locally(learner: int, course: int) -> Told:
    """Ask the live ranker, and keep its answer for the web processes, which cannot."""
    live, span = live_models(), (learner, learner)
    model = live.models.get(RANKER)
    found: Told = {"version": None, "rows": [], "worth": 0.0}
    if model is not None:
        pasts = read_pasts(span, np.array([learner], np.int64), session=live.session)
        pasts = pasts.with_context(profile_context(pasts.learners, read_standings(span)))
        place = int(positions_of(np.array([course], np.int64), model.course_ids)[0])
        history = pasts.histories(model.course_ids)
        rows = model.algorithm.told(history, place)  # type: ignore[attr-defined]
        worth = sum(added for _, _, added in rows)
        found = {"version": model.version_id, "rows": [list(row) for row in rows], "worth": worth}
    cache.set(_key(learner, course), found, KEPT_SECONDS)
    return found


def _key(learner: int, course: int) -> str:
    return f"recs:told:{learner}:{course}"
