"""R16: one run at a time, and a killed holder does not hold for ever."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations import locks
from recommendations.homepage.refresh import begin_refresh
from recommendations.models import AlgorithmSetting, RefreshRun, TaskLock, TrainingRun
from recommendations.training.retrain import LOCK, retrain


def grow_old(name: str, seconds: float) -> None:
    TaskLock.objects.filter(name=name).update(
        heartbeat_at=timezone.now() - timedelta(seconds=seconds)
    )


def test_two_at_once_is_one_run(db):
    with locks.held("work"), pytest.raises(locks.Busy), locks.held("work"):
        pytest.fail("two hold the same lock")


def test_a_lock_is_free_again_after_its_block_even_when_it_fails(db):
    with pytest.raises(ZeroDivisionError), locks.held("work"):
        _ = 1 / 0

    assert locks.take("work", "next")


def test_a_holder_that_fell_silent_loses_the_lock(db):
    assert locks.take("work", "killed")
    grow_old("work", locks.STALE_SECONDS + 1)

    assert locks.take("work", "next")
    assert not locks.renew("work", "killed")


def test_a_holder_that_gives_signs_of_life_keeps_the_lock(db):
    locks.take("work", "slow")
    grow_old("work", locks.STALE_SECONDS - 5)
    locks.renew("work", "slow")
    grow_old("work", 5)

    assert not locks.take("work", "next")


def test_who_lost_the_lock_does_not_free_it_for_others(db):
    locks.take("work", "killed")
    grow_old("work", locks.STALE_SECONDS + 1)
    locks.take("work", "next")

    locks.release("work", "killed")

    assert TaskLock.objects.get(name="work").owner == "next"


@pytest.mark.django_db(transaction=True)
def test_a_thread_keeps_the_lock_alive_while_the_block_runs():
    with locks.held("work", stale_seconds=0.4):
        time.sleep(1.0)
        assert not locks.take("work", "next", stale_seconds=0.4)


def test_a_training_beside_another_is_skipped_and_says_so(world):
    locks.take(LOCK, "the other one")

    run = retrain(TrainingRun.objects.create())

    assert run.status == "skipped"
    assert "running" in run.error
    assert run.versions.count() == 0


def test_a_run_whose_process_was_killed_is_told_as_failed_by_the_next(world):
    killed = TrainingRun.objects.create(status="running")
    killed_refresh = RefreshRun.objects.create(status="running")
    AlgorithmSetting.objects.exclude(name="popularity").update(is_enabled=False)

    retrain(TrainingRun.objects.create())
    begin_refresh(RefreshRun.objects.create())

    for run in (killed, killed_refresh):
        run.refresh_from_db()
        assert (run.status, run.error) == ("failed", locks.ABANDONED)
        assert run.finished_at


def test_a_refresh_beside_another_is_skipped(world):
    begin_refresh(RefreshRun.objects.create())
    second = RefreshRun.objects.create()

    with pytest.raises(locks.Busy):
        begin_refresh(second)

    second.refresh_from_db()
    assert second.status == "skipped"
