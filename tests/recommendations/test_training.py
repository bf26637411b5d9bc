"""Training: snapshot, fit, evaluate, write, publish, skip, prune."""

import json

import numpy as np
import pytest

from recommendations.artefacts import ARRAYS, MANIFEST, read_artefact
from recommendations.engine import registry
from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.sources.interactions import read_snapshot
from recommendations.training.retrain import retrain
from recommendations.training.versions import RETIRED_KEPT, NotFiniteError, refuse_not_finite
from tests.conftest import make_course
from tests.recommendations.conftest import QUICK, did_something, make_learner
from tracking.models import DailyActivity


def train_again(**options):
    return retrain(TrainingRun.objects.create(), **options)


def test_a_training_leaves_one_live_version_of_each_algorithm(trained):
    live = Version.objects.filter(status="live")

    assert sorted(live.values_list("algorithm", flat=True)) == sorted(QUICK)


def test_a_run_records_what_went_in_and_how_good_it_is(trained):
    run = TrainingRun.objects.latest("created_at")

    assert run.counts["learners"] == 16
    assert run.counts["courses"] == 12
    assert run.counts["interactions"] == 64
    assert 0 < run.metrics["ease"]["ndcg@10"] <= 1
    assert "hybrid" in run.metrics
    assert run.done == run.total


def test_a_run_counts_the_learners_for_whom_a_model_has_no_suggestion(world):
    """R19."""
    lonely = make_course("Alone with its learner")
    did_something(make_learner("Eve"), [lonely, world.data[0]])
    AlgorithmSetting.objects.exclude(name__in=["popularity", "transitions"]).update(
        is_enabled=False
    )

    metrics = train_again().metrics

    for name, silent in (("popularity", 0), ("transitions", 1)):
        assert metrics[name]["learners"] == 17
        assert metrics[name]["without_recommendations"] == silent
        assert metrics[name]["repeated_courses"] == 0


def test_the_same_data_are_not_trained_twice(trained):
    before = set(Version.objects.values_list("pk", flat=True))

    run = train_again()

    assert run.status == "skipped"
    assert set(Version.objects.values_list("pk", flat=True)) == before


def test_one_event_deleted_and_another_added_trains_anew(trained):
    gone = DailyActivity.objects.filter(learner=trained.learners[0]).first()
    gone.delete()
    did_something(trained.learners[0], [trained.music[0]])

    assert train_again().status == "done"


def test_a_changed_knob_trains_only_that_algorithm(trained):
    AlgorithmSetting.objects.filter(name="item_knn").update(params={"neighbours": 5})

    run = train_again()

    assert list(run.versions.values_list("algorithm", flat=True)) == ["item_knn"]
    assert run.versions.get().manifest["params"]["neighbours"] == 5


def test_a_wrong_knob_is_told_in_words_and_the_others_train(trained):
    AlgorithmSetting.objects.filter(name="ease").update(params={"l2": -1})
    live = Version.objects.get(algorithm="ease", status="live")

    run = train_again(is_forced=True)

    assert run.status == "failed"
    assert "l2" in run.error
    assert Version.objects.get(algorithm="ease", status="live") == live
    assert run.versions.filter(algorithm="item_knn", status="live").exists()


def test_old_versions_are_pruned_with_their_files(trained, artefacts):
    for _ in range(RETIRED_KEPT + 2):
        train_again(is_forced=True)

    versions = Version.objects.filter(algorithm="ease")
    assert versions.count() == RETIRED_KEPT + 1
    folders = {f"ease/{path.name}" for path in (artefacts / "ease").iterdir()}
    assert folders == set(versions.values_list("path", flat=True))


def test_staff_teachers_of_the_course_and_refusers_are_dropped_and_counted(world, ben, cleo, dan):
    course = make_course("Of Ben")
    course.instructors.add(ben)
    for person in (ben, cleo, dan):
        did_something(person, [course])

    snapshot = read_snapshot()

    assert snapshot.dropped == {"own_course": 1, "no_consent": 1, "staff": 1}
    assert {ben.pk, cleo.pk, dan.pk}.isdisjoint(snapshot.interactions.learners.tolist())


def test_activity_in_a_deleted_course_is_dropped_and_counted(world):
    world.data[0].delete()

    assert read_snapshot().dropped["course_gone"] > 0


def test_artefacts_hold_no_row_of_any_learner(trained):
    people = len(trained.learners)

    for version in Version.objects.filter(status="live"):
        artefact = read_artefact(version.path)
        sizes = {side for array in artefact.arrays.values() for side in array.shape}
        assert people not in sizes
        assert "learners" not in artefact.manifest


def test_an_erased_learner_changes_the_data_and_the_models(trained):
    before = TrainingRun.objects.latest("created_at").data_hash
    trained.learners[0].delete()

    run = train_again()

    assert run.data_hash != before
    assert run.counts["learners"] == 15


def test_a_manifest_names_the_lineage_of_its_model(trained, artefacts):
    version = Version.objects.get(algorithm="ease", status="live")
    manifest = json.loads((artefacts / version.path / MANIFEST).read_text())

    assert manifest["data_hash"] == TrainingRun.objects.latest("created_at").data_hash
    assert manifest["seed"] == 0
    assert manifest["params"]["l2"] > 0
    assert list(manifest["files"]) == [ARRAYS]


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_a_model_with_a_value_that_is_no_number_is_never_published(trained, value):
    """R8."""
    data = read_snapshot().interactions
    from recommendations.sources.texts import read_catalogue

    model = registry.create("ease").fit(data, read_catalogue(data.courses))
    model.items_[0, 1] = value

    with pytest.raises(NotFiniteError):
        refuse_not_finite(model, model.state())


@pytest.mark.parametrize("count", [0, 1, 2])
def test_a_tiny_catalogue_trains_or_skips(db, count):
    """R10."""
    courses = [make_course(f"Course {n}") for n in range(count)]
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)
    did_something(make_learner("Eve"), courses)

    run = train_again()

    assert run.status == ("skipped" if count == 0 else "done"), run.error
