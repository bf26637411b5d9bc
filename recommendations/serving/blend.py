"""The scores of all live models as one, over the columns of the shelf."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from recommendations.engine.arrays import Floats
from recommendations.engine.ranking.blend import blend, sizes
from recommendations.serving.live import Live, Model
from recommendations.sources.pasts import Pasts
from recommendations.sources.shelf import Shelf

Bools = npt.NDArray[np.bool_]
NOTHING = np.float32(-np.inf)  # no model suggests it


Sizes = dict[str, Floats]  # of each model's scores [n_learners]: what its scores are divided by


def blended(live: Live, pasts: Pasts, shelf: Shelf) -> Floats:
    """Scores [n_learners, n_courses] above 0 for what the models suggest together, else -inf."""
    return blended_and_sized(live, pasts, shelf)[0]


def blended_and_sized(live: Live, pasts: Pasts, shelf: Shelf) -> tuple[Floats, Sizes]:
    """The same, and what each model's scores were divided by."""
    return _fused(live, list(live.weights), pasts, shelf)


def linked(live: Live, pasts: Pasts, shelf: Shelf) -> Floats:
    """The same by models that read the history only: what goes with these very courses."""
    personal = [name for name in live.weights if live.models[name].is_personal]
    return fused(live, personal, pasts, shelf)


def fused(live: Live, names: Sequence[str], pasts: Pasts, shelf: Shelf) -> Floats:
    """The blend of some live models; one alone has a weight of 1."""
    return _fused(live, names, pasts, shelf)[0]


def _fused(live: Live, names: Sequence[str], pasts: Pasts, shelf: Shelf) -> tuple[Floats, Sizes]:
    if not names:
        return np.full((len(pasts), len(shelf)), NOTHING, np.float32), {}
    scores = {name: scores_of(live.models[name], pasts, shelf) for name in names}
    weights = {name: live.weights.get(name, 1.0) for name in names}
    total = blend(scores, weights, live.fusion, seen=pasts.histories(shelf.ids))
    return np.where(total > 0, total, NOTHING), {
        name: sizes(found)[:, 0] for name, found in scores.items()
    }


def spoken_for(live: Live, pasts: Pasts, shelf: Shelf) -> Bools:
    """What [n_learners, n_courses] models that read profiles speak for."""
    spoken = np.zeros((len(pasts), len(shelf)), dtype=bool)
    for name in live.weights:
        if live.models[name].algorithm.reads_context:
            spoken |= scores_of(live.models[name], pasts, shelf) > 0
    return spoken


def scores_of(model: Model, pasts: Pasts, shelf: Shelf) -> Floats:
    """One model's scores [n_learners, n_courses] of the shelf."""
    return model.score(pasts.histories(model.course_ids), shelf.ids)


def best_of(scores: Floats, count: int) -> list[int]:
    """The columns of one row with the `count` best scores, best first, ties to the lower."""
    if count <= 0:
        return []
    if len(scores) > 4 * count:
        floor = np.partition(scores, len(scores) - count)[len(scores) - count]
        columns = np.flatnonzero(scores >= floor)
    else:
        columns = np.arange(len(scores))
    order = columns[np.argsort(-scores[columns], kind="stable")][:count]
    return [int(column) for column in order if scores[column] > NOTHING]
