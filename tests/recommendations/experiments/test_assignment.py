"""Who is in which arm: by a salted hash, for good, on every device, in layers apart."""

import uuid

import numpy as np
import pytest
from django.utils import timezone

from recommendations.experiments.assignment import (
    Unit,
    read_running,
    seats_of,
    seats_of_learners,
)
from recommendations.experiments.exposure import give_exposures, record_exposures
from recommendations.experiments.overrides import OverridesError, merged, read_overrides
from recommendations.models import Arm, Experiment, Exposure, Layer, StaffChoice

PEOPLE = range(1, 4_001)
CHANGE = {"weights": {"ease": 0.0}}


def make_experiment(key="one", *, layer=None, shares=(1.0, 1.0), overrides=CHANGE, **fields):
    layer = layer or Layer.objects.get_or_create(key="page", defaults={"name": "Page"})[0]
    experiment = Experiment.objects.create(
        key=key, name=key, layer=layer, status="running", started_at=timezone.now(), **fields
    )
    for number, share in enumerate(shares):
        Arm.objects.create(
            experiment=experiment, key=f"arm{number}", name=f"Arm {number}", share=share,
            is_control=number == 0, overrides=overrides if number else {},
        )  # fmt: skip
    return experiment


def arms_of(people=PEOPLE, running=None):
    found = seats_of_learners(people, (0, max(people)), running or read_running())
    return {pk: seats.key for pk, seats in found.items()}


def test_shares_are_kept_and_the_same_learner_gets_the_same_arm(db):
    control, other = make_experiment(shares=(3.0, 1.0)).arms.all()

    arms = arms_of()

    share = np.mean([key == (other.pk,) for key in arms.values()])
    assert share == pytest.approx(0.25, abs=0.03)
    assert set(arms.values()) == {(control.pk,), (other.pk,)}
    assert arms_of() == arms


def test_experiments_of_one_layer_share_no_learner_and_those_of_two_are_independent(db):
    first = make_experiment("first", traffic=40, room=40)
    second = make_experiment("second", traffic=50, room=50, slice_from=40)
    elsewhere = make_experiment("third", layer=Layer.objects.create(key="words", name="Words"))
    arms = {experiment.pk: {arm.pk for arm in experiment.arms.all()} for experiment in (first, second, elsewhere)}  # fmt: skip

    keys = [set(key) for key in arms_of().values()]

    both = [key for key in keys if key & arms[first.pk] and key & arms[second.pk]]
    assert both == []
    treated = elsewhere.arms.get(key="arm1").pk
    of_first = [key for key in keys if key & arms[first.pk]]
    assert len(of_first) == pytest.approx(1_600, abs=120)
    assert np.mean([treated in key for key in of_first]) == pytest.approx(0.5, abs=0.05)


def test_a_ramp_adds_learners_and_moves_none_and_the_holdout_never_takes_part(db):
    experiment = make_experiment(traffic=10)
    experiment.layer.holdout = 20
    experiment.layer.save()
    few = {pk: key for pk, key in arms_of().items() if key}

    Experiment.objects.update(traffic=100)
    many = {pk: key for pk, key in arms_of().items() if key}

    assert len(few) == pytest.approx(400, abs=60)
    assert len(many) == pytest.approx(3_200, abs=90)
    assert few.items() <= many.items()


def test_who_was_exposed_stays_when_shares_change_and_traffic_falls(ann):
    experiment = make_experiment(shares=(1.0, 1.0))
    seats = seats_of(Unit(ann.pk), read_running())
    record_exposures(Unit(ann.pk), seats, {"picked"}, is_personal=True)
    drawn = seats.taken[0].way.id

    experiment.arms.exclude(pk=drawn).update(share=99.0)
    Experiment.objects.update(traffic=0)

    kept = seats_of(Unit(ann.pk), read_running()).taken[0]
    assert (kept.way.id, kept.is_known) == (drawn, True)


def test_a_visitor_keeps_the_arm_at_sign_in_unless_the_learner_had_one(ann, ben):
    make_experiment()
    visitor = uuid.UUID(int=7)
    running = read_running()
    record_exposures(Unit(visitor_id=visitor), seats_of(Unit(visitor_id=visitor), running), set(), is_personal=True)  # fmt: skip
    seen = Exposure.objects.get().arm_id

    give_exposures(visitor, ann)

    assert seats_of(Unit(ann.pk), running).taken[0].way.id == seen
    record_exposures(Unit(ben.pk), seats_of(Unit(ben.pk), running), set(), is_personal=True)
    before = Exposure.objects.get(learner=ben).arm_id
    other = Unit(visitor_id=uuid.UUID(int=8))
    record_exposures(other, seats_of(other, running), set(), is_personal=True)
    give_exposures(other.visitor_id, ben)
    assert Exposure.objects.get(learner=ben).arm_id == before
    assert not Exposure.objects.filter(visitor_id__isnull=False).exists()


def test_exposure_is_written_once_and_only_where_the_page_could_differ(ann, ben):
    make_experiment(overrides={"rows": {"trending": {"is_on": False}}})
    running = read_running()
    seats, unit = seats_of(Unit(ann.pk), running), Unit(ann.pk)

    assert record_exposures(unit, seats, {"picked"}, is_personal=True) == 0
    assert record_exposures(unit, seats, {"picked", "trending"}, is_personal=True) == 1
    record_exposures(unit, seats, {"picked", "trending"}, is_personal=True)

    assert Exposure.objects.count() == 1
    assert Exposure.objects.get().propensity == 0.5


def test_staff_see_the_arm_that_they_choose_and_count_for_nothing(dan):
    experiment = make_experiment(traffic=0)
    arm = experiment.arms.get(key="arm1")
    StaffChoice.objects.create(person=dan, experiment=experiment, arm=arm)
    seats = seats_of(Unit(dan.pk), read_running())

    record_exposures(Unit(dan.pk), seats, set(), is_personal=True)

    assert seats.key == (arm.pk,)
    assert not Exposure.objects.exists()


def test_a_stopped_arm_serves_the_site_as_it_is(ann):
    experiment = make_experiment(shares=(0.01, 100.0))
    experiment.arms.filter(key="arm1").update(stopped_because="harm")

    assert not seats_of(Unit(ann.pk), read_running()).overrides.changes_models


def test_the_later_layer_wins_where_two_change_the_same():
    first = read_overrides({"weights": {"ease": 1.0, "ials": 2.0}, "fusion": "score"})
    second = read_overrides({"weights": {"ease": 3.0}, "rows": {"new": {"is_on": False}}})

    both = merged([first, second])

    assert both.weights == {"ease": 3.0, "ials": 2.0}
    assert (both.fusion, both.rows["new"].is_on) == ("score", False)


@pytest.mark.parametrize(
    ("raw", "place"),
    [
        ({"weight": {}}, "weight"),
        ({"weights": {"no_such": 1}}, "no_such: there is no such algorithm"),
        ({"weights": {"ease": 99}}, "weights.ease: must lie between 0 and 10"),
        ({"params": {"ease": {"l2": 5}}}, "params.ease.l2: needs a training"),
        ({"params": {"ease": {"no_such": 5}}}, "there is no such parameter"),
        ({"params": {"ease": {"position_half_life": -1}}}, "params.ease"),
        ({"rows": {"new": {"maximum": 0}}}, "rows.new.maximum"),
        ([], "overrides"),
    ],
)
def test_wrong_overrides_are_refused_at_their_place(raw, place):
    with pytest.raises(OverridesError) as error:
        read_overrides(raw)

    assert place in str(error.value)
