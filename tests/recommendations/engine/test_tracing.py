"""Knowledge tracing: better than simple guesses where the truth is known, and sane where little is."""

import json
from dataclasses import replace
from io import StringIO

import numpy as np
import pytest
from django.core.management import call_command

from recommendations.engine.evaluation.tracing import report_on, synthetic_answers
from recommendations.engine.tracing import Answers, Tally, Tracing, auc, fit_tracing, predict


def test_the_model_beats_simple_guesses_on_learners_it_never_saw() -> None:
    answers, truth = synthetic_answers(learners=200, seed=3)

    report = report_on(answers, truth=truth)

    assert report.is_synthetic
    assert report.held_out_learners == 40
    found = [report.auc_of_skill, report.auc_of_learner, report.auc, report.auc_of_truth]
    assert all(one is not None and 0.5 < one < 1 for one in found)
    assert report.auc > max(report.auc_of_skill, report.auc_of_learner) + 0.03
    assert report.auc < report.auc_of_truth
    assert report.calibration_error < 0.05


def test_answers_that_chance_gave_are_not_foretold() -> None:
    answers, truth = synthetic_answers(learners=200, seed=3)
    rng = np.random.default_rng(0)
    noise = replace(answers, right=rng.binomial(3, 0.6, len(answers)).astype(float))

    assert abs(report_on(noise, truth=truth).auc - 0.5) < 0.05


def test_right_answers_raise_the_chance_and_wrong_ones_lower_it() -> None:
    tracing = fit_tracing(synthetic_answers(learners=200, seed=3)[0])
    good, bad = Tally(), Tally()
    good.add((4,), 3, 3)
    bad.add((4,), 0, 3)

    assert tracing.chance(bad, 4) < tracing.chance(Tally(), 4) < tracing.chance(good, 4)
    assert 0 < tracing.chance_on(good, ()) < 1
    assert fit_tracing(Answers(np.array([], int), [], np.array([]), np.array([]))) == Tracing()


def test_no_answer_is_foretold_from_a_later_one() -> None:
    answers, _truth = synthetic_answers(learners=20, seed=1)
    last = np.flatnonzero(answers.learners == 0)[-1]
    other = answers.right.copy()
    other[last] = 3 - other[last]

    before = predict(Tracing(), answers)
    after = predict(Tracing(), replace(answers, right=other))

    assert np.array_equal(before, after)


def test_auc_counts_pairs_and_ties() -> None:
    chances, out_of = np.array([0.9, 0.4, 0.4]), np.ones(3)
    assert auc(chances, np.array([1.0, 0, 1]), out_of) == pytest.approx(0.75)
    assert np.isnan(auc(chances, np.ones(3), out_of))


@pytest.mark.django_db
def test_a_site_without_answers_says_that_they_are_too_few() -> None:
    out = StringIO()
    call_command("fit_readiness", "--json", stdout=out)
    assert json.loads(out.getvalue())["auc"] is None
