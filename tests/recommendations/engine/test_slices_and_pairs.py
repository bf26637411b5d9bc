"""Slices of the learners, paired differences, and splits that roll through time."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from recommendations.engine.data.folds import earlier_courses, earlier_windows, rolling, shares
from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import leave_last_out, temporal
from recommendations.engine.evaluation.bootstrap import difference, interval
from recommendations.engine.evaluation.experiment import compare
from recommendations.engine.evaluation.protocols import splits_of, validation_folds
from recommendations.engine.evaluation.slices import cold_targets, learner_masks
from recommendations.engine.types import Catalogue, Histories

from .worlds import interactions_of, plain_catalogue

MONDAY_NOON = 1_705_320_000  # 15 January 2024, 12:00 UTC


def spread(learners=60, n_courses=12, seed=0):
    """Learners who take six courses each, on days of their own."""
    random = np.random.default_rng(seed)
    walks = [random.permutation(n_courses)[:6].tolist() for _ in range(learners)]
    world = interactions_of(*walks, n_courses=n_courses, start=MONDAY_NOON)
    shifted = world.times + np.repeat(random.integers(0, 300, learners), 6) * 86_400
    return world.__class__(**{**vars(world), "times": shifted})


def pairs_of(fold):
    learners = np.repeat(fold.targets.learners, np.diff(fold.targets.indptr)).tolist()
    return set(zip(learners, fold.targets.courses.tolist(), strict=True))


def test_learners_are_sorted_into_slices():
    walks = [[0, 1], *[list(range(8))] * 17, *[list(range(10))] * 2]
    fold = leave_last_out(interactions_of(*walks, n_courses=10)).test
    languages = ["en"] * 8 + ["zh"] * 2
    masks = learner_masks(fold, Catalogue.build(range(10), languages=languages))

    assert masks["newcomers"].tolist() == [True, *[False] * 19]
    assert np.flatnonzero(masks["heavy"]).tolist() == [18, 19]
    assert masks["language_en"].all()
    assert not masks["without_history"].any()


def test_cold_courses_are_those_that_hardly_anybody_took():
    walks = [*[[0, 1]] * 7, [0, 2]]
    fold = leave_last_out(interactions_of(*walks, [1, 0], *[[1]] * 6, n_courses=3)).test

    cold = cold_targets(fold)

    assert cold.learners.tolist() == [7]
    assert cold.courses.tolist() == [2]


def test_a_paired_difference_is_surer_than_two_intervals_apart():
    random = np.random.default_rng(0)
    theirs = random.random(500)
    ours = theirs + 0.01 + random.normal(0, 0.01, 500)

    gain, (low, high) = difference(ours, theirs)

    assert gain == pytest.approx(0.01, abs=0.002)
    assert 0 < low < gain < high
    assert interval(ours)[0] < interval(theirs)[1]


def test_any_two_algorithms_of_a_run_are_compared_learner_by_learner():
    dataset = Dataset("spread", spread(), plain_catalogue(12), has_times=True)
    first, second = compare(dataset, "leave_last_out", ["popularity", "ease"], is_tuned=False)

    assert set(first["against"]) == {"last_days_popularity"}
    assert set(second["against"]) == {"last_days_popularity", "popularity"}
    gain = second["against"]["popularity"]["difference"]
    assert gain == pytest.approx(second["ndcg@10"] - first["ndcg@10"], abs=1e-5)


def test_rolling_splits_each_foretell_a_later_tenth():
    world = spread()
    splits = rolling(world, 3)

    assert len(splits) == 3
    for split, later in pairwise(splits):
        assert pairs_of(split.test) == pairs_of(later.validation)
    assert pairs_of(splits[-1].test) == pairs_of(temporal(world).test)
    for split in splits:
        assert split.validation.past.times.max() <= split.validation.targets.moments.min()
        assert split.test.past.times.max() <= split.test.targets.moments.min()
    with pytest.raises(ValueError, match="from 1 to 8"):
        rolling(world, 9)


def test_figures_over_rolling_splits_are_means_over_all_who_were_asked():
    dataset = Dataset("spread", spread(), plain_catalogue(12), has_times=True)

    (line,) = compare(dataset, "rolling", ["popularity"], is_tuned=False, folds=2)

    splits = splits_of(dataset, "rolling", folds=2)
    assert line["learners"] == sum(len(split.test.targets) for split in splits)
    assert len(line["folds"]) == 2
    ends = sorted(fold["ndcg@10"] for fold in line["folds"])
    assert ends[0] <= line["ndcg@10"] <= ends[1]


def test_cross_validation_never_sees_the_test_part():
    world = spread()
    kept = pairs_of(leave_last_out(world).test)
    later = pairs_of(temporal(world).test)
    parts = np.random.default_rng(0).integers(0, 3, len(world.indices))

    folds = earlier_courses(world, 3)
    assert pairs_of(folds[0]) == pairs_of(leave_last_out(world).validation)
    for fold in folds:
        assert not pairs_of(fold) & kept
        assert not kept & taken_in(fold.past)
    for fold in earlier_windows(world, 3):
        assert not (pairs_of(fold) | taken_in(fold.past)) & later
    dealt = shares(world, parts, 4, seed=1)
    assert len(set.union(*(pairs_of(fold) for fold in dealt))) == int((parts != 2).sum())
    for fold in dealt:
        assert len(taken_in(fold.past)) + len(pairs_of(fold)) == int((parts != 2).sum())


def taken_in(past):
    owners = np.repeat(np.arange(past.n_learners), np.diff(past.indptr)).tolist()
    return set(zip(owners, past.indices.tolist(), strict=True))


@pytest.mark.parametrize(("protocol", "folds", "expected"), [
    ("leave_last_out", 1, 1), ("leave_last_out", 3, 3), ("temporal", 2, 2), ("rolling", 3, 1),
])  # fmt: skip
def test_knobs_are_chosen_on_as_many_folds_as_are_asked_for(protocol, folds, expected):
    dataset = Dataset("spread", spread(), plain_catalogue(12), has_times=True)

    assert len(validation_folds(dataset, protocol, folds)) == expected


def test_the_clock_of_the_moment_of_asking_is_known_where_times_are():
    world = interactions_of([0, 1, 2], n_courses=3, start=MONDAY_NOON)
    timed = Dataset("timed", world, plain_catalogue(3), has_times=True)
    placed = Dataset("placed", world, plain_catalogue(3), has_times=False)

    context = splits_of(timed, "leave_last_out")[0].test.histories.context

    assert context["now"].tolist() == [MONDAY_NOON + 2 * 86_400]
    assert context["hour"].tolist() == [12]
    assert context["weekday"].tolist() == [2]
    assert "now" not in splits_of(placed, "leave_last_out")[0].test.histories.context
    assert len(Histories.empty(1)) == 1
