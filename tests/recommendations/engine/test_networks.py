"""What only networks promise."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from recommendations.engine import registry
from recommendations.engine.context import context_of
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.types import Catalogue, Histories

from .worlds import NETWORKS, interactions_of, made, plain_catalogue, two_camps

every_network = pytest.mark.parametrize("name", NETWORKS)
NEXT = ("sasrec", "gru", "caser", "bert4rec")  # they read the order of a history


@every_network
def test_an_interrupted_fit_leaves_the_model_as_it_was(name):
    world, catalogue = two_camps()
    model = made(name).fit(world, catalogue)
    history = Histories.from_lists([[0, 1]])
    before = model.score(history)

    def stop(done, note=""):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        model.fit(world, catalogue, seed=9, progress=stop)

    assert np.array_equal(model.score(history), before, equal_nan=True)
    fresh = made(name)
    with pytest.raises(KeyboardInterrupt):
        fresh.fit(world, catalogue, progress=stop)
    assert not [attribute for attribute in vars(fresh) if attribute.endswith("_")]


@every_network
def test_training_does_not_touch_the_random_numbers_of_others(name):
    torch.manual_seed(5)
    wanted = torch.rand(3)
    torch.manual_seed(5)

    made(name, epochs=1).fit(*two_camps(), seed=1)

    assert torch.equal(torch.rand(3), wanted)


@pytest.mark.parametrize("name", NEXT)
def test_what_comes_next_depends_on_the_order(name):
    ring = [[(start + step) % 8 for step in range(5)] for start in range(8)]
    world = interactions_of(*ring * 12, n_courses=8)
    model = made(name, epochs=80, history_length=10).fit(world, plain_catalogue(8))

    best = recommend(model, Histories.from_lists([[0, 1, 2], [2, 3, 4], [5, 6, 7]]), 1)

    assert best.courses.ravel().tolist() == [3, 5, 0]


@every_network
def test_a_long_history_scores_as_its_latest_courses(name):
    model = made(name, history_length=3).fit(*two_camps())
    long, short = [[5, 4, 6, 7, 5, 4, 0, 1, 2] * 40], [[0, 1, 2]]

    found, wanted = (model.score(Histories.from_lists(past)) for past in (long, short))

    assert np.allclose(found, wanted, atol=1e-5, equal_nan=True)


@every_network
def test_learners_who_took_everything_leave_nothing_to_compare_with(name):
    world = interactions_of(*[[0, 1, 2]] * 5, n_courses=3)
    sampled = {} if name in {"mult_vae", "generative"} else {"negatives": 3}

    model = made(name, epochs=2, **sampled).fit(world, plain_catalogue(3))

    assert np.isfinite(model.score(Histories.from_lists([[0, 1, 2]]))).all()


@every_network
def test_a_learner_with_two_thousand_courses_is_learned_from_and_answered(name):
    everything = np.random.default_rng(3).permutation(2_000).tolist()
    world = interactions_of(everything, everything[:3], n_courses=2_000)
    model = made(name, epochs=1).fit(world, plain_catalogue(2_000))

    scores = model.score(Histories.from_lists([everything, everything[:2]]))

    assert np.isfinite(scores).all()
    assert all(np.isfinite(array).all() for array in model.weights_.values())


@pytest.mark.parametrize("name", ["two_tower", "generative"])
def test_content_that_is_no_number_says_nothing_and_breaks_nothing(name):
    world, _ = two_camps()
    given = np.repeat(np.eye(2), 4, axis=0)
    given[2], given[6, 1] = np.nan, np.inf
    catalogue = Catalogue.build(list(range(8)), features={"text": given})

    model = made(name, epochs=2).fit(world, catalogue)

    assert np.isfinite(model.score(Histories.from_lists([[0, 1]]))).all()
    assert all(np.isfinite(array).all() for array in model.weights_.values())


def world_with_a_new_course():
    """Two camps, and a ninth course that nobody took, described like those of art."""
    world, catalogue = two_camps()
    wider = interactions_of(*np.split(world.indices, world.indptr[1:-1]), n_courses=9)
    texts = [*catalogue.texts, "Drawing birds and their colours"]
    categories = [*catalogue.categories, ("art",)]
    return wider, Catalogue.build(list(range(9)), texts=texts, categories=categories)


def test_two_towers_score_a_course_that_nobody_took_by_its_description():
    model = made("two_tower", hidden=0.5).fit(*world_with_a_new_course())

    scores = model.score(Histories.from_lists([[0, 1], [4, 5]]))

    assert scores[1, 8] > scores[0, 8]
    assert scores[1, 8] > scores[1, :4].max()


def test_two_towers_have_no_opinion_on_a_course_of_which_nothing_is_known():
    world, _ = world_with_a_new_course()
    blank = Catalogue.build(list(range(9)), texts=[*["word"] * 8, ""])

    scores = made("two_tower").fit(world, blank).score(Histories.from_lists([[0, 1]]))

    assert np.isnan(scores[0, 8])
    assert not np.isnan(scores[0, :8]).any()


def test_two_towers_greet_a_newcomer_by_the_profile():
    world, catalogue = two_camps()
    interests = [["data"]] * 20 + [["art"]] * 20
    world = world.with_context(context_of(interests=interests))
    model = made("two_tower").fit(world, catalogue)
    newcomers = Histories.empty(3).with_context(context_of(interests=[["data"], ["art"], []]))

    scores = model.score(newcomers)

    assert scores[0].argmax() < 4 <= scores[1].argmax()
    assert np.isnan(scores[2]).all()


@every_network
def test_a_warm_start_takes_over_the_layers_and_nothing_that_belongs_to_courses(name):
    before = made(name).fit(*two_camps())
    other = interactions_of(*[[0, 1, 2, 3, 4]] * 4, n_courses=5), plain_catalogue(5)
    brief = {"epochs": 1, "learning_rate": 0.00001}

    cold = made(name, **brief).fit(*other)
    warm = made(name, **brief).warm_start(before, np.full(5, -1)).fit(*other)

    of_courses = cold.network(5).of_one_fit
    layers = [one for one in cold.weights_ if not one.startswith(of_courses)]
    near = {
        one: cold.weights_[one].shape == before.weights_[one].shape
        and np.allclose(warm.weights_[one], before.weights_[one], atol=1e-3)
        for one in cold.weights_
    }
    assert all(near[one] for one in layers)
    assert not any(near[one] for one in set(near) - set(layers) if cold.weights_[one].size > 8)
    assert not all(np.allclose(warm.weights_[one], cold.weights_[one], atol=1e-3) for one in layers)


def test_a_warm_start_from_another_algorithm_is_a_cold_one():
    world = two_camps()
    before = made("gru").fit(*world)

    warm, cold = (
        made("sasrec", epochs=2).warm_start(before, np.full(8, -1)).fit(*world),
        made("sasrec", epochs=2).fit(*world),
    )

    assert all(np.array_equal(warm.weights_[one], cold.weights_[one]) for one in cold.weights_)


def test_the_knobs_of_networks_are_known_without_torch_and_name_their_library():
    assert {registry.find(name).scores_with for name in NETWORKS} == {"torch"}
