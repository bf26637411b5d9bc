"""Faults that users of other systems reported, around versions: R12, R13 and R16.

R14 and R15 are told where the data are watched and where the gate stands.
"""

import json
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommendations import locks
from recommendations.artefacts import ARRAYS, MANIFEST
from recommendations.engine.histories import Histories
from recommendations.homepage.pages import page_of
from recommendations.models import AlgorithmSetting, Change, TaskLock, TrainingRun, Version
from recommendations.serving import live
from recommendations.serving.live import live_models
from recommendations.training.retrain import LOCK, retrain
from recommendations.training.versions import publish
from tests.conftest import make_course
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.conftest import did_something


def start_afresh(monkeypatch):
    """Another process: nothing is loaded yet."""
    monkeypatch.setattr(live, "_models", {})


def ease(**status):
    return Version.objects.filter(algorithm="ease", **status)


@pytest.fixture
def two_worlds(trained):
    """The version before, of twelve courses, and the live one, of thirteen."""
    newcomer = make_course("A thirteenth")
    did_something(trained.learners[0], [newcomer, trained.data[0]])
    retrain(TrainingRun.objects.create())
    return ease(status="retired").get(), ease(status="live").get()


def test_r12_who_holds_a_version_keeps_its_ids_and_numbers_together(two_worlds):
    before, now = two_worlds
    held = live_models()
    history = Histories.from_lists([[0, 1]])
    scores = held.models["ease"].algorithm.score(history)

    for version in (before, now, before):
        publish(version)
        fresh = live_models().models["ease"]
        assert fresh.version_id == version.pk
        assert len(fresh.course_ids) == fresh.algorithm.n_courses_
        assert fresh.algorithm.score(history).shape == (1, len(fresh.course_ids))
        assert held.models["ease"].version_id == now.pk
        assert np.array_equal(held.models["ease"].algorithm.score(history), scores, equal_nan=True)


def test_r12_scores_over_other_columns_are_of_the_same_courses(two_worlds):
    before, _now = two_worlds
    columns = live_models().models["ease"].course_ids
    publish(before)
    model = live_models().models["ease"]
    history = Histories.from_lists([[0, 1]])

    spread = model.score(history, columns)

    own = dict(zip(model.course_ids.tolist(), model.algorithm.score(history)[0], strict=True))
    for course, score in zip(columns.tolist(), spread[0], strict=True):
        assert np.isclose(score, own.get(course, np.nan), equal_nan=True)


def cut_off(folder):
    whole = (folder / ARRAYS).read_bytes()
    (folder / ARRAYS).write_bytes(whole[: len(whole) // 2])


def half_a_manifest(folder):
    (folder / MANIFEST).write_text((folder / MANIFEST).read_text()[:40])


def old_form(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    (folder / MANIFEST).write_text(json.dumps(manifest | {"schema": 0}))


def gone(folder):
    (folder / MANIFEST).unlink()


@pytest.mark.parametrize("harm", [cut_off, half_a_manifest, old_form, gone])
def test_r13_a_broken_version_gives_way_to_the_one_before_and_staff_are_told(
    harm, ann, dan, two_worlds, artefacts, monkeypatch
):
    before, now = two_worlds
    harm(artefacts / now.path)
    start_afresh(monkeypatch)

    models = live_models().models

    assert models["ease"].version_id == before.pk
    now.refresh_from_db()
    assert (now.status, bool(now.refusal)) == ("refused", True)
    assert page_of(ann).courses
    change = Change.objects.first()
    assert (change.person, change.reason) == (None, now.refusal)
    staff = client_of(dan)
    assert now.refusal[:20] in staff.get("/admin/recommendations/version/").content.decode()
    assert now.refusal[:20] in staff.get("/admin/recommendations/change/").content.decode()


def test_r13_where_no_version_can_be_read_the_page_is_full_all_the_same(
    ann, trained, artefacts, monkeypatch
):
    for version in Version.objects.all():
        cut_off(artefacts / version.path)
    start_afresh(monkeypatch)

    assert live_models().models == {}
    assert len(page_of(ann).courses) == 12


def test_r16_a_second_beat_changes_nothing_and_a_dead_worker_is_survived(trained):
    AlgorithmSetting.objects.exclude(name="popularity").update(is_enabled=False)
    with locks.held(LOCK):
        second = retrain(TrainingRun.objects.create(), is_forced=True)
    assert (second.status, second.versions.count()) == ("skipped", 0)

    locks.take(LOCK, "killed with -9")
    TaskLock.objects.update(heartbeat_at=timezone.now() - timedelta(days=1))
    killed = TrainingRun.objects.create(status="running")

    assert retrain(TrainingRun.objects.create(), is_forced=True).status == "done"
    killed.refresh_from_db()
    assert (killed.status, killed.error) == ("failed", locks.ABANDONED)
