"""Refreshing stored pages: in shards, twice without harm, and after an event."""

import numpy as np
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from recommendations.admin.progress import waves_of
from recommendations.homepage import refresh
from recommendations.homepage.desk import open_desk
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import (
    begin_refresh,
    parts_of,
    refresh_all,
    refresh_learner,
    refresh_shard,
)
from recommendations.models import CachedPage, RefreshRun, Row, TaskLock
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import People
from tests.recommendations.conftest import did_something, make_learner
from tests.recommendations.test_homepage import courses_in, enrol


def refresh_here():
    run = RefreshRun.objects.create()
    refresh_all(run, lambda done, total: None)
    run.refresh_from_db()
    return run


def test_every_learner_who_agreed_gets_a_page(trained, cleo):
    run = refresh_here()

    assert (run.status, run.done, run.total) == ("done", 16, 16)
    pages = set(CachedPage.objects.values_list("learner_id", flat=True))
    assert pages == {learner.pk for learner in trained.learners}
    assert not TaskLock.objects.exists()


def test_a_page_of_a_shard_is_the_page_computed_alone(trained):
    refresh_here()
    learner = trained.learners[3]
    of_shard = CachedPage.objects.get(learner=learner).payload["rows"]

    refresh_learner(learner.pk)

    assert CachedPage.objects.get(learner=learner).payload["rows"] == of_shard


def test_a_shard_done_twice_counts_once(trained, monkeypatch):
    monkeypatch.setattr(refresh, "SHARD_LEARNERS", 5)
    run = RefreshRun.objects.create()
    shards = begin_refresh(run)
    run.refresh_from_db()
    assert len(shards) == 4

    for shard in [*shards, shards[0], shards[1]]:
        refresh_shard(run, shard)

    run.refresh_from_db()
    assert (run.done, run.status) == (16, "done")
    assert CachedPage.objects.count() == 16


@pytest.mark.parametrize("size", [1, 3, 7, 100])
def test_parts_hold_every_learner_once_and_span_few_others(size):
    everybody = list(range(1, 400, 2))
    some = [one for one in everybody if one < 60 or one % 21 == 0]

    parts = list(parts_of(some, everybody, size))

    assert [one for part in parts for one in part] == some
    assert all(len(part) <= size for part in parts)
    spans = [sum(part[0] <= one <= part[-1] for one in everybody) for part in parts]
    assert max(spans) <= refresh.MOST_READ * size


def test_who_was_active_lately_comes_first_and_who_stays_away_may_be_left_out(trained, ann):
    run = RefreshRun.objects.create()
    did_something(trained.learners[5], trained.data[:1], days_ago=-1)
    soon = begin_refresh(run, reaches_all=False)
    run.refresh_from_db()

    assert soon[0].learners == [trained.learners[5].pk]
    assert run.waves == [1, 15, 0]
    assert ann.pk not in {one for shard in soon for one in shard.learners}
    for shard in soon:
        refresh_shard(run, shard)
    run.refresh_from_db()
    assert [(wave.done, wave.total) for wave in waves_of(run)] == [(1, 1), (15, 15)]
    assert run.status == "done"


def test_a_site_without_learners_refreshes_nothing_and_ends(db):
    assert refresh_here().status == "done"


def test_queries_do_not_grow_with_the_learners_of_a_shard(trained):
    def count():
        with CaptureQueriesContext(
            connection,
        ) as queries:
            refresh.refresh_learners([*People(User).with_a_page().ids()])
        return len(queries)

    open_desk()
    few = count()
    for number in range(20):
        learner = make_learner(f"more{number}")
        did_something(learner, trained.data[:3])
        enrol(learner, trained.data[0])

    assert count() <= few


def test_a_change_in_the_middle_of_a_refresh_asks_for_another_wave(trained, monkeypatch):
    asked = []
    monkeypatch.setattr(refresh, "ask_for_all_pages", lambda: asked.append(1))
    run = RefreshRun.objects.create()
    (shard,) = begin_refresh(run)
    run.refresh_from_db()
    Row.objects.filter(key="picked").update(maximum=3)

    refresh_shard(run, shard)
    refresh_here()

    assert asked == [1]


def test_what_a_learner_does_shapes_the_next_page(ann, trained):
    did_something(ann, trained.music[:2])
    refresh_learner(ann.pk)
    before = courses_in(page_of(ann), "picked")[:3]
    did_something(ann, trained.data[:3], days_ago=0)

    refresh_learner(ann.pk)

    assert courses_in(page_of(ann), "picked")[:3] != before


def test_an_event_counts_at_once_and_not_again_when_it_is_rolled_up(ann, world):
    from tracking.ledger import emit
    from tracking.rollups import roll_up

    emit("viewed", learner=ann, target=world.data[0])
    span, alone = (ann.pk, ann.pk), np.array([ann.pk])
    young = read_pasts(span, alone).of(0)

    roll_up()

    assert read_pasts(span, alone).of(0)[0] == young[0] == [world.data[0].pk]
    assert read_pasts(span, alone).of(0)[1] == pytest.approx(young[1], rel=1e-3)


def test_a_thousand_views_of_one_course_weigh_as_one_visit(ann, world):
    from tracking.ledger import draft, record

    record([draft("viewed", learner=ann, target=world.data[0]) for _ in range(1000)])

    _, weights = read_pasts((ann.pk, ann.pk), np.array([ann.pk])).of(0)

    assert weights == pytest.approx([0.5], rel=1e-3)


def test_a_changed_row_makes_every_page_stale(ann, trained):
    did_something(ann, trained.data[:3])
    refresh_learner(ann.pk)
    Row.objects.filter(key="picked").update(maximum=3)

    page = page_of(ann)

    assert page.step == "computed"
    assert len(courses_in(page, "picked")) == 3
