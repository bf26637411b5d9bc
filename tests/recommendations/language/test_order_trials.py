"""Whether a language model orders courses for newcomers is measured first, and decided by staff."""

import json

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from recommendations.admin.arms import ArmForm, told_overrides
from recommendations.engine.evaluation.cold_orders import Compared
from recommendations.experiments.assignment import Unit, running_now, seats_of
from recommendations.homepage.desk import open_desk
from recommendations.language.prompts import versions_of
from recommendations.models import (
    Arm,
    Arrangement,
    Change,
    ChangeKind,
    Experiment,
    ExperimentStatus,
    LanguageDay,
    Layer,
    OrderTrial,
    Purpose,
)
from recommendations.reverting import revert
from recommendations.serving.orders import serve_orders
from recommendations.training.orders import verdict_on

LIST = reverse("admin:recommendations_ordertrial_changelist")


def compared(gains: np.ndarray, events: int = 0) -> Compared:
    stood = np.full(len(gains), 0.3)
    return Compared(events, stood, stood + gains, len(gains))


def outcomes(verdict: dict) -> dict[str, str]:
    return {bar["name"]: bar["outcome"] for bar in verdict["bars"]}


@pytest.fixture
def make_trial(language_model):
    def make(*, has_won: bool) -> OrderTrial:
        gains = np.full(60, 0.1 if has_won else -0.1)
        return OrderTrial.objects.create(
            model=language_model, asked="small", prompts=versions_of(Purpose.ORDER),
            dataset="site", weight=0.5, candidates=20, most_events=3, learners=60,
            verdict=verdict_on([compared(gains)], 50),
        )  # fmt: skip

    return make


def in_force() -> OrderTrial | None:
    return Arrangement.now().order_trial


def test_it_wins_only_where_newcomers_are_surely_better_off():
    better, unsure = np.full(60, 0.1), np.random.default_rng(0).normal(0, 0.2, 60)

    assert outcomes(verdict_on([compared(better)], 50)) == {"order": "passed", "order_0": "passed"}
    assert not verdict_on([compared(unsure - unsure.mean())], 50)["passed"]


def test_it_does_not_win_where_those_with_some_courses_are_worse_off():
    verdict = verdict_on([compared(np.full(60, 0.3), 0), compared(np.full(60, -0.1), 3)], 50)

    assert outcomes(verdict) == {"order": "passed", "order_0": "passed", "order_3": "failed"}
    assert not verdict["passed"]


def test_too_few_newcomers_say_nothing_and_do_not_win():
    verdict = verdict_on([compared(np.full(10, 0.3))], 50)

    assert not verdict["passed"]
    assert set(outcomes(verdict).values()) == {"idle"}


def test_the_command_measures_the_model_that_is_on_and_keeps_the_verdict(
    world,
    language_model,
    model_server,
    capsys,
):
    model_server.says = lambda facts: str([one["n"] for one in facts["courses"]])

    call_command("evaluate_order", "--events=0,1", "--learners=4", "--candidates=6", "--json")

    facts, trial = json.loads(capsys.readouterr().out), OrderTrial.objects.get()
    assert [line["events"] for line in facts["events"]] == [0, 1]
    assert all(line["difference"] == 0 for line in facts["events"])
    assert (trial.asked, trial.candidates, trial.most_events) == ("small", 6, 1)
    assert not trial.has_won
    assert in_force() is None
    assert LanguageDay.objects.get().times == len(model_server.asked) > 0


def test_without_a_model_there_is_nothing_to_measure(world):
    with pytest.raises(CommandError, match="none is on"):
        call_command("evaluate_order")


def test_what_has_won_serves_with_a_click(make_trial, client, dan):
    client.force_login(dan)
    trial = make_trial(has_won=True)

    client.post(reverse("admin:recommendations_ordertrial_serve", args=[trial.pk]))

    assert in_force() == trial
    change = Change.objects.about("ordertrial", trial.pk).get()
    assert (change.kind, change.person) == (ChangeKind.PUBLISHED, dan)


def test_what_has_not_won_serves_only_by_force_with_a_reason(make_trial, client, dan):
    client.force_login(dan)
    trial = make_trial(has_won=False)
    force = reverse("admin:recommendations_ordertrial_force", args=[trial.pk])

    answer = client.post(reverse("admin:recommendations_ordertrial_serve", args=[trial.pk]))
    assert answer["Location"] == force
    assert "It needs a reason." in client.post(force, {"reason": " "}).content.decode()
    assert in_force() is None

    client.post(force, {"reason": "a week's look"})

    assert in_force() == trial
    change = Change.objects.about("ordertrial", trial.pk).get()
    assert (change.kind, change.reason) == (ChangeKind.FORCED, "a week's look")


def test_staff_stop_it_and_take_that_back(make_trial, client, dan):
    client.force_login(dan)
    trial = make_trial(has_won=True)
    serve_orders(trial, dan)

    client.post(reverse("admin:recommendations_ordertrial_stop", args=[trial.pk]))
    assert in_force() is None

    revert(Change.objects.first(), dan)
    assert in_force() == trial


def test_who_may_not_publish_cannot_put_it_in_force(make_trial, client, ben):
    client.force_login(ben)
    trial = make_trial(has_won=True)

    answer = client.post(reverse("admin:recommendations_ordertrial_serve", args=[trial.pk]))

    assert answer.status_code in (302, 403)
    assert in_force() is None


def test_staff_read_verdict_and_figures(make_trial, client, dan):
    client.force_login(dan)
    trial = make_trial(has_won=False)

    assert "not surely better" in client.get(LIST).content.decode()
    address = reverse("admin:recommendations_ordertrial_change", args=[trial.pk])
    page = client.get(address).content.decode()
    assert "Surely better for newcomers over all" in page
    assert "Let it order all the same" in page


def test_an_arm_of_an_experiment_may_order(make_trial, ann, dan):
    trial = make_trial(has_won=True)
    experiment = Experiment.objects.create(
        key="order", name="Order", layer=Layer.objects.create(key="o", name="O"),
        status=ExperimentStatus.RUNNING, slice_from=0,
    )  # fmt: skip
    Arm.objects.create(experiment=experiment, key="off", name="Off", is_control=True)
    Arm.objects.create(
        experiment=experiment, key="on", name="On", overrides={"order_trial": trial.pk}
    )

    assert told_overrides({"order_trial": trial.pk}) == [f"newcomers: {trial}"]
    form = ArmForm(
        {"name": "Off", "key": "off", "share": 1, "order_trial": "0"}, instance=Arm(name="Off")
    )
    assert form.is_valid(), form.errors
    assert form.instance.overrides == {"order_trial": 0}

    desk = open_desk()
    seats = (seats_of(Unit(pk), running_now(desk.digest)) for pk in range(1, 60))
    found = {desk.for_arms(one).arrangement.order_trial for one in seats}

    assert found == {None, trial}
