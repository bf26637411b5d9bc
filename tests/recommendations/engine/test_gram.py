"""The Gram matrix and its inverse: as good as twice the figures, whatever the weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommendations.engine.gram import WELL_CONDITIONED, gram_of, inverse_of, mirror

from .worlds import interactions_of, two_camps


def random_world(learners=300, courses=40):
    random = np.random.default_rng(4)
    return interactions_of(*(random.permutation(courses)[:9].tolist() for _ in range(learners)))


def exact(world, ridge):
    x = world.weights.toarray().astype(np.float64)
    return np.linalg.inv(x.T @ x + np.diag(np.broadcast_to(ridge, x.shape[1])))


def test_the_gram_matrix_counts_common_learners():
    world, _ = two_camps()
    x = world.weights.toarray()

    assert np.array_equal(gram_of(world, np.arange(8)), x.T @ x)
    assert np.array_equal(gram_of(world, np.array([1, 5, 6])), (x.T @ x)[[1, 5, 6]][:, [1, 5, 6]])


@pytest.mark.parametrize("ridge", [0.01, 10.0, 1_000.0])
def test_the_inverse_is_that_of_twice_the_figures(ridge):
    world = random_world()

    found = inverse_of(gram_of(world, np.arange(40)), ridge)

    assert np.allclose(found, exact(world, ridge), rtol=1e-4, atol=1e-6)
    assert np.array_equal(found, found.T)


def test_every_course_can_have_a_ridge_of_its_own():
    world, ridge = random_world(), np.linspace(5, 500, 40)

    found = inverse_of(gram_of(world, np.arange(40)), ridge)

    assert np.allclose(found, exact(world, ridge), rtol=1e-4, atol=1e-6)


def test_a_small_ridge_under_large_sums_is_inverted_in_doubles():
    heavy = np.array([[4e6, 4e6 - 2], [4e6 - 2, 4e6]], np.float32)
    assert heavy.sum(axis=1).max() > WELL_CONDITIONED

    found = inverse_of(heavy.copy(), 1.0)

    assert np.allclose(found, np.linalg.inv(heavy.astype(np.float64) + np.eye(2)), rtol=1e-4)


def test_copies_of_one_course_at_huge_weights_still_have_an_inverse():
    found = inverse_of(np.full((3, 3), 1e30, np.float32), 1.0)

    assert np.isfinite(found).all()
    assert (np.diag(found) > 0).all()


@given(size=st.integers(0, 700))
def test_the_upper_half_is_mirrored_whatever_the_size(size):
    matrix = np.arange(size * size, dtype=np.float32).reshape(size, size)
    upper = np.triu(matrix)

    mirror(matrix)

    assert np.array_equal(np.triu(matrix), upper)
    assert np.array_equal(matrix, matrix.T)
