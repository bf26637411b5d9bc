"""Small made-up worlds whose right answers are known."""

from __future__ import annotations

import numpy as np

from recommendations.engine.registry import create, names
from recommendations.engine.types import Catalogue, Interactions

DAY = 86_400
TITLES = (
    "Python for data work",
    "Statistics with Python",
    "Data pipelines in Python",
    "Plotting data with Python",
    "Drawing birds",
    "Painting birds in water colour",
    "Sketching birds outdoors",
    "Colours for drawing birds",
)
CAMPS = ("data",) * 4 + ("art",) * 4
ALGORITHMS = names()
# Networks as small as these worlds, so that a test takes no longer than with the others.
_NETWORK = {"factors": 8, "epochs": 24, "learning_rate": 0.03, "dropout": 0.1}
SMALL = {
    "sasrec": {**_NETWORK, "blocks": 1},
    "bert4rec": {**_NETWORK, "blocks": 1},
    "gru": _NETWORK,
    "caser": {**_NETWORK, "filters": 4},
    "mult_vae": _NETWORK,
    "two_tower": _NETWORK,
    "neural_cf": {**_NETWORK, "negatives": 4},
    "generative": {**_NETWORK, "blocks": 1, "levels": 2, "codes": 4},
}
NETWORKS = tuple(SMALL)


def made(name, **params):
    """A fresh algorithm that fits a small world within a blink."""
    return create(name, **{**SMALL.get(name, {}), **params})


def interactions_of(*sequences, n_courses=None, start=0, gap=DAY):
    """One learner for each sequence of column numbers, one course every `gap` seconds."""
    events = [
        (learner, course, start + gap * place)
        for learner, sequence in enumerate(sequences)
        for place, course in enumerate(sequence)
    ]
    learners, courses, times = (
        (list(column) for column in zip(*events, strict=True)) if events else ([], [], [])
    )
    width = n_courses if n_courses is not None else max(courses, default=-1) + 1
    return Interactions.from_events(
        learners, courses, np.ones(len(events)), times, course_ids=list(range(width))
    )


def plain_catalogue(n_courses):
    """Courses of which nothing is known but their number."""
    return Catalogue.build(list(range(n_courses)))


def two_camps(learners_a_camp=20):
    """Learners of data take courses 0 to 3, learners of art 4 to 7; one course each is missing."""
    random = np.random.default_rng(7)
    sequences = [
        (camp + random.permutation(4))[:3].tolist()
        for camp in (0, 4)
        for _ in range(learners_a_camp)
    ]
    catalogue = Catalogue.build(
        list(range(8)), texts=TITLES, categories=[[camp] for camp in CAMPS], languages=["en"] * 8
    )
    return interactions_of(*sequences, n_courses=8), catalogue
