"""Models that serve take in new courses without a training, by the courses most like them."""

from dataclasses import replace

import numpy as np

from recommendations.engine.arrays import Longs, positions_of
from recommendations.engine.arrivals import NONE, Arrivals, Welcoming
from recommendations.serving.live import Live, Model, live_models
from recommendations.sources.arrivals import Nearest, place_new_courses, read_placed

NEIGHBOURS = 50
MOST_KEPT = 20  # models; those of retired versions go with the others
_welcomed: dict[str, tuple[Nearest, Model]] = {}  # by path: who was taken in, and the model since


def live_with_new_courses() -> Live:
    """The live models; those that can have taken in what was published since they were fitted."""
    live = live_models()
    placed = read_placed() if live.models else {}
    if not placed:
        return live
    models = {name: with_new_courses(model, placed) for name, model in live.models.items()}
    return replace(live, models=models)


def with_new_courses(model: Model, placed: Nearest) -> Model:
    """The same model over more columns; itself where it cannot, or knows all of them."""
    known = set(model.course_ids.tolist())
    new = {course: near for course, near in placed.items() if course not in known}
    if not new or not isinstance(model.algorithm, Welcoming):
        return model
    kept = _welcomed.get(model.path)
    if kept is None or kept[0] != new:
        algorithm = model.algorithm.welcome(_arrivals(new, model.course_ids))
        ids = np.concatenate([model.course_ids, np.array(list(new), np.int64)])
        if algorithm.n_courses_ != len(ids):
            return model
        if len(_welcomed) > MOST_KEPT:
            _welcomed.clear()
        kept = _welcomed[model.path] = new, replace(model, algorithm=algorithm, course_ids=ids)
    return kept[1]


def place_courses() -> int:
    """Find the neighbours of every published course that some live model does not know."""
    models = [one for one in live_models().models.values() if isinstance(one.algorithm, Welcoming)]
    if not models:
        return 0
    known: Longs = models[0].course_ids
    for model in models[1:]:
        known = np.intersect1d(known, model.course_ids)
    return place_new_courses(known)


def _arrivals(new: Nearest, known: Longs) -> Arrivals:
    """Neighbours by column; those that the model never heard of are left out."""
    nearest = np.full((len(new), NEIGHBOURS), NONE, np.int64)
    likeness = np.zeros((len(new), NEIGHBOURS), np.float32)
    for row, pairs in enumerate(new.values()):
        places = positions_of(np.array([course for course, _ in pairs], np.int64), known)
        found = [(p, alike) for p, (_, alike) in zip(places.tolist(), pairs, strict=True) if p >= 0]
        for column, (place, alike) in enumerate(found[:NEIGHBOURS]):
            nearest[row, column], likeness[row, column] = place, alike
    return Arrivals(nearest, likeness)
