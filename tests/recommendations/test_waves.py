"""A refresh whose worker was killed goes on by itself; nothing is done twice, nothing for ever."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations import locks
from recommendations.admin.progress import progress_of
from recommendations.homepage import refresh, waves
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import LOCK, begin_refresh, refresh_learner, refresh_shard
from recommendations.models import CachedPage, RefreshRun, RefreshShard, TaskLock
from recommendations.queues import QUEUES, Queues
from recommendations.requests import ask_for_page
from recommendations.tasks import refresh_pages, refresh_rest
from tests.recommendations.conftest import did_something

SHARD, RUN = "recommendations.refresh_shard", "recommendations.refresh_pages"


@pytest.fixture
def sent(monkeypatch):
    """What was handed to the broker, whose queue is empty."""
    handed = []
    queue_holds(monkeypatch)
    monkeypatch.setattr(
        waves.current_app, "send_task", lambda name, args=(), **_: handed.append((name, *args))
    )
    return handed


def queue_holds(monkeypatch, waiting=0, later=0, *, is_up=True):
    counts = dict.fromkeys(QUEUES, 0)
    queues = Queues(is_up, counts | {"refresh": waiting + later}, counts | {"refresh": later})
    monkeypatch.setattr(waves, "read_queues", lambda: queues)


@pytest.fixture
def begun(trained, monkeypatch):
    """A refresh of four parts, of which one is done, and whose worker was killed."""
    monkeypatch.setattr(refresh, "SHARD_LEARNERS", 5)
    run = RefreshRun.objects.create()
    shards = begin_refresh(run)
    assert len(shards) == 4
    refresh_shard(run, shards[0])
    fall_silent()
    return run


def fall_silent(seconds=600):
    TaskLock.objects.update(heartbeat_at=timezone.now() - timedelta(seconds=seconds))


def do(run, number):
    refresh_shard(run, RefreshShard.objects.get(run=run, number=number))


def test_what_a_killed_worker_left_is_asked_for_again_and_the_run_ends(begun, sent):
    refresh_rest()
    refresh_rest()

    assert sent == [(SHARD, begun.pk, number) for number in (1, 2, 3)]
    for _name, _run, number in sent:
        do(begun, number)
    begun.refresh_from_db()
    assert (begun.status, begun.done, begun.total) == ("done", 16, 16)
    assert CachedPage.objects.count() == 16
    assert not TaskLock.objects.exists()
    assert not any(RefreshShard.objects.values_list("learners", flat=True))


def test_staff_see_that_a_worker_was_lost_and_how_far_the_run_is(begun, sent):
    assert progress_of(begun).hint == ""

    refresh_rest()

    begun.refresh_from_db()
    told = progress_of(begun)
    assert "A worker stopped without a word" in told.hint
    assert (told.done, told.total, told.status) == (5, 16, "running")
    assert sum(wave.done for wave in told.waves) == 5


@pytest.mark.parametrize("is_alive", [{"later": 1}, {"is_up": False}, {"seconds": 5}])
def test_a_refresh_that_only_waits_or_works_is_left_alone(begun, sent, monkeypatch, is_alive):
    if "seconds" in is_alive:
        fall_silent(**is_alive)
    else:
        queue_holds(monkeypatch, **is_alive)

    refresh_rest()

    assert sent == []


def test_a_part_that_was_asked_for_twice_is_done_once(begun, sent, monkeypatch):
    done = []
    monkeypatch.setattr(refresh, "refresh_learners", lambda ids: done.append(ids) or len(ids))

    for number in (1, 1, 0, 2, 3, 3):
        do(begun, number)

    begun.refresh_from_db()
    assert len(done) == 3
    assert (begun.status, begun.done) == ("done", 16)


def test_what_kills_every_worker_ends_as_a_failure_and_frees_the_lock(begun, sent):
    for _ in range(waves.MOST_TIMES + 1):
        refresh_rest()
        fall_silent()

    begun.refresh_from_db()
    assert (begun.status, begun.error, begun.done) == ("failed", locks.ABANDONED, 5)
    assert len(sent) == 3 * waves.MOST_TIMES
    assert locks.take(LOCK, "the next")


def test_a_worker_killed_after_its_last_part_leaves_a_run_that_ends(begun, sent):
    RefreshShard.objects.filter(pages=None).update(pages=5)

    refresh_rest()

    begun.refresh_from_db()
    assert begun.status == "done"
    assert sent == []


def test_a_run_lost_before_it_began_is_begun_once_more_and_not_after_it_did(trained, sent):
    run = RefreshRun.objects.create()
    refresh_rest()
    assert sent == [], "a worker may be about to take it"
    RefreshRun.objects.update(created_at=timezone.now() - timedelta(minutes=10))
    locks.take(LOCK, f"run:{run.pk}")  # killed while it cut the learners into parts

    refresh_rest()
    assert sent == [(RUN, run.pk)]
    refresh_pages(run.pk)
    refresh_pages(run.pk)  # the broker gives back, hours later, what the killed worker held

    assert sent[1:] == [(SHARD, run.pk, 0)]
    do(run, 0)
    run.refresh_from_db()
    assert run.status == "done"


def test_the_schedule_looks_for_lost_refreshes(settings):
    assert refresh_rest.name in {one["task"] for one in settings.CELERY_BEAT_SCHEDULE.values()}


@pytest.mark.parametrize("is_refreshed", [False, True])
@pytest.mark.parametrize("has_page", [False, True])
def test_a_slow_part_undoes_nothing_of_who_did_something_meanwhile(
    trained, monkeypatch, has_page, is_refreshed
):
    me, read = trained.learners[0], refresh.read_pasts
    if has_page:
        refresh_learner(me.pk)
    else:
        CachedPage.objects.filter(learner=me).delete()

    def read_and_be_outrun(*span, **options):
        found = read(*span, **options)
        monkeypatch.setattr(refresh, "read_pasts", read)
        did_something(me, trained.music[:3], days_ago=0)
        ask_for_page(me.pk)
        if is_refreshed:
            refresh_learner(me.pk)
        return found

    monkeypatch.setattr(refresh, "read_pasts", read_and_be_outrun)
    refresh.refresh_learners([one.pk for one in trained.learners])
    page = page_of(me)

    assert page.step == ("cached" if is_refreshed else "computed")
    refresh_learner(me.pk)
    assert [row.cards[0].course for row in page.rows] == [
        row.cards[0].course for row in page_of(me).rows
    ]
    others = CachedPage.objects.exclude(learner=me)
    assert others.count() == 15
    assert all(others.values_list("digest", flat=True))
