"""Variety, surprise, balance and the rare: worked out by hand on small worlds."""

from __future__ import annotations

import numpy as np
import pytest

from recommendations.engine.data.readers import Dataset
from recommendations.engine.data.splits import Fold, Targets
from recommendations.engine.evaluation.beyond import (
    SMOOTHING,
    debiased_ndcg,
    diversity,
    miscalibration,
    serendipity,
)
from recommendations.engine.evaluation.everyone import LastDays, best_days
from recommendations.engine.evaluation.protocols import judge, splits_of
from recommendations.engine.types import Catalogue, Histories, Scored

from .worlds import DAY, interactions_of, plain_catalogue


def catalogue_of(*categories):
    return Catalogue.build(range(len(categories)), categories=categories)


def fold_of(*pasts, wanted, n_courses):
    """Each learner's past, and the one course to find."""
    past = interactions_of(*pasts, n_courses=n_courses)
    count = len(wanted)
    targets = Targets(np.arange(count), np.arange(count + 1), np.array(wanted, np.int32))
    return Fold(past, targets)


def lists(*rows):
    return np.array(rows, np.int32)


def test_a_list_of_one_kind_has_no_diversity_and_of_all_kinds_has_all():
    catalogue = catalogue_of(["a"], ["a"], ["b"], ["a", "b"])
    fold = fold_of([0], wanted=[1], n_courses=4)

    assert diversity(lists([0, 1]), fold, catalogue) == pytest.approx(0)
    assert diversity(lists([0, 2]), fold, catalogue) == pytest.approx(1)
    assert diversity(lists([0, 3]), fold, catalogue) == pytest.approx(1 - 0.5**0.5)
    assert diversity(lists([0, 1], [0, 2], [0, -1]), fold, catalogue) == pytest.approx(0.5)
    assert diversity(lists([0, -1]), fold, catalogue) == 0


def test_without_categories_courses_are_compared_by_who_took_them():
    together = fold_of(*[[0, 1]] * 9, *[[2]] * 9, wanted=[3], n_courses=4)

    close = diversity(lists([0, 1]), together, plain_catalogue(4))
    far = diversity(lists([0, 2]), together, plain_catalogue(4))

    assert close == pytest.approx(0, abs=1e-6)
    assert far > 0.6


def test_only_what_is_found_and_not_popular_is_serendipity():
    hits = np.array([[True, True], [False, False]])

    found = serendipity(hits, lists([5, 6], [7, 8]), lists([1, 5], [7, 8]))

    assert found == 1 / 4


def test_a_list_with_the_shares_of_the_history_is_calibrated():
    catalogue = catalogue_of(["a"], ["b"], ["a"], ["b"], ["c"], [])
    past = Histories.from_lists([[0, 1]])

    assert miscalibration(lists([2, 3]), past, catalogue) == pytest.approx(0)
    one_sided = miscalibration(lists([2, -1]), past, catalogue)
    smoothed = 0.5 * np.log(0.5 / (1 - 0.5 * SMOOTHING)) + 0.5 * np.log(1 / SMOOTHING)
    assert one_sided == pytest.approx(smoothed)
    assert miscalibration(lists([5, -1]), past, catalogue) == 0


def test_a_rare_course_counts_for_more_once_popularity_is_corrected():
    world = [[0], [0], [0], [0], [0], [0], [0], [0], [1]]
    fold = fold_of(*world, wanted=[0, 1], n_courses=3)
    ranked = lists([0], [1])

    popular_found = debiased_ndcg(np.array([[True], [False]]), ranked, fold)
    rare_found = debiased_ndcg(np.array([[False], [True]]), ranked, fold)

    assert rare_found > 0.5 > popular_found
    assert popular_found + rare_found == pytest.approx(1)
    assert debiased_ndcg(np.array([[True], [True]]), ranked, fold) == pytest.approx(1)


def test_several_courses_to_find_have_an_ideal_list_too():
    past = interactions_of([0], [0], [1], n_courses=4)
    targets = Targets(np.array([0]), np.array([0, 3]), np.array([0, 1, 2], np.int32))
    ranked = lists([2, 1, 0])  # the rarest first

    found = debiased_ndcg(np.ones((1, 3), dtype=bool), ranked, Fold(past, targets))

    assert found == pytest.approx(1)


def test_the_last_days_baseline_skips_what_each_learner_has_seen():
    past = interactions_of([0, 1], [0], [1, 0, 2], n_courses=5)

    ranked = LastDays(None).lists(past, Histories.from_lists([[], [0], [0, 1, 2], [4]]), 2)

    assert ranked.courses.tolist() == [[0, 1], [1, 2], [-1, -1], [0, 1]]


def test_the_number_of_days_is_chosen_by_what_foretells_best():
    old = [[0, 1]] * 30
    new = [[2, 3]] * 9
    start = 20_000 * DAY
    events = [
        (n, c, start + place * DAY) for n, row in enumerate(old) for place, c in enumerate(row)
    ]
    late = start + 300 * DAY
    events += [(99 + n, c, late + place * DAY) for n, row in enumerate(new)
               for place, c in enumerate(row)]  # fmt: skip
    events += [(200 + n, c, late + 2 * DAY + n) for n in range(8) for c in (2, 3)]
    from recommendations.engine.types import Interactions

    learners, courses, times = zip(*events, strict=True)
    world = Interactions.from_events(learners, courses, np.ones(len(events)), times)
    dataset = Dataset("fashion", world, plain_catalogue(4), has_times=True)
    split = splits_of(dataset, "temporal")[0]

    chosen = best_days(split.test, judge, 2)

    assert chosen.days is not None
    assert chosen.days <= 180
    assert best_days(split.test.without_moments(), judge, 2).days is None
    assert isinstance(chosen.lists(split.test.past, split.test.histories, 2), Scored)
