"""The recommender with real workers: pages within seconds, one training at a time, kill -9."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from celery import current_app
from django.db import connection, transaction
from django.utils import timezone

from recommendations import locks
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import (
    AlgorithmSetting,
    CachedPage,
    RefreshRun,
    TaskLock,
    TrainingRun,
    Version,
)
from recommendations.requests import note_visit
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import QUICK, artefacts, world
from tests.services.conftest import ROOT, start_worker, wait_until, worker_environment
from tracking.ledger import emit

__all__ = ["artefacts", "world"]

HOLD_A_LOCK = """
import django, time
django.setup()
from recommendations import locks
with locks.held("work", stale_seconds=2.0):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def shared_artefacts(artefacts, monkeypatch):
    """Workers and child processes read and write this test's artefacts."""
    monkeypatch.setenv("ARTEFACTS_DIR", str(artefacts))
    return artefacts


@pytest.fixture
def live_world(shared_artefacts, world):
    """The small world, committed, with live models."""
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error
    return world


def child(*words: str, redis_url: str) -> subprocess.Popen:
    environment = worker_environment(redis_url) | {"DJANGO_SETTINGS_MODULE": "config.settings"}
    return subprocess.Popen(
        [sys.executable, *words], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )


def test_what_a_learner_does_changes_their_page_within_seconds(ann, live_world, worker):
    refresh_learner(ann.pk)
    looked_at = live_world.data[0]

    def is_changed():
        rows = CachedPage.objects.get(learner=ann).payload["rows"]
        return any(card[1:3] == ["viewed", looked_at.pk] for row in rows for card in row["cards"])

    assert not is_changed()
    note_visit(ann.pk)
    emit("viewed", learner=ann, target=looked_at)

    assert wait_until(is_changed, "the page to name the course") < 10


def test_a_refresh_survives_the_worker_that_was_killed_with_it(ann, live_world, worker, redis_url):
    refresh_learner(ann.pk)
    note_visit(ann.pk)
    looked_at = live_world.data[0]

    def is_changed():
        rows = CachedPage.objects.get(learner=ann).payload["rows"]
        return any(card[1:3] == ["viewed", looked_at.pk] for row in rows for card in row["cards"])

    emit("viewed", learner=ann, target=looked_at)
    os.kill(worker.pid, signal.SIGKILL)  # it holds the request, half a second before its time
    worker.wait()
    assert not is_changed()
    assert page_of(ann).step == "computed", "who comes before the next worker loses nothing"
    assert is_changed()

    emit("viewed", learner=ann, target=live_world.data[1])
    looked_at = live_world.data[1]
    second = start_worker(redis_url)
    try:
        wait_until(is_changed, "the next worker to do what was asked for while none was there")
    finally:
        second.terminate()
        second.wait(20)


def test_workers_refresh_every_page_of_a_run(live_world, worker):
    CachedPage.objects.all().delete()
    run = RefreshRun.objects.create()

    current_app.send_task("recommendations.refresh_pages", args=[run.pk])

    wait_until(lambda: RefreshRun.objects.get(pk=run.pk).status == "done", "the refresh")
    assert CachedPage.objects.count() == len(live_world.learners)


def test_a_refresh_whose_worker_is_killed_goes_on_with_the_next_one(live_world, worker, redis_url):
    CachedPage.objects.all().delete()
    run = RefreshRun.objects.create()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("LOCK TABLE recommendations_cachedpage IN ACCESS EXCLUSIVE MODE")
        current_app.send_task("recommendations.refresh_pages", args=[run.pk])
        wait_until(lambda: waits_for_pages(cursor), "the worker to be in the middle of a part")
        os.kill(worker.pid, signal.SIGKILL)
        worker.wait()
    assert RefreshRun.objects.get(pk=run.pk).status == "running"
    TaskLock.objects.update(heartbeat_at=timezone.now() - timedelta(minutes=5))

    second = start_worker(redis_url)
    try:
        current_app.send_task("recommendations.refresh_rest")
        wait_until(lambda: RefreshRun.objects.get(pk=run.pk).status == "done", "the refresh")
    finally:
        second.terminate()
        second.wait(20)

    run.refresh_from_db()
    assert run.done == run.total == CachedPage.objects.count() == len(live_world.learners)
    assert run.resumed == 1


def waits_for_pages(cursor):
    """Whether somebody waits for the table of pages."""
    cursor.execute(
        "SELECT 1 FROM pg_locks WHERE NOT granted"
        " AND relation = 'recommendations_cachedpage'::regclass"
    )
    return cursor.fetchone() is not None


def test_a_training_asked_for_runs_in_a_process_of_its_own(live_world, worker):
    AlgorithmSetting.objects.filter(name="item_knn").update(params={"neighbours": 7})
    run = TrainingRun.objects.create()

    current_app.send_task("recommendations.retrain", args=[run.pk])

    def is_over():
        return TrainingRun.objects.get(pk=run.pk).status in ("done", "failed", "skipped")

    wait_until(is_over, "the training", seconds=60)
    run.refresh_from_db()
    assert run.status == "done", run.error
    assert Version.objects.get(algorithm="item_knn", status="live").run == run


def test_two_trainings_at_once_are_one(shared_artefacts, world, redis_url):
    """R16."""
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)
    both = [child("manage.py", "retrain", redis_url=redis_url) for _ in range(2)]
    for process in both:
        process.communicate(timeout=120)

    statuses = sorted(TrainingRun.objects.values_list("status", flat=True))
    assert statuses == ["done", "skipped"]
    for name in QUICK:
        assert Version.objects.filter(algorithm=name).count() == 1


def test_a_holder_killed_with_minus_9_does_not_hold_the_lock_for_ever(redis_url):
    """R16."""
    process = child("-c", HOLD_A_LOCK, redis_url=redis_url)
    assert process.stdout.readline().strip() == "held"
    time.sleep(3.0)
    assert not locks.take("work", "next", stale_seconds=2.0), "a living holder lost its lock"

    os.kill(process.pid, signal.SIGKILL)
    process.wait()

    waited = wait_until(lambda: locks.take("work", "next", stale_seconds=2.0), "the lock")
    assert waited < 10
