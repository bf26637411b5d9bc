"""R19, metrics: equal to an independent library's, and defined where learners are unusual."""

from __future__ import annotations

import ir_measures
import numpy as np
import pytest
from ir_measures import AP, RR, P, R, Success, nDCG

from recommendations.engine.data.splits import Targets
from recommendations.engine.evaluation.bootstrap import interval
from recommendations.engine.evaluation.metrics import gini, measure

THEIRS = {"hr": Success, "ndcg": nDCG, "recall": R, "precision": P, "mrr": RR, "map": AP}


def targets_of(*rows):
    indptr = np.concatenate([[0], np.cumsum([len(row) for row in rows])]).astype(np.int64)
    flat = np.array([course for row in rows for course in row], np.int32)
    return Targets(np.arange(len(rows)), indptr, flat)


def report(ranked, *rows, taken=None, n_courses=10):
    counts = np.zeros(n_courses, np.int64) if taken is None else np.array(taken)
    return measure(np.array(ranked, np.int32), targets_of(*rows), counts, n_learners=4)


@pytest.mark.parametrize("seed", range(5))
def test_every_metric_equals_an_independent_librarys(seed):
    random = np.random.default_rng(seed)
    ranked = np.array([random.permutation(40)[:10] for _ in range(80)], np.int32)
    wanted = [random.permutation(40)[: random.integers(1, 15)] for _ in range(80)]
    ours = report(ranked, *wanted, n_courses=40)
    judged = {str(n): {str(c): 1 for c in row} for n, row in enumerate(wanted)}
    run = {
        str(n): {str(c): 100.0 - place for place, c in enumerate(row)}
        for n, row in enumerate(ranked)
    }

    theirs = ir_measures.calc_aggregate([m @ 10 for m in THEIRS.values()], judged, run)

    for name, metric in THEIRS.items():
        assert ours.values[name] == pytest.approx(theirs[metric @ 10], abs=1e-6), name


def test_a_list_worked_out_by_hand():
    found = report([[3, 1, 2]], [1, 5])

    gains = 1 / np.log2([2, 3, 4])
    assert found.values["hr"] == 1
    assert found.values["ndcg"] == pytest.approx(gains[1] / (gains[0] + gains[1]))
    assert found.values["recall"] == 1 / 2
    assert found.values["precision"] == 1 / 3
    assert found.values["mrr"] == 1 / 2
    assert found.values["map"] == 1 / 4


def test_a_learner_with_nothing_to_find_is_left_out_and_counted():
    found = report([[1, 2], [3, 4]], [1], [])

    assert found.values["hr"] == 1
    assert found.counts["learners"] == 1
    assert found.counts["nothing_to_find"] == 1


def test_a_learner_without_recommendations_scores_nought_and_is_counted():
    found = report([[1, 2], [-1, -1]], [1], [2])

    assert found.values["hr"] == 0.5
    assert found.counts["without_recommendations"] == 1


def test_a_course_named_twice_counts_once_at_its_first_place():
    found = report([[1, 1, 2]], [1, 2])

    assert found.values["recall"] == 1
    assert found.values["precision"] == pytest.approx(2 / 3)
    assert found.values["map"] == pytest.approx((1 + 2 / 3) / 2)
    assert found.counts["repeated_courses"] == 1


def test_a_list_shorter_than_k_is_divided_by_k_and_counted():
    found = report([[1, -1, -1, -1]], [1])

    assert found.values["precision"] == 1 / 4
    assert found.counts["shorter_than_k"] == 1


def test_more_to_find_than_places_can_still_be_perfect():
    assert report([[1, 2]], [1, 2, 3, 4]).values["ndcg"] == 1


def test_nobody_to_ask_gives_nought_everywhere():
    found = report(np.zeros((0, 10)))

    assert set(found.values.values()) == {0.0}
    assert interval(found.per_learner["ndcg"]) == (0.0, 0.0)


def test_coverage_novelty_and_gini_of_what_was_shown():
    found = report([[0, 1], [0, 2]], [0], [0], taken=[3, 1, 0, 0])

    assert found.values["coverage"] == 3 / 4
    shares = np.array([4 / 5, 4 / 5, 2 / 5, 1 / 5])
    assert found.values["novelty"] == pytest.approx(-np.log2(shares).mean())
    # Shown 0, 1, 1, 2 times: the 6 pairs differ by 6 in all; 2 x 6 / (2 x 4 x 4 x mean 1).
    assert found.values["gini"] == pytest.approx(12 / 32)


@pytest.mark.parametrize(("shown", "expected"), [([5, 5, 5], 0), ([0, 0, 9], 2 / 3), ([0, 0], 0)])
def test_gini_runs_from_equal_to_one_takes_all(shown, expected):
    assert gini(np.array(shown)) == pytest.approx(expected)


def test_an_interval_holds_the_mean_and_narrows_with_more_learners():
    random = np.random.default_rng(0)
    few, many = random.random(50), random.random(5_000)

    low, high = interval(many)

    assert low < many.mean() < high
    assert high - low < interval(few)[1] - interval(few)[0]
    assert (low, high) == interval(many)
    standard_error = many.std() / len(many) ** 0.5
    assert high - low == pytest.approx(2 * 1.96 * standard_error, rel=0.1)
