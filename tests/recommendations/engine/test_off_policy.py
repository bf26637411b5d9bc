"""Off-policy estimates, on simulated logs whose truth is known."""

import numpy as np
import pytest

from recommendations.engine.evaluation.off_policy import Log, fit_places, what_if

COURSES, LISTS = 12, 6_000
TRUTH = np.linspace(0.02, 0.30, COURSES)  # what a click on each course is worth


def logged(seed, *, share=0.4, lists=LISTS):
    """The best by another order is shown, but for a share that chance gives to any course."""
    random = np.random.default_rng(seed)
    favourite = random.integers(4, size=lists)  # the policy that serves prefers poor courses
    by_chance = random.random(lists) < share
    courses = np.where(by_chance, random.integers(COURSES, size=lists), favourite)
    propensity = share / COURSES + (1 - share) * (courses == favourite)
    rewards = (random.random(lists) < TRUTH[courses]).astype(float)
    return courses, propensity, rewards, np.arange(lists) // 3


def of_target(courses, best=COURSES - 1, share=0.4):
    """The chance of each course under a policy that prefers one course."""
    return share / COURSES + (1 - share) * (courses == best)


def estimated(seed, *, is_misled=False):
    courses, propensity, rewards, owners = logged(seed)
    everywhere = np.zeros(len(courses), dtype=np.int64)
    model = fit_places(courses, everywhere, rewards, COURSES)
    guess = np.full(COURSES, 0.5) if is_misled else model.of(np.arange(COURSES), np.zeros(COURSES, int))  # fmt: skip
    under_target = float(of_target(np.arange(COURSES)) @ guess)
    log = Log(
        rewards, propensity, of_target(courses), guess[courses],
        np.full(len(courses), under_target), owners,
    )  # fmt: skip
    return what_if(log)


VALUE = float(of_target(np.arange(COURSES)) @ TRUTH)


@pytest.mark.parametrize("kind", ["ips", "snips", "doubly_robust"])
def test_estimates_hit_the_truth_that_was_never_served(kind):
    found = [getattr(estimated(seed), kind) for seed in range(40)]

    assert np.mean([one.value for one in found]) == pytest.approx(VALUE, rel=0.03)
    covered = np.mean([one.low <= VALUE <= one.high for one in found])
    assert covered >= 0.85


def test_what_was_logged_is_not_what_the_other_policy_would_earn():
    found = estimated(1)

    assert found.logged.high < found.doubly_robust.low
    assert found.effective_size < found.entries / 3


def test_a_model_that_errs_leaves_the_doubly_robust_estimate_right():
    found = [estimated(seed, is_misled=True).doubly_robust.value for seed in range(40)]

    assert np.mean(found) == pytest.approx(VALUE, rel=0.06)


def test_a_good_model_narrows_the_interval():
    wide, narrow = estimated(3).ips, estimated(3).doubly_robust

    assert narrow.high - narrow.low < wide.high - wide.low


def test_the_policy_that_served_is_estimated_as_logged():
    courses, propensity, rewards, owners = logged(4)
    zeros = np.zeros(len(courses))

    found = what_if(Log(rewards, propensity, propensity, zeros, zeros, owners))

    for estimate in (found.ips, found.snips, found.doubly_robust):
        assert estimate.value == pytest.approx(rewards.mean())
    assert found.effective_size == pytest.approx(len(courses))


def test_learners_with_many_lists_widen_the_interval():
    _, _, rewards, _ = logged(5)
    rewards = np.repeat(rewards[:200], 30)
    ones, zeros = np.ones(len(rewards)), np.zeros(len(rewards))

    apart = what_if(Log(rewards, ones, ones, zeros, zeros, np.arange(len(rewards)))).logged
    together = what_if(Log(rewards, ones, ones, zeros, zeros, np.repeat(np.arange(200), 30))).logged

    assert together.high - together.low > 4 * (apart.high - apart.low)


def test_bad_logs_are_refused_and_one_learner_proves_nothing():
    ones, nobody = np.ones(3), np.zeros(3, dtype=np.int64)
    with pytest.raises(ValueError, match="empty"):
        what_if(Log(*[np.zeros(0)] * 5, np.zeros(0, dtype=np.int64)))
    with pytest.raises(ValueError, match="above 0"):
        what_if(Log(ones, np.array([0.5, 0.0, 1.0]), ones, ones, ones, nobody))

    assert what_if(Log(ones, ones, ones, ones, ones, nobody)).ips.high == np.inf


def test_a_course_that_was_never_shown_is_expected_to_do_as_the_mean():
    model = fit_places(np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([1.0, 0.0, 0.0]), 3)

    assert model.of(np.array([2]), np.array([0]))[0] == pytest.approx(model.places[0])
    assert model.of(np.array([0]), np.array([9])) == model.of(np.array([0]), np.array([1]))
