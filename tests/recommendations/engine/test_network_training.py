"""How networks are trained: the loop, the losses, the windows, what is held out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch.nn import functional

from recommendations.engine.nn.dropout import Dropout
from recommendations.engine.nn.held_out import hold_out
from recommendations.engine.nn.loop import Schedule, train
from recommendations.engine.nn.losses import blame, compared
from recommendations.engine.nn.sequences import Spans, batches, windows


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
