"""The mathematics of experiments, against what it must equal and on worlds whose truth is known."""

import io
import json

import numpy as np
import pytest
from django.core.management import call_command
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from recommendations.experiments.statistics.bandit import LEAST_SHARE, floored, thompson_shares
from recommendations.experiments.statistics.corrections import benjamini_hochberg, holm
from recommendations.experiments.statistics.effects import compare
from recommendations.experiments.statistics.interleaving import preference, team_draft
from recommendations.experiments.statistics.mismatch import is_mismatched, mismatch_p
from recommendations.experiments.statistics.planning import (
    Spread,
    learners_needed,
    power_of,
    smallest_lift,
    spread_of,
)
from recommendations.experiments.statistics.samples import Sample
from recommendations.experiments.statistics.sequential import (
    always_valid_p,
    always_valid_radius,
    radius_in_errors,
)

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=8)


def counts(seed, people, mean):
    return np.random.default_rng(seed).poisson(mean, people).astype(float)


def test_peeking_daily_makes_no_false_winners_a_true_lift_is_found_and_wrong_shares_are_caught():
    out = io.StringIO()

    call_command("simulate_experiments", "--power-runs", "200", "--json", stdout=out)

    found = json.loads(out.getvalue())
    assert found["runs"] == 1000
    assert found["false_win_rate"] <= 0.05
    assert found["false_win_rate_of_fixed_limits"] > 0.1
    assert found["power"] >= found["promised_power"] - 0.05
    assert found["srm_caught"] >= 0.99
    assert found["srm_false_alarms"] <= 0.005


def test_without_a_past_the_fixed_limits_are_those_of_welch():
    control, treatment = counts(1, 400, 3.0), counts(2, 500, 3.3)

    effect = compare(Sample.of(control), Sample.of(treatment), worth_knowing=0.05)

    welch = stats.ttest_ind(treatment, control, equal_var=False)
    difference = effect.lift * effect.control
    assert difference == pytest.approx(treatment.mean() - control.mean())
    # The lift's error also counts that the control's mean, by which it divides, is uncertain.
    assert effect.lift / effect.error == pytest.approx(welch.statistic, rel=0.06)


def test_a_rate_is_judged_by_learner_as_the_bootstrap_would():
    random = np.random.default_rng(3)
    shown = random.integers(1, 60, 3_000).astype(float)
    clicks = random.binomial(shown.astype(int), random.beta(2, 18, 3_000)).astype(float)
    sample = Sample.of(clicks, shown)

    draws = random.integers(3_000, size=(600, 3_000))
    means = clicks[draws].sum(axis=1) / shown[draws].sum(axis=1)

    assert sample.value == pytest.approx(clicks.sum() / shown.sum())
    assert sample.linear().mean() == pytest.approx(sample.value)
    assert sample.linear().std(ddof=1) / 3_000**0.5 == pytest.approx(means.std(), rel=0.1)


def test_what_learners_did_before_narrows_the_limits():
    random = np.random.default_rng(4)
    rate = random.gamma(2.0, 2.0, 2_000)
    before, after = random.poisson(rate * 5), random.poisson(rate)
    halves = slice(0, 1_000), slice(1_000, 2_000)
    plain = [Sample.of(after[half]) for half in halves]
    known = [Sample.of(after[half], before=before[half]) for half in halves]

    wide = compare(*plain, worth_knowing=0.05)
    narrow = compare(*known, worth_knowing=0.05)

    correlation = np.corrcoef(before, after)[0, 1]
    assert narrow.cuped_gain == pytest.approx(correlation**2, abs=0.05)
    assert narrow.error < wide.error * 0.9


def test_learners_whose_chance_of_an_arm_was_small_count_more():
    top, weight = np.array([1.0, 0.0, 0.0]), np.array([4.0, 1.0, 1.0])

    assert Sample.of(top, weight=weight).value == pytest.approx(4 / 6)


@pytest.mark.parametrize(
    ("control", "treatment"),
    [
        ([], []),
        ([1.0] * 50, [1.0] * 50),
        ([0.0] * 500, [0.0] * 500),
        ([0.0] * 500, [1.0] * 500),
        ([1.0] * 500, [1.0] * 500),
    ],
)
def test_too_little_says_nothing(control, treatment):
    assert compare(Sample.of(control), Sample.of(treatment), worth_knowing=0.05) is None


@given(st.floats(-2, 2), st.floats(1e-3, 1), st.floats(0.005, 0.5))
def test_the_p_value_and_the_limits_agree(estimate, error, worth_knowing):
    p = always_valid_p(estimate, error, worth_knowing)
    radius = always_valid_radius(error, worth_knowing)

    assert 0 <= p <= 1
    assert (p < 0.05) == (abs(estimate) > radius) or p == pytest.approx(0.05)
    assert radius > 1.96 * error


def test_the_limits_are_tightest_at_the_planned_end():
    worth_knowing = 0.05
    planned = worth_knowing / (radius_in_errors() + 0.8416)

    in_errors = [
        always_valid_radius(planned * n, worth_knowing) / (planned * n) for n in (0.3, 1, 3)
    ]

    assert in_errors[1] == min(in_errors)
    assert in_errors[1] == pytest.approx(radius_in_errors(), abs=0.001)


@given(P_VALUES)
def test_corrections_agree_with_scipy_and_never_help_a_p_value(values):
    assert benjamini_hochberg(values) == pytest.approx(stats.false_discovery_control(values))
    for raw, one in zip(values, holm(values), strict=True):
        assert raw <= one <= 1


def test_holm_multiplies_by_what_is_left():
    assert holm([0.04, 0.01, 0.03]) == pytest.approx([0.06, 0.03, 0.06])


@given(st.lists(st.integers(0, 5_000), min_size=2, max_size=4))
def test_a_mismatch_is_a_p_value_for_any_counts(found):
    assert 0 <= mismatch_p(found, [1.0] * len(found)) <= 1


def test_a_mismatch_is_caught_and_a_rightful_share_is_not():
    assert not is_mismatched([5_060, 4_940], [0.5, 0.5])
    assert is_mismatched([6_000, 4_000], [0.5, 0.5])
    assert not is_mismatched([6_000, 4_000], [3, 2])
    with pytest.raises(ValueError, match="above 0"):
        mismatch_p([1, 2], [1.0, 0.0])


def test_a_plan_finds_what_it_promises():
    spread = Spread(relative_variance=2.0, explained=0.4)

    learners = learners_needed(spread, 0.05)

    assert power_of(spread, 0.05, learners) == pytest.approx(0.8, abs=0.001)
    assert smallest_lift(spread, learners) == pytest.approx(0.05, rel=0.06)
    assert learners_needed(spread, 0.05, is_sequential=False) < learners
    assert learners_needed(spread, 0.05, (0.9, 0.1)) > learners
    assert learners_needed(Spread(2.0), 0.05) > learners


def test_the_spread_is_read_from_the_past():
    random = np.random.default_rng(5)
    rate = random.gamma(1.0, 3.0, 5_000)
    before, after = random.poisson(rate), random.poisson(rate)

    spread = spread_of(Sample.of(after, before=before))

    assert spread.relative_variance == pytest.approx(after.var(ddof=1) / after.mean() ** 2)
    assert spread.explained == pytest.approx(np.corrcoef(before, after)[0, 1] ** 2)
    assert spread_of(Sample.of([0.0] * 10)) is None


def test_a_better_arm_gets_more_learners_but_no_arm_is_given_up():
    random = np.random.default_rng(6)
    arms = [Sample.of(random.binomial(1, rate, 2_000)) for rate in (0.10, 0.10, 0.16)]

    shares = thompson_shares(arms, seed=0)

    assert sum(shares) == pytest.approx(1)
    assert shares[2] > 0.8
    assert min(shares) >= LEAST_SHARE
    assert thompson_shares(arms, seed=0) == shares
    assert thompson_shares([Sample.of([0.0] * 9)] * 2, seed=0) == [0.5, 0.5]
    assert floored([0.0, 1.0]) == pytest.approx([LEAST_SHARE, 1 - LEAST_SHARE])


def test_a_draft_is_fair_and_names_every_course_once():
    random = np.random.default_rng(7)
    first, second = list(range(10)), list(range(9, -1, -1))

    drafts = [list(team_draft(first, second, random)) for _ in range(400)]

    for draft in drafts:
        assert sorted(course for course, _ in draft) == first
        assert sum(team for _, team in draft) == 5
    at_the_top = np.mean([draft[0][1] for draft in drafts])
    assert at_the_top == pytest.approx(0.5, abs=0.08)


def test_like_rankings_draft_to_themselves_and_an_empty_one_leaves_the_other():
    random = np.random.default_rng(8)

    assert [course for course, _ in team_draft([1, 2, 3], [1, 2, 3], random)] == [1, 2, 3]
    assert list(team_draft([], [4, 5], random)) == [(4, 1), (5, 1)]
    assert list(team_draft([], [], random)) == []


def test_learners_vote_once_for_the_ranking_that_they_click_more():
    random = np.random.default_rng(9)
    first, second = random.poisson(1.0, 4_000), random.poisson(1.3, 4_000)

    liked = preference(first, second)

    assert liked.learners == 4_000
    assert liked.sequence[0] > 0
    assert liked.p_always < 0.05
    assert preference(first, random.permutation(first)).sequence[0] < 0
    assert preference([0, 0], [0, 0]) is None
