"""Warm start: a retrain of iALS goes on where the live version is, and never past who has left."""

import numpy as np
import pytest

from recommendations.engine.types import Histories
from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.serving.live import loaded_version
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import did_something, make_learner

NAME = "ials"


def train_again(**options):
    run = retrain(TrainingRun.objects.create(), **options)
    assert run.status == "done", run.error
    return Version.objects.get(algorithm=NAME, status="live")


def scores_of(version):
    histories = Histories.from_lists([[0, 1], [7, 8, 9]])
    return loaded_version(version.pk).algorithm.score(histories)


@pytest.fixture
def first(world):
    AlgorithmSetting.objects.exclude(name=NAME).update(is_enabled=False)
    return train_again()


def test_the_first_version_begins_afresh(first):
    assert first.manifest["begun_at"] == ""


def test_a_retrain_begins_at_the_live_version_and_scores_nearly_the_same(first):
    second = train_again(is_forced=True)

    assert second.manifest["begun_at"] == first.path
    ours, theirs = scores_of(second), scores_of(first)
    assert np.corrcoef(ours.ravel(), theirs.ravel())[0, 1] > 0.99


def test_two_retrains_from_the_same_version_are_the_same(first):
    second = train_again(is_forced=True)
    Version.objects.filter(pk=second.pk).update(status="retired")
    Version.objects.filter(pk=first.pk).update(status="live")

    third = train_again(is_forced=True)

    assert third.manifest["begun_at"] == first.path
    assert np.array_equal(scores_of(second), scores_of(third), equal_nan=True)


def test_what_is_judged_never_saw_what_it_foretells(first):
    """A fit on the past that began at the live version would foretell what that has seen."""
    second = train_again(is_forced=True)

    assert second.manifest["begun_at"] == first.path
    assert second.manifest["metrics"]["ndcg@10"] == first.manifest["metrics"]["ndcg@10"]


def test_a_newcomer_and_a_new_course_do_not_keep_it_from_going_on(first, world):
    did_something(make_learner("new"), world.data[:3])

    assert train_again().manifest["begun_at"] == first.path


def test_every_so_many_th_begins_afresh_as_staff_wish(first):
    AlgorithmSetting.objects.filter(name=NAME).update(full_every=2)

    versions = [first, *(train_again(is_forced=True) for _ in range(3))]

    assert [one.manifest["begun_at"] for one in versions] == ["", first.path, "", versions[2].path]
    assert [one.manifest["goes_on"] for one in versions] == [0, 1, 0, 1]


@pytest.mark.parametrize("leaves", ["erased", "withdrawn"])
def test_after_somebody_left_it_begins_afresh(first, world, leaves):
    one = world.learners[0]
    if leaves == "erased":
        one.delete()
    else:
        one.consents_to_personalisation = False
        one.save()

    assert train_again().manifest["begun_at"] == ""


def test_with_other_knobs_it_begins_afresh(first):
    AlgorithmSetting.objects.filter(name=NAME).update(params={"regularisation": 0.5})

    assert train_again().manifest["begun_at"] == ""


def test_a_live_version_that_cannot_be_read_is_no_hindrance(first, artefacts):
    (artefacts / first.path / "model.safetensors").write_bytes(b"broken")

    assert train_again(is_forced=True).manifest["begun_at"] == ""
