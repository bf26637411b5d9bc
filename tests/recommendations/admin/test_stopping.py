"""A training is watched while it lasts and stopped with a button; nothing is left half done."""

import pytest

from recommendations import locks
from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, RunStatus, TrainingRun, Version
from recommendations.training import progress as telling
from recommendations.training.progress import WAS_STOPPED, Progress, ask_to_stop
from recommendations.training.retrain import LOCK, retrain
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.admin.test_runs import page_of


def stop_address(run):
    return f"/admin/recommendations/trainingrun/{run.pk}/stop/"


def test_a_run_that_waits_is_over_at_once_and_no_worker_begins_it(staff, world):
    run = TrainingRun.objects.create()

    staff.post(stop_address(run))

    run.refresh_from_db()
    assert run.status == RunStatus.STOPPED
    assert retrain(run).versions.count() == 0
    assert run.status == RunStatus.STOPPED


def test_a_run_that_works_stops_cleanly(trained, monkeypatch):
    live = set(Version.objects.values_list("pk", flat=True))
    kind = registry.find("item_knn")
    fit = kind.fit

    def fit_and_be_stopped(self, *args, progress, **options):
        ask_to_stop(run)
        return fit(self, *args, progress=progress, **options)

    monkeypatch.setattr(kind, "fit", fit_and_be_stopped)
    monkeypatch.setattr(telling, "TELL_SECONDS", 0.0)
    run = TrainingRun.objects.create()

    retrain(run, is_forced=True)

    run.refresh_from_db()
    assert (run.status, run.error) == (RunStatus.STOPPED, WAS_STOPPED)
    assert run.finished_at
    assert set(Version.objects.values_list("pk", flat=True)) == live
    assert locks.take(LOCK, "the next")


def test_only_those_who_may_train_stop(eva, ann, allow, db):
    run = TrainingRun.objects.create(status=RunStatus.RUNNING)
    viewer = allow(eva, "view_recommender")
    assert "Stop this training" not in viewer.get(page_of(run)).content.decode()
    assert viewer.post(stop_address(run)).status_code == 403
    assert client_of(ann).post(stop_address(run)).status_code == 302
    run.refresh_from_db()
    assert not run.is_to_stop

    allow(eva, "tune_recommender").post(stop_address(run))

    run.refresh_from_db()
    assert run.is_to_stop
    assert run.status == RunStatus.RUNNING


def test_epochs_become_a_curve_and_the_page_draws_it(staff, db):
    run = TrainingRun.objects.create(status=RunStatus.RUNNING)
    progress = Progress(run)
    progress.stage("Training sasrec")
    told = progress.of_fit("sasrec")
    told(0.5, "epoch 1: loss 4.2500, held out 0.1000")
    told(1.0, "epoch 2: loss 3.5000, held out 0.2000")
    progress.close()

    run.refresh_from_db()
    assert run.curves == {"sasrec": [[1, 4.25, 0.1], [2, 3.5, 0.2]]}
    assert run.peak_mb > 0
    assert "Training sasrec" in run.seconds
    page = staff.get(page_of(run)).content.decode()
    assert page.count("<polyline") == 2
    assert "epoch 2: loss 3.5000" in page


def test_a_run_tells_where_it_is_within_a_stage(staff, db):
    run = TrainingRun.objects.create(
        status=RunStatus.RUNNING, stage="Training sasrec", share=0.4, note="epoch 4: loss 2.1"
    )

    page = staff.get(page_of(run)).content.decode()

    assert "40 %" in page
    assert "epoch 4: loss 2.1" in page


def test_a_training_keeps_its_slices_times_and_log(staff, trained):
    run = TrainingRun.objects.latest("created_at")

    page = staff.get(page_of(run)).content.decode()

    assert "newcomers: 5 courses at most (16)" in page
    assert "ease: published" in page
    assert "Most memory" in page


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        ("The machine has not enough memory for this training.", "switch an algorithm off"),
        ("ease: A parameter is wrong: l2", "correct the parameter"),
        ("KeyError: x", "show the log to a developer"),
    ],
)
def test_a_failed_run_says_what_to_do(staff, db, error, advice):
    run = TrainingRun.objects.create(status=RunStatus.FAILED, error=error)

    assert advice in staff.get(page_of(run)).content.decode()


def test_a_wrong_knob_fails_with_advice_and_the_log_tells_of_the_others(staff, trained):
    AlgorithmSetting.objects.filter(name="ease").update(params={"l2": -1})

    run = retrain(TrainingRun.objects.create(), is_forced=True)

    page = staff.get(page_of(run)).content.decode()
    assert "correct the parameter" in page
    assert "item_knn: published" in page
