"""What an experiment's reading says, and what it does by itself."""

import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone, translation

from accounts import personal_data
from accounts.models import User
from recommendations.experiments.control import (
    NotReadyError,
    choose_arm,
    free_slice,
    ramp,
    start,
    stop,
)
from recommendations.experiments.figures import read_figures
from recommendations.experiments.plans import plan_of
from recommendations.experiments.readings import read_all, read_experiment
from recommendations.models import Experiment, Exposure, Layer, ShownList, StaffChoice
from tests.recommendations.experiments.test_assignment import make_experiment
from tracking.models import Event, LearnerDay

PEOPLE = 600
DAYS = 10


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def crowd(db):
    """Learners who were here every day for a month, each as busy as they are."""
    User.objects.bulk_create(
        User(email=f"p{number}@example.org", display_name=f"P{number}", consents_to_personalisation=True)
        for number in range(PEOPLE)
    )  # fmt: skip
    return list(User.objects.order_by("pk"))


def live_through(crowd, experiment, *, lift=0.0, metric="clicks", share=0.5, before=0):
    """Ten days: the second arm's learners do more (or less) of one thing."""
    random, today = np.random.default_rng(1), timezone.now()
    control, other = experiment.arms.all()
    experiment.started_at = today - timedelta(days=DAYS)
    experiment.save()
    treated = random.permutation(PEOPLE) < share * PEOPLE
    rates = random.gamma(4.0, 1.0, PEOPLE)
    Exposure.objects.bulk_create(
        Exposure(
            experiment=experiment, learner=one, arm=other if is_treated else control,
            first_at=experiment.started_at, propensity=0.5,
        )
        for one, is_treated in zip(crowd, treated, strict=True)
    )  # fmt: skip
    days = []
    for one, is_treated, rate in zip(crowd, treated, rates, strict=True):
        for back in range(DAYS + before):
            more = 1 + lift * (is_treated and back < DAYS)
            counts = {"clicks": random.poisson(rate), "enrolments": random.poisson(0.5), "dismissals": random.poisson(0.5)}  # fmt: skip
            counts[metric] = random.poisson(rate * more)
            day = (today - timedelta(days=back)).date()
            days.append(LearnerDay(learner=one, day=day, impressions=40, events=40, **counts))
    LearnerDay.objects.bulk_create(days, batch_size=2_000)


def lines_of(reading, metric):
    return [line for line in reading["lines"] if line["metric"] == metric]


def test_a_better_arm_is_found_and_named(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=20.0)
    live_through(crowd, experiment, lift=0.3)

    reading = read_experiment(experiment)

    (line,) = lines_of(reading, "click_through")
    assert line["lift"] == pytest.approx(0.3, abs=0.1)
    assert line["sequence"][0] > 0
    assert reading["verdict"] == {"kind": "better", "arm": experiment.arms.get(key="arm1").pk}
    assert [arm["learners"] for arm in reading["arms"]] == [300, 300]
    assert reading["mismatch"] > 0.001


def test_the_learners_past_narrows_the_limits_of_the_reading(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=20.0)
    live_through(crowd, experiment, before=10)

    (line,) = lines_of(read_experiment(experiment), "click_through")

    assert line["cuped_gain"] > 0.5


def test_where_nothing_differs_nothing_is_claimed(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=5.0)
    live_through(crowd, experiment)

    assert read_experiment(experiment)["verdict"]["kind"] in ("open", "alike")


def test_an_arm_that_does_harm_is_stopped_and_its_learners_get_the_site_as_it_is(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=20.0)
    live_through(crowd, experiment, lift=0.6, metric="dismissals")

    reading = read_all() and Experiment.objects.get().reading

    arm = experiment.arms.get(key="arm1")
    assert arm.stopped_because == "dismissals"
    assert reading["verdict"] == {"kind": "harm", "arm": arm.pk}


def test_wrong_shares_are_an_alarm_and_nothing_else_is_concluded(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=20.0)
    live_through(crowd, experiment, lift=0.5, share=0.4)

    reading = read_experiment(experiment)

    assert reading["mismatch"] < 0.001
    assert reading["verdict"] == {"kind": "mismatch"}


def test_a_bandit_gives_more_of_the_coming_learners_to_what_does_better(crowd):
    experiment = make_experiment(metric="enrolments", allocation="bandit")
    live_through(crowd, experiment, lift=0.5, metric="enrolments")

    reading = read_experiment(experiment)

    assert experiment.arms.get(key="arm1").share > 0.9
    assert reading["mismatch"] is None


def test_of_two_interleaved_arms_the_one_whose_cards_are_clicked_is_preferred(crowd):
    experiment = make_experiment(allocation="interleaved")
    control, other = experiment.arms.all()
    now, random = timezone.now(), np.random.default_rng(2)
    events = []
    for number, learner in enumerate(crowd):
        cards = [[course, 1.0, (control, other)[course % 2].pk, ""] for course in range(6)]
        list_id = uuid.UUID(int=number + 1)
        ShownList.objects.create(
            list_id=list_id, learner=learner, shown_at=now, rows=[{"key": "picked", "cards": cards}]
        )
        chances = [0.1 if course % 2 == 0 else 0.25 for course in range(6)]
        events += [
            Event(
                verb="clicked", learner=learner, object_type="course", object_id=str(course),
                course_id=course, list_id=list_id, occurred_at=now, received_at=now,
            )
            for course in range(6) if random.random() < chances[course]
        ]  # fmt: skip
    Event.objects.bulk_create(events)
    experiment.started_at = now - timedelta(days=1)

    reading = read_experiment(experiment)

    assert reading["verdict"] == {"kind": "preferred", "arm": other.pk}
    assert reading["preference"]["balance"] > 0.1
    assert reading["lines"] == []


def test_who_came_back_counts_only_after_the_week_is_over(crowd):
    experiment = make_experiment()
    live_through(crowd, experiment)
    Exposure.objects.filter(learner__in=crowd[:100]).update(first_at=timezone.now())

    figures = read_figures(experiment, timezone.now().date())

    assert np.isnan(figures.returned).sum() == 100
    assert np.nansum(figures.returned) == PEOPLE - 100


def test_before_the_start_the_past_says_how_long_it_takes(crowd):
    experiment = make_experiment(metric="click_through", worth_knowing=10.0)
    live_through(crowd, experiment, before=18)

    plan = plan_of(experiment, timezone.now().date())

    assert plan.learners_a_fortnight == PEOPLE
    assert plan.days >= 7
    experiment.worth_knowing = 1.0
    assert plan_of(experiment, timezone.now().date()).learners > 50 * plan.learners


def test_an_empty_site_has_no_plan_and_an_early_experiment_no_verdict(db):
    experiment = make_experiment()

    assert plan_of(experiment, timezone.now().date()) is None
    assert read_experiment(experiment)["verdict"] == {"kind": "early"}


def test_an_experiment_starts_where_its_layer_has_room_and_only_once(dan):
    layer = Layer.objects.create(key="page", name="Page", holdout=10)
    make_experiment("first", layer=layer, room=50, traffic=50)
    second = make_experiment("second", layer=layer, room=40, traffic=20)
    Experiment.objects.filter(pk=second.pk).update(status="draft")
    second.refresh_from_db()

    start(second, dan)

    assert (second.status, second.slice_from, second.created_by) == ("running", 50, dan)
    third = make_experiment("third", layer=layer, room=11, traffic=1)
    with pytest.raises(NotReadyError, match="no room"):
        free_slice(third)
    with pytest.raises(NotReadyError, match="started before"):
        start(second)
    ramp(second, 40)
    with pytest.raises(NotReadyError, match="Between 0 and 40"):
        ramp(second, 41)
    stop(second)
    assert free_slice(third) == 50


def test_an_arm_that_changes_nothing_does_not_start(db):
    experiment = make_experiment(overrides={})
    experiment.status = "draft"

    with pytest.raises(NotReadyError, match="changes nothing"):
        start(experiment)


def test_staff_choose_an_arm_and_go_back(dan):
    experiment = make_experiment()

    choose_arm(dan, experiment, experiment.arms.get(key="arm1"))
    choose_arm(dan, experiment, experiment.arms.get(key="arm0"))
    assert StaffChoice.objects.get().arm.key == "arm0"
    choose_arm(dan, experiment, None)

    assert not StaffChoice.objects.exists()


def test_erasing_a_learner_reaches_experiments_and_shown_lists(ann):
    experiment = make_experiment()
    Exposure.objects.create(
        experiment=experiment, learner=ann, arm=experiment.arms.first(),
        first_at=timezone.now(), propensity=0.5,
    )  # fmt: skip
    ShownList.objects.create(list_id="00000000000000000000000000000001", learner=ann, shown_at=timezone.now())  # fmt: skip
    assert b"recommendations.jsonl" in personal_data.export_zip(ann)

    personal_data.erase(ann)

    assert not Exposure.objects.exists()
    assert not ShownList.objects.exists()
