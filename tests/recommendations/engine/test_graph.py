"""Spectral models against a whole decomposition, on worlds small enough for one."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array, diags_array, random_array

from recommendations.engine.features.singular import singular_vectors
from recommendations.engine.registry import create
from recommendations.engine.types import Histories

from .worlds import interactions_of, plain_catalogue


def random_world(learners=80, courses=15, length=5):
    random = np.random.default_rng(6)
    return interactions_of(
        *(random.permutation(courses)[:length].tolist() for _ in range(learners)),
        n_courses=courses,
    )


def fitted(name, world, **params):
    return create(name, **params).fit(world, plain_catalogue(world.n_courses))


def scores(model, *history):
    return model.score(Histories.from_lists([list(history)]))[0]


@pytest.mark.parametrize("shape", [(300, 60), (60, 300), (20, 8)])
def test_the_randomised_vectors_are_those_of_the_whole_decomposition(shape):
    random = np.random.default_rng(3)
    popular = diags_array(0.8 ** np.arange(shape[1]))
    matrix = csr_array(random_array(shape, density=0.5, rng=random) @ popular, dtype=np.float32)
    _, sizes, right = np.linalg.svd(matrix.toarray(), full_matrices=False)

    found_sizes, vectors = singular_vectors(matrix, 5, seed=1)

    assert np.allclose(found_sizes, sizes[:5], rtol=1e-3)
    assert np.allclose(np.abs(np.einsum("cf,fc->f", vectors, right[:5])), 1, atol=0.02)
    assert np.allclose(vectors.T @ vectors, np.eye(5), atol=1e-5)


def test_pure_svd_projects_a_history_onto_the_largest_singular_vectors():
    world = random_world()
    _, _, right = np.linalg.svd(world.weights.toarray(), full_matrices=False)
    projection = right[:3].T @ right[:3]

    model = fitted("pure_svd", world, factors=3, position_half_life=0)

    assert np.allclose(scores(model, 3, 9), projection[3] + projection[9], atol=1e-4)


def test_the_graph_filter_is_a_low_pass_and_a_linear_one_on_the_scaled_matrix():
    world = random_world()
    x = world.weights.toarray()
    learners, courses = x.sum(axis=1), x.sum(axis=0)
    scaled = x / learners[:, None] ** 0.5 / courses**0.3
    _, sizes, right = np.linalg.svd(scaled, full_matrices=False)
    smooth = right[:3].T @ right[:3] * courses**0.2
    near = scaled.T @ scaled / sizes[0] ** 2
    np.fill_diagonal(near, 0)
    links = (smooth + 2 * near) / courses[:, None] ** 0.3

    model = fitted(
        "graph_filter",
        world,
        factors=3,
        learner_damping=0.5,
        course_damping=0.3,
        popularity=0.2,
        near_share=2.0,
        position_half_life=0,
    )

    assert np.allclose(scores(model, 3, 9), links[3] + links[9], atol=1e-4)


def test_without_its_linear_part_the_graph_filter_keeps_no_neighbours():
    assert fitted("graph_filter", random_world(), near_share=0.0).near_.data.size == 0
