"""Models that score with torch or trees: workers load them, web processes pass them over."""

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

HEAVY = {
    "sasrec": {"factors": 8, "blocks": 1, "epochs": 2},
    "ranker": {"sources": {"transitions": 1.0, "content": 0.2}, "lessons": 100},
}


@pytest.fixture(autouse=True)
def libraries(monkeypatch):
    """What this process may load, as in a web process; put back afterwards."""
    monkeypatch.setattr(live, "_libraries", {"numpy"})


@pytest.fixture(params=HEAVY)
def heavy(trained, request):
    """The name of a live model that needs more than numpy, in the trained world."""
    name = request.param
    AlgorithmSetting.objects.filter(name=name).update(is_enabled=True, params=HEAVY[name])
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error
    return name


def a_worker_starts():
    worker_process_init.send(sender=None)


def test_a_web_process_blends_without_what_it_may_not_load(heavy):
    found = live_models()

    assert heavy not in found.models
    assert "ease" in found.weights
    assert not found.is_whole


def test_a_worker_blends_all(heavy):
    a_worker_starts()

    found = live_models()

    assert heavy in found.weights
    assert found.is_whole


def test_without_such_models_the_blend_is_whole_everywhere(trained):
    assert live_models().is_whole


def test_a_switched_off_model_is_not_missed(heavy):
    AlgorithmSetting.objects.filter(name=heavy).update(is_enabled=False)

    assert live_models().is_whole


@pytest.mark.django_db(transaction=True)
def test_a_page_made_in_a_request_is_made_again_by_a_worker(ann, trained, heavy, monkeypatch):
    did_something(ann, trained.data[:3])
    handed = []
    monkeypatch.setattr(
        requests.current_app, "send_task", lambda name, args=(), **_: handed.append((name, *args))
    )

    page = page_of(ann)
    assert page.step == "computed"
    assert ("recommendations.refresh_page", ann.pk) in handed
    assert heavy not in CachedPage.objects.get(learner=ann).payload["versions"]

    a_worker_starts()
    monkeypatch.setattr(desk, "_desk", None)  # another process has no desk yet
    refresh_learner(ann.pk)
    assert heavy in CachedPage.objects.get(learner=ann).payload["versions"]


def test_a_web_process_never_loads_more_than_numpy_for_a_live_model(heavy, artefacts, tmp_path):
    versions = [f"{one.algorithm}={one.path}" for one in Version.objects.filter(status="live")]
    assert any(version.startswith(f"{heavy}=") for version in versions)

    done = subprocess.run(
        [sys.executable, "-m", "tests.recommendations.web_process", str(artefacts), *versions],
        env={"DATABASE_URL": f"sqlite:///{tmp_path}/web.sqlite3", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "computed"
