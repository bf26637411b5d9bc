"""Factorisation: where a fit begins, what a warm one saves, and histories beyond the usual."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.registry import create
from recommendations.engine.types import Histories

from .worlds import interactions_of, plain_catalogue, two_camps

CONTINUING = ("ials",)
every_model = pytest.mark.parametrize("name", CONTINUING)


def camps_of(n_camps=6, learners_a_camp=30, seed=1):
    """Learners who take seven of the ten courses of their camp, and one of another."""
    random = np.random.default_rng(seed)
    sequences = [
        [*(10 * camp + random.permutation(10)[:7]).tolist(), int(random.integers(10 * n_camps))]
        for camp in range(n_camps)
        for _ in range(learners_a_camp)
    ]
    return interactions_of(*map(dict.fromkeys, sequences), n_courses=10 * n_camps)


def alike(first, second, histories):
    """How well the scores of two models go together, over all learners."""
    ours, theirs = first.score(histories).ravel(), second.score(histories).ravel()
    return np.corrcoef(ours, theirs)[0, 1]


@every_model
def test_a_warm_start_on_the_same_data_scores_nearly_the_same_in_a_third_of_the_epochs(name):
    world, told = camps_of(), []
    catalogue, histories = plain_catalogue(60), Histories.from_interactions(world)
    cold = create(name, factors=8).fit(world, catalogue)

    warm = create(name, factors=8).warm_start(cold, np.arange(60))
    warm.fit(world, catalogue, seed=5, progress=lambda done, note="": told.append(done))

    assert alike(cold, warm, histories) > 0.995
    assert len(told) <= -(-cold.epochs // 3)


@every_model
def test_a_warm_start_finds_its_courses_in_other_columns_and_learns_new_ones(name):
    world, catalogue = two_camps()
    before = create(name).fit(interactions_of(*[[0, 1]] * 5, *[[2, 3]] * 5), plain_catalogue(4))

    warm = create(name).warm_start(before, np.array([2, 3, -1, -1, 0, 1, -1, -1]))
    scores = warm.fit(world, catalogue).score(Histories.from_lists([[0, 1], [4, 5]]))

    assert scores[0, 2:4].min() > scores[0, 4:].max()
    assert scores[1, 6:8].min() > scores[1, :4].max()


@every_model
def test_a_version_with_vectors_of_another_length_is_passed_over(name):
    world, catalogue = two_camps()
    before = create(name, factors=3).fit(world, catalogue)
    histories = Histories.from_interactions(world)

    warm = create(name, factors=5).warm_start(before, np.arange(8)).fit(world, catalogue)

    cold = create(name, factors=5).fit(world, catalogue)
    assert np.array_equal(warm.score(histories), cold.score(histories))


@every_model
def test_a_learner_of_two_thousand_courses_at_one_moment_is_learned_from_and_scored(name):
    everything = list(range(2_000))
    world = interactions_of(everything, *[[0, 1, 2]] * 20, gap=0)

    model = create(name, factors=8).fit(world, plain_catalogue(2_000))

    scores = model.score(Histories.from_lists([everything, [0, 1]]))
    assert np.isfinite(scores).all()
    assert scores[1, 2] == scores[1, 2:].max()
