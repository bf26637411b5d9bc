"""Factorisation: where a fit begins, what a warm one saves, and histories beyond the usual."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.algorithms.pairwise import Pairwise
from recommendations.engine.registry import create
from recommendations.engine.types import Histories

from .worlds import interactions_of, plain_catalogue, two_camps

CONTINUING = ("ials", "bpr")
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

    assert alike(cold, warm, histories) > 0.98
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
    world, catalogue = camps_of(learners_a_camp=5), plain_catalogue(60)
    before = create(name, factors=3).fit(world, catalogue)
    histories = Histories.from_interactions(world)

    warm = create(name, factors=5).warm_start(before, np.arange(60)).fit(world, catalogue)

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


def test_a_learner_who_took_everything_is_no_endless_search():
    """R11."""
    everything = interactions_of(*[list(range(8))] * 3)

    model = create("bpr").fit(everything, plain_catalogue(8))

    assert np.isfinite(model.score(Histories.from_lists([[0, 1]]))).all()


def test_bpr_steps_up_the_slope_of_its_own_measure():
    """The first step's direction is the numerical slope of the mean log-odds of all pairs."""
    random = np.random.default_rng(3)
    world = interactions_of([0, 1, 2], [1, 3], [0, 2, 3, 4], n_courses=6)
    into, out = random.standard_normal((2, 6, 3))
    rows, others = world.weights.astype(np.float64), np.arange(6)

    def measure(into, out):
        total = 0.0
        for learner in range(3):
            taken = rows.indices[rows.indptr[learner] : rows.indptr[learner + 1]]
            for course in taken:
                rest = taken[taken != course]
                taste = into[rest].sum(axis=0) / len(rest) ** 0.5
                missing = np.setdiff1d(others, taken)
                lead = taste @ out[course] - out[missing] @ taste
                total += np.log(1 / (1 + np.exp(-lead))).sum() / len(others)
        return total

    for which in (0, 1):
        both = [into.copy(), out.copy()]
        slope = np.zeros((6, 3))
        for place in np.ndindex(6, 3):
            sides = []
            for change in (1e-5, -1e-5):
                moved = [array.copy() for array in both]
                moved[which][place] += change
                sides.append(measure(*moved))
            slope[place] = (sides[0] - sides[1]) / 2e-5
        pairs = Pairwise(into.copy(), out.copy(), 0.0)
        pairs.step(rows, others, 1.0)
        step = (pairs.into, pairs.out)[which] - both[which]

        assert np.allclose(np.sign(step), np.sign(np.round(slope, 7)), atol=0.01)
