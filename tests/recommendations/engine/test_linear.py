"""The linear models against the equations that define them, on worlds small enough to solve whole."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_array
from sklearn.linear_model import ElasticNet

from recommendations.engine.local_systems import by_ridge, likeliest, solve_each
from recommendations.engine.registry import create
from recommendations.engine.types import Histories, Interactions

from .worlds import DAY, interactions_of, plain_catalogue


def random_world(learners=60, courses=12, length=6, seed=5):
    """Sequences with some order in them: courses of near numbers follow each other."""
    random = np.random.default_rng(seed)
    places = (
        random.integers(0, courses, (learners, 1))
        + random.permuted(np.tile(np.arange(2 * length), (learners, 1)), axis=1)[:, :length]
    )
    return interactions_of(
        *(np.unique(row % courses).tolist() for row in places), n_courses=courses
    )


def fitted(name, world, **params):
    return create(name, **params).fit(world, plain_catalogue(world.n_courses))


def scores(model, *history):
    return model.score(Histories.from_lists([list(history)]))[0]


def test_next_item_ridge_solves_for_the_past_and_its_last_course_together():
    world, l2, last_l2, memory = random_world(), 3.0, 7.0, 2.0
    n = world.n_courses
    pasts, nexts = [], []
    for start, stop in zip(world.indptr[:-1], world.indptr[1:], strict=True):
        for end in range(start + 1, stop):
            past = np.zeros(2 * n)
            for place in range(start, end):
                past[n + world.indices[place]] = 0.5 ** ((end - 1 - place) / memory)
            past[world.indices[end - 1]] = 1
            pasts.append(past / (stop - start - 1) ** 0.25)
            nexts.append(np.eye(n)[world.indices[end]] / (stop - start - 1) ** 0.25)
    x, y = np.array(pasts), np.array(nexts)
    ridge = np.diag(np.repeat([last_l2, l2], n))
    links = np.linalg.solve(x.T @ x + ridge, x.T @ y)

    model = fitted(
        "next_item_ridge", world, l2=l2, last_l2=last_l2, memory=memory, length_damping=0.5
    )

    assert np.allclose(model.lasts_.scipy().toarray(), links[:n], atol=1e-5)
    assert np.allclose(model.items_, links[n:], atol=1e-5)


def test_among_candidates_each_target_is_solved_for_by_its_own_few():
    random = np.random.default_rng(2)
    x, y = random.standard_normal((40, 9)), random.standard_normal((40, 5))
    gram, moments = x.T @ x, x.T @ y

    candidates = likeliest(gram, csr_array(moments.T), 2.0, 4)
    found = solve_each(gram, candidates, by_ridge(2.0)).toarray()

    likeness = np.abs(moments.T) / np.sqrt(np.diag(gram) + 2)
    for target in range(5):
        own = np.sort(np.argsort(-likeness[target])[:4])
        expected = np.linalg.solve(gram[np.ix_(own, own)] + 2 * np.eye(4), moments[own, target])
        assert np.allclose(found[target, own], expected)
        assert np.count_nonzero(found[target]) == 4


def test_next_item_ridge_among_candidates_says_what_it_says_from_all():
    world = random_world()
    whole = scores(fitted("next_item_ridge", world), 1, 4, 7)
    among = scores(fitted("next_item_ridge", world, neighbours=12), 1, 4, 7)

    assert np.nanargmax(among) == np.nanargmax(whole)
    assert np.corrcoef(among[1:], whole[1:])[0, 1] > 0.95


@pytest.mark.parametrize(("l1", "l2"), [(1.0, 3.0), (0.2, 1.0), (4.0, 0.5)])
def test_slim_is_the_elastic_net_of_each_course_on_all_others(l1, l2):
    world = random_world()
    x = world.weights.toarray()
    model = fitted("slim", world, l1=l1, l2=l2)
    scale = len(x)  # scikit-learn divides the squares by it
    net = ElasticNet(
        alpha=(l1 + l2) / scale,
        l1_ratio=l1 / (l1 + l2),
        positive=True,
        fit_intercept=False,
        tol=1e-6,
        max_iter=10_000,
    )
    found = model.items_.scipy().toarray()

    for course in range(world.n_courses):
        others = np.delete(np.arange(world.n_courses), course)
        net.fit(x[:, others], x[:, course])
        assert np.allclose(found[others, course], net.coef_, atol=3e-3)
        assert found[course, course] == 0


def test_slim_finds_a_courses_links_among_its_nearest_alone():
    world = random_world()
    x = world.weights.toarray()
    gram = x.T @ x
    near = gram / np.sqrt(np.outer(np.diag(gram), np.diag(gram)))
    np.fill_diagonal(near, -1)

    links = fitted("slim", world, l1=0.0, neighbours=3).items_.scipy().toarray()

    for course in range(world.n_courses):
        assert set(np.flatnonzero(links[:, course])) <= set(np.argsort(-near[course])[:3])


def test_edlae_is_its_closed_form():
    world = random_world()
    x = world.weights.toarray().astype(float)
    gram = x.T @ x
    inverse = np.linalg.inv(gram + 4 * np.eye(len(gram)) + 0.25 / 0.75 * np.diag(np.diag(gram)))
    links = np.eye(len(gram)) - inverse / np.diag(inverse)

    model = fitted("edlae", world, l2=4.0, hidden_share=0.25, position_half_life=0)

    assert np.allclose(scores(model, 2, 5), links[2] + links[5], atol=1e-5)


def test_edlae_that_hides_nothing_is_ease():
    world = random_world()
    same = {"l2": 20.0, "position_half_life": 3.0}

    denoised = fitted("edlae", world, hidden_share=0.0, **same)

    assert np.allclose(scores(denoised, 1, 8, 3), scores(fitted("ease", world, **same), 1, 8, 3))


def test_edlae_is_what_hiding_courses_at_random_tends_to():
    world = random_world()
    x = world.weights.toarray()
    random, share = np.random.default_rng(0), 0.4
    shown = np.concatenate([x * (random.random(x.shape) > share) for _ in range(3_000)])
    whole = np.tile(x, (3_000, 1))
    course, others = 3, np.delete(np.arange(world.n_courses), 3)
    gram = shown[:, others].T @ shown[:, others] / 3_000 / (1 - share) ** 2
    moments = shown[:, others].T @ whole[:, course] / 3_000 / (1 - share)
    expected = np.linalg.solve(gram + 5 * np.eye(len(gram)), moments)

    model = fitted("edlae", world, l2=5.0, hidden_share=share)

    assert np.allclose(model.items_[others, course], expected, atol=0.01)


def test_rp3beta_shares_out_each_step_and_holds_popular_ends_back():
    world = random_world()
    x = world.weights.toarray().astype(float)
    to_learner = (x.T / x.sum(axis=0)[:, None]) ** 0.7
    to_course = (x / x.sum(axis=1)[:, None]) ** 0.7
    links = to_learner @ to_course / x.sum(axis=0) ** 0.4
    np.fill_diagonal(links, 0)

    model = fitted("rp3beta", world, walk_exponent=0.7, damping=0.4, position_half_life=0)

    found = np.nan_to_num(scores(model, 2, 5))
    assert np.allclose(found, links[2] + links[5], atol=1e-5)


def test_item_knn_by_jaccard_is_the_share_of_learners_of_either_who_took_both():
    world = random_world()
    x = world.weights.toarray() > 0

    found = scores(fitted("item_knn", world, similarity="jaccard", shrinkage=0.0), 2)

    for other in range(world.n_courses):
        both, either = (x[:, 2] & x[:, other]).sum(), (x[:, 2] | x[:, other]).sum()
        if other != 2 and both:
            assert np.isclose(found[other], both / either)


def test_user_knn_by_jaccard_adds_up_learners_by_the_share_of_courses_in_common():
    world = interactions_of([0, 1], [0, 1, 2], [3], n_courses=4)
    model = fitted("user_knn", world, similarity="jaccard", shrinkage=0.0, position_half_life=0)

    found = scores(model, 0, 1)

    assert np.allclose(found, [1 + 2 / 3, 1 + 2 / 3, 2 / 3, np.nan], equal_nan=True)


def test_old_interactions_count_less_in_learning():
    world = interactions_of([0, 1], [0, 2], n_courses=3)  # a day between the first and the second
    late = Interactions.from_events(
        [1, 1, 2, 2], [0, 1, 0, 2], [1, 1, 1, 1], [0, 0, 4 * DAY, 4 * DAY], course_ids=[0, 1, 2]
    )
    flat = fitted("user_knn", world, shrinkage=0.0, position_half_life=0)
    fading = fitted("user_knn", late, shrinkage=0.0, position_half_life=0, learning_half_life=2.0)

    assert np.isclose(scores(flat, 0)[1], scores(flat, 0)[2])
    assert np.isclose(scores(fading, 0)[1], scores(fading, 0)[2] / 4)
