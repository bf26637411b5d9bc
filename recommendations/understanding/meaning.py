"""Courses that are about what a query says, in whatever words and whichever of both languages."""

from recommendations.engine.types import Floats
from recommendations.understanding.choice import InForce, in_force
from recommendations.understanding.index import Near, has_vectors, nearest
from recommendations.understanding.queries import vector_of

MOST = 24
# A course counts as near when it comes so much of the way from nonsense to the nearest course;
# where that one says the very same, to a good one, which is so many times as near as nonsense.
SHARE = 0.6
GOOD = 1.25


def courses_about(query: str) -> dict[int, float]:
    """Courses by id with their cosines, the nearest first; none where nothing is near.

    For the search of the catalogue. Whether somebody may see them is asked there.
    """
    choice = in_force()
    if not choice.searches or not has_vectors(choice.id):
        return {}
    vector = vector_of(query)
    return {} if vector is None else about(vector, choice, MOST)


def about(vector: Floats, choice: InForce, most: int) -> dict[int, float]:
    """The same for a vector."""
    floors = choice.floors.get(choice.id)
    if floors is None:  # the first vectors are still being made
        return {}
    near = nearest(vector, most, "text", encoder=choice.id)
    if not _means_something(vector, near, choice):
        return {}
    good = min(near[0][1], GOOD * floors["text"])
    least = floors["base"] + SHARE * (good - floors["base"])
    return {pk: cosine for pk, cosine in near if cosine >= least}


def _means_something(vector: Floats, near: Near, choice: InForce) -> bool:
    """Whether some course, or some title, is nearer than nonsense comes to any."""
    floors = choice.floors[choice.id]
    if near and near[0][1] > floors["text"]:
        return True
    titles = nearest(vector, 1, "title", encoder=choice.id)
    return bool(near and titles) and titles[0][1] > floors["title"]
