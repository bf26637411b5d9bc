"""From one field into another: which fields are new, and what the two bridges carry over."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.algorithms.cross_domain import _bridge
from recommendations.engine.data.splits import leave_last_out
from recommendations.engine.evaluation.slices import new_field_targets
from recommendations.engine.features.fields import fields_of, new_to
from recommendations.engine.registry import create
from recommendations.engine.types import Catalogue, Histories

from .worlds import interactions_of, two_camps

# Data: 0 1 2, art: 3 4 5, of no field: 6.
CATALOGUE = Catalogue.build(
    range(7),
    texts=[
        "colour maps", "rare tables", "rare plots",
        "painting with colour maps", "ink", "rare drawings", "stray",
    ],
    categories=[
        ["maps", "data"], ["tables", "data"], ["data"], ["paint", "art"], ["art"], ["ink", "art"], [],
    ],
)  # fmt: skip
# Whoever takes 1 takes 4 later on; nobody goes from 0 to anywhere in art.
WORLD = interactions_of(*[[1, 4]] * 6, *[[2, 5]] * 6, [0, 2], [4, 5], [3, 5], [6], n_courses=7)


def fitted(**params):
    return create("cross_domain", **params).fit(WORLD, CATALOGUE)


def scores(model, *history):
    return model.score(Histories.from_lists([list(history)]))[0]


def test_the_field_of_a_course_is_the_most_general_of_its_categories_wherever_it_stands():
    catalogue = Catalogue.build(
        range(4), categories=[["maps", "data"], ["data", "tables"], ["art"], []]
    )

    fields = fields_of(catalogue)

    assert fields[0] == fields[1] != fields[2] >= 0
    assert fields[3] == -1


def test_a_field_is_new_to_who_did_nothing_in_it_and_nothing_is_new_to_the_unknown():
    fields = np.array([0, 0, 1, -1], np.int32)
    pasts = Histories.from_lists([[0], [0, 2], [], [3], [2, 3, 99]])

    assert new_to(pasts, fields).tolist() == [
        [False, False, True, False],
        [False] * 4,
        [False] * 4,
        [False] * 4,
        [True, True, False, False],
    ]


@pytest.mark.parametrize("l2", [1.0, 30.0])
def test_the_learned_bridge_is_the_ridge_regression_of_a_field_on_all_others(l2):
    fields = fields_of(CATALOGUE)
    gram = (WORLD.weights.T @ WORLD.weights).toarray().astype(float)

    kept, bridge = _bridge(WORLD, fields, l2)

    assert kept.tolist() == list(range(7))
    for field in (0, 1):
        inside, others = np.flatnonzero(fields == field), np.flatnonzero(fields != field)
        ridged = gram[np.ix_(others, others)] + l2 * np.eye(len(others))
        expected = np.linalg.solve(ridged, gram[np.ix_(others, inside)])
        assert np.allclose(bridge[np.ix_(others, inside)], expected, atol=1e-5)
        assert (bridge[np.ix_(inside, inside)] == 0).all()


def test_who_did_something_in_one_field_is_led_to_what_others_took_in_another():
    model = fitted(concepts=0.0, l2=1.0)

    assert np.nanargmax(scores(model, 1)) == 4
    assert np.nanargmax(scores(model, 2)) == 5


def test_there_is_no_opinion_on_known_fields_nor_on_courses_without_one():
    found = scores(fitted(), 1, 2)

    assert np.isnan(found[[0, 1, 2, 6]]).all()
    assert not np.isnan(found[4])
    assert np.isnan(scores(fitted(), 1, 4)).all()
    assert np.isnan(scores(fitted(), 6)).all()


def test_shared_concepts_lead_where_nobody_has_gone_before():
    assert np.nanargmax(scores(fitted(l2=1.0), 0)) == 3
    assert np.nan_to_num(scores(fitted(concepts=0.0, l2=1.0), 0))[3] < 1e-6


def test_two_camps_without_a_learner_in_both_are_bridged_by_words_alone():
    model = create("cross_domain", concepts=0.0).fit(*two_camps())

    assert np.isnan(model.score(Histories.from_lists([[0, 1]]))).all()


def test_a_field_whose_courses_are_copies_of_each_other_does_no_harm():
    world = interactions_of(*[[0, 1, 2, 3]] * 50, n_courses=4)
    catalogue = Catalogue.build(range(4), categories=[["a"], ["b"], ["b"], ["b"]])

    found = create("cross_domain", l2=1.0).fit(world, catalogue).score(Histories.from_lists([[0]]))

    assert np.allclose(found[0, 1:], found[0, 1])
    assert 0 < found[0, 1] < 1


def test_of_what_is_to_be_found_only_courses_of_new_fields_are_asked_about():
    fold = leave_last_out(WORLD).test

    asked = new_field_targets(fold, CATALOGUE)

    assert asked.learners.tolist() == list(range(12))  # the others stayed in their field
    assert set(asked.courses.tolist()) == {4, 5}
    assert asked.indptr.tolist() == list(range(13))
