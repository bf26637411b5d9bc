"""Models that score with torch: workers load them, web processes pass them over and say so."""

import subprocess
import sys

import pytest
from celery.signals import worker_process_init

from recommendations import requests
from recommendations.homepage import desk
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import AlgorithmSetting, CachedPage, TrainingRun, Version
from recommendations.serving import live
from recommendations.serving.live import live_models
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import did_something

TINY = {"factors": 8, "blocks": 1, "epochs": 2}


@pytest.fixture(autouse=True)
def libraries(monkeypatch):
    """What this process may load, as in a web process; put back afterwards."""
    monkeypatch.setattr(live, "_libraries", {"numpy"})


@pytest.fixture
def with_torch(trained):
    """The trained world with a live model that needs torch."""
    AlgorithmSetting.objects.filter(name="sasrec").update(is_enabled=True, params=TINY)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error
    return trained


def a_worker_starts():
    worker_process_init.send(sender=None)


def test_a_web_process_blends_without_what_it_may_not_load(with_torch):
    found = live_models()

    assert "sasrec" not in found.models
    assert "ease" in found.weights
    assert not found.is_whole


def test_a_worker_blends_all(with_torch):
    a_worker_starts()

    found = live_models()

    assert "sasrec" in found.weights
    assert found.is_whole


def test_without_such_models_the_blend_is_whole_everywhere(trained):
    assert live_models().is_whole


def test_a_switched_off_model_is_not_missed(with_torch):
    AlgorithmSetting.objects.filter(name="sasrec").update(is_enabled=False)

    assert live_models().is_whole


@pytest.mark.django_db(transaction=True)
def test_a_page_made_in_a_request_is_made_again_by_a_worker(ann, with_torch, monkeypatch):
    did_something(ann, with_torch.data[:3])
    handed = []
    monkeypatch.setattr(
        requests.current_app, "send_task", lambda name, args=(), **_: handed.append((name, *args))
    )

    page = page_of(ann)
    assert page.step == "computed"
    assert ("recommendations.refresh_page", ann.pk) in handed
    assert "sasrec" not in CachedPage.objects.get(learner=ann).payload["versions"]

    a_worker_starts()
    monkeypatch.setattr(desk, "_desk", None)  # another process has no desk yet
    refresh_learner(ann.pk)
    assert "sasrec" in CachedPage.objects.get(learner=ann).payload["versions"]


def test_a_web_process_never_loads_torch_for_a_live_model(with_torch, artefacts, tmp_path):
    versions = [f"{one.algorithm}={one.path}" for one in Version.objects.filter(status="live")]
    assert any(version.startswith("sasrec=") for version in versions)

    done = subprocess.run(
        [sys.executable, "-m", "tests.recommendations.web_process", str(artefacts), *versions],
        env={"DATABASE_URL": f"sqlite:///{tmp_path}/web.sqlite3", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "computed"
