"""Contributions of every algorithm that can explain itself, for one course and for many at once."""

import numpy as np
import pytest

from recommendations.engine import registry
from recommendations.engine.algorithms.base import Algorithm
from recommendations.engine.types import Histories

from .test_contract import every_variant
from .worlds import ALGORITHMS, made, two_camps

SILENT = {name for name in ALGORITHMS if registry.find(name).explain is Algorithm.explain}


@every_variant
def test_contributions_sum_to_the_score(name, params):
    model = made(name, **params).fit(*two_camps())
    history = Histories.from_lists([[0, 1]], [[1.0, 0.5]])
    scores = model.score(history)[0]

    for course in np.flatnonzero(~np.isnan(scores)):
        parts = model.explain(history, int(course))
        if params.get("fusion") == "reciprocal_rank" or name in SILENT:
            assert parts == ()
        else:
            assert np.isclose(sum(part.value for part in parts), scores[course], atol=1e-4)
            assert {part.course for part in parts} <= {0, 1, -1}
    asked = np.arange(model.n_courses_)[::-1].astype(np.int32)
    taken, shares = model.shares(history, asked)
    for column, course in enumerate(asked.tolist()):
        told = {part.course: part.value for part in model.explain(history, course)}
        found = dict(zip(taken.tolist(), shares[:, column].tolist(), strict=True))
        assert {k: v for k, v in found.items() if v} == pytest.approx(told, abs=1e-6)
