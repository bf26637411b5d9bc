"""Networks: the loop, the losses, the windows, and what only networks promise."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from recommendations.engine import registry
from recommendations.engine.context import context_of
from recommendations.engine.nn.dropout import Dropout
from recommendations.engine.nn.held_out import hold_out
from recommendations.engine.nn.loop import Schedule, train
from recommendations.engine.nn.losses import blame, compared
from recommendations.engine.nn.sequences import Spans, batches, windows
from recommendations.engine.ranking.candidates import recommend
from recommendations.engine.types import Catalogue, Histories

from .worlds import NETWORKS, interactions_of, made, plain_catalogue, two_camps

every_network = pytest.mark.parametrize("name", NETWORKS)
NEXT = ("sasrec", "gru", "caser", "bert4rec")  # they read the order of a history


def spans_of(*rows):
    lengths = np.array([len(row) for row in rows])
    stops = np.cumsum(lengths)
    return Spans(np.array([item for row in rows for item in row]), stops - lengths, stops)


def rows_of(spans):
    return [spans.items[a:b].tolist() for a, b in zip(spans.starts, spans.stops, strict=True)]


@pytest.mark.parametrize("length", [1, 3, 7, 50])
def test_windows_foretell_every_course_but_the_first_once(length):
    spans = spans_of(range(20), range(100, 103), [7], [], range(200, 208))

    cut = rows_of(windows(spans, length, np.random.default_rng(0)))

    foretold = sorted(item for row in cut for item in row[1:])
    assert foretold == [*range(1, 20), 101, 102, *range(201, 208)]
    assert max(map(len, cut)) <= length + 1


def test_windows_can_look_further_back_than_they_foretell():
    cut = rows_of(windows(spans_of(range(9)), 2, np.random.default_rng(0), before=4))

    assert all(len(row) <= 6 for row in cut)
    assert all(row == list(range(row[0], row[-1] + 1)) for row in cut)


def test_batches_hold_every_row_once():
    lengths = np.random.default_rng(1).integers(2, 60, 400)

    parts = batches(lengths, 500, np.random.default_rng(2))

    assert sorted(np.concatenate(parts).tolist()) == list(range(400))
    assert max(lengths[part].sum() for part in parts) <= 500 + 60


def test_the_whole_softmax_is_the_usual_cross_entropy_with_its_gradients():
    torch.manual_seed(0)
    hidden, items = torch.randn(300, 8, requires_grad=True), torch.randn(40, 8, requires_grad=True)
    targets = torch.randint(40, (300,))
    usual = functional.cross_entropy(hidden @ items.T, targets)
    wanted = torch.autograd.grad(usual, (hidden, items))

    ours = blame("softmax", hidden, items, targets, 0)

    assert math.isclose(ours.item(), usual.item(), rel_tol=1e-5)
    for mine, theirs in zip(torch.autograd.grad(ours, (hidden, items)), wanted, strict=True):
        assert torch.allclose(mine, theirs, atol=1e-6)


@pytest.mark.parametrize("kind", ["softmax", "gbce", "bpr"])
def test_every_loss_falls_as_the_right_course_rises(kind):
    misses = torch.tensor([[0.5, -0.5, 0.2]])

    worse, better = (compared(kind, torch.tensor([[hit]]), misses, 50) for hit in (0.0, 3.0))

    assert better < worse


def test_dropout_keeps_the_mean_and_rests_while_scoring():
    torch.manual_seed(0)
    layer, x = Dropout(0.4, 16), torch.ones(5_000, 16)

    dropped = layer(x)

    assert abs((dropped == 0).float().mean().item() - 0.4) < 0.02
    assert abs(dropped.mean().item() - 1) < 0.03
    assert torch.equal(layer.eval()(x), x)


def fitted_line(schedule, check=None):
    """One number that should become 3."""
    network = torch.nn.Linear(1, 1, bias=False)
    torch.nn.init.zeros_(network.weight)
    notes = []
    train(
        network,
        lambda: [torch.tensor([[1.0]])] * 4,
        lambda batch: (network(batch) - 3).square().sum(),
        schedule,
        check=check and (lambda: check(network)),
        progress=lambda done, note="": notes.append((done, note)),
    )
    return network.weight.item(), notes


def test_the_loop_learns_and_tells_how_far_it_is():
    weight, notes = fitted_line(Schedule(epochs=60, learning_rate=0.1))

    assert abs(weight - 3) < 0.1
    assert [done for done, _ in notes] == pytest.approx([n / 60 for n in range(1, 61)])


def test_the_loop_stops_when_the_check_no_longer_rises_and_keeps_the_best():
    best_at_one = lambda network: -abs(network.weight.item() - 1)  # noqa: E731

    weight, notes = fitted_line(Schedule(60, 0.1, patience=3), best_at_one)

    assert abs(weight - 1) < 0.3
    assert len(notes) < 30


def test_a_loss_that_is_no_number_ends_training_with_what_was_learned_before():
    network = torch.nn.Linear(1, 1, bias=False)
    before = network.weight.item()

    train(
        network,
        lambda: [torch.tensor([[1.0]])],
        lambda batch: network(batch).sum() * torch.nan,
        Schedule(5, 0.1),
        progress=lambda done, note="": None,
    )

    assert network.weight.item() == before


def test_what_is_held_out_is_the_last_course_of_some_and_nothing_of_the_others():
    spans = spans_of(*[[0, 1, 2, 3]] * 600)

    class Knows:
        def scored(self, asked):
            assert set(map(tuple, rows_of(asked))) == {(0, 1, 2)}
            return np.eye(4)[[3] * len(asked.starts)]

    shorter, check = hold_out(Knows(), spans, 50, np.random.default_rng(0))

    assert sorted(set(shorter.lengths.tolist())) == [3, 4]
    assert (shorter.lengths == 3).sum() == 60
    assert check() == 1.0


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
