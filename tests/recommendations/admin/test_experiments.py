"""Experiments in the admin: made without JSON, started, read in words, stopped."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from recommendations.models import Experiment, Layer, Row, StaffChoice
from tests.recommendations.experiments.test_assignment import make_experiment


@pytest.fixture
def layer(db):
    return Layer.objects.create(key="page", name="Page")


@pytest.fixture
def experimenter(dan, client):
    """Dan may run experiments, and nothing else."""
    dan.is_superuser = False
    dan.save()
    dan.user_permissions.set([Permission.objects.get(codename="run_experiments")])
    client.force_login(dan)
    return client


def filled_in(layer, **changes):
    arms = {"arms-TOTAL_FORMS": 2, "arms-INITIAL_FORMS": 0, "arms-MIN_NUM_FORMS": 2}
    fields = {
        "name": "Without trends", "key": "without-trends", "question": "Do trends help?",
        "layer": layer.pk, "metric": "click_through", "worth_knowing": "5", "correction": "holm",
        "harm": "5", "allocation": "fixed", "room": "100", "traffic": "50",
        "arms-0-name": "As it is", "arms-0-key": "control", "arms-0-is_control": "on", "arms-0-share": "1",
        "arms-1-name": "No trends", "arms-1-key": "none", "arms-1-share": "1",
        "arms-1-rows_hidden": ["trending"], "arms-1-weights": "ease = 0.5\nials = 2",
        "arms-1-params": "ease.position_half_life = 5",
    }  # fmt: skip
    return {**arms, **fields, **changes}


def add(client, layer, **changes):
    return client.post(reverse("admin:recommendations_experiment_add"), filled_in(layer, **changes))


def do(client, experiment, verb, **fields):
    address = reverse("admin:recommendations_experiment_act", args=[experiment.pk, verb])
    return client.post(address, fields, follow=True)


def test_an_experiment_is_made_of_choices(experimenter, layer):
    assert Row.objects.filter(key="trending").exists()

    response = add(experimenter, layer)

    assert response.status_code == 302, response.context["errors"]
    overrides = Experiment.objects.get().arms.get(key="none").overrides
    assert overrides == {
        "weights": {"ease": 0.5, "ials": 2.0},
        "params": {"ease": {"position_half_life": 5.0}},
        "rows": {"trending": {"is_on": False}},
    }


@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("weights", "ease", "line 1: write a name, = and a number"),
        ("weights", "\nease = much", "line 2: what stands after = is no number"),
        ("weights", "easy = 1", "there is no such algorithm"),
        ("params", "ease.l2 = 5", "needs a training"),
    ],
)
def test_a_wrong_line_is_refused_at_its_field(experimenter, layer, field, text, words):
    response = add(experimenter, layer, **{f"arms-1-{field}": text})

    assert not Experiment.objects.exists()
    assert words in response.content.decode()


def test_it_starts_widens_is_looked_at_and_stops(experimenter, layer, dan):
    add(experimenter, layer)
    experiment = Experiment.objects.get()

    do(experimenter, experiment, "start")
    experiment.refresh_from_db()
    assert (experiment.status, experiment.created_by) == ("running", dan)

    do(experimenter, experiment, "ramp", traffic="80")
    arm = experiment.arms.get(key="none")
    do(experimenter, experiment, "look", arm=str(arm.pk))
    assert StaffChoice.objects.get().arm == arm
    do(experimenter, experiment, "look", arm="0")
    assert not StaffChoice.objects.exists()

    page = do(experimenter, experiment, "stop").content.decode()
    experiment.refresh_from_db()
    assert (experiment.status, experiment.traffic) == ("stopped", 80)
    assert "everybody sees the site as it is" in page


def test_a_refusal_says_why(experimenter, layer):
    make_experiment("other", layer=layer, room=80, traffic=80)
    add(experimenter, layer)
    experiment = Experiment.objects.get(key="without-trends")

    page = do(experimenter, experiment, "start").content.decode()

    assert "has no room for 100 %" in page
    experiment.refresh_from_db()
    assert experiment.status == "draft"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_page_of_a_running_experiment_says_what_was_found(experimenter, layer, language):
    experiment = make_experiment("other", layer=layer)
    arm = experiment.arms.get(key="arm1")
    line = {
        "metric": "click_through", "arm": arm.pk, "p": 0.01, "control": 0.1, "treatment": 0.12,
        "lift": 0.2, "error": 0.03, "interval": [0.14, 0.26], "sequence": [0.08, 0.32],
        "p_fixed": 0.0, "p_always": 0.01, "cuped_gain": 0.3,
    }  # fmt: skip
    experiment.reading = {
        "at": timezone.now().isoformat(),
        "arms": [{"arm": arm.pk, "learners": 1234}],
        "mismatch": 0.7,
        "lines": [line],
        "verdict": {"kind": "better", "arm": arm.pk},
    }
    experiment.save()
    experimenter.cookies["language"] = language

    address = reverse("admin:recommendations_experiment_change", args=[experiment.pk])
    page = experimenter.get(address, headers={"accept-language": language}).content.decode()

    for words in ("Arm 1", "ease = 0", "+20.0 %", "+8.0 % – +32.0 %", "1,234", "30 %", "<svg"):
        assert words in page


def test_who_may_not_run_experiments_can_neither_make_nor_stop_one(client, dan, layer):
    dan.is_superuser = False
    dan.save()
    dan.user_permissions.set([Permission.objects.get(codename="view_experiment")])
    client.force_login(dan)
    experiment = make_experiment("other", layer=layer)

    assert add(client, layer).status_code == 403
    assert do(client, experiment, "stop").status_code == 403
    seen = client.get(reverse("admin:recommendations_experiment_change", args=[experiment.pk]))
    assert seen.status_code == 200
    assert b'name="traffic"' not in seen.content
