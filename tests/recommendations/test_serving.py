"""Serving: live versions, swaps, broken artefacts, and what a web process may import."""

import subprocess
import sys

import numpy as np
import pytest

from recommendations.artefacts import ARRAYS, MANIFEST
from recommendations.homepage.pages import page_of
from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.serving.live import live_models
from recommendations.sources.pasts import read_pasts
from recommendations.training.retrain import retrain
from recommendations.training.versions import RETIRED_KEPT
from tests.conftest import make_course
from tests.recommendations.conftest import did_something


def train_again():
    return retrain(TrainingRun.objects.create(), is_forced=True)


def path_of(version, artefacts, name):
    return artefacts / version.path / name


def cut_off(file):
    file.write_bytes(file.read_bytes()[:-100])


def flip_a_byte(file):
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(bytes(content))


def make_old(file):
    manifest = file.parent / MANIFEST
    manifest.write_text(manifest.read_text().replace('"schema": 1', '"schema": 0'))


def lose(file):
    file.unlink()


@pytest.mark.parametrize("harm", [cut_off, flip_a_byte, make_old, lose])
def test_a_broken_version_is_refused_and_the_one_before_serves(trained, artefacts, harm):
    before = Version.objects.get(algorithm="ease", status="live")
    train_again()
    broken = Version.objects.get(algorithm="ease", status="live")
    harm(path_of(broken, artefacts, ARRAYS))

    live = live_models()

    assert live.models["ease"].version_id == before.pk
    broken.refresh_from_db()
    assert broken.status == "refused"
    assert broken.refusal


def test_when_every_version_is_broken_the_page_is_made_of_the_other_models(ann, trained, artefacts):
    for version in Version.objects.all():
        cut_off(path_of(version, artefacts, ARRAYS))
    did_something(ann, trained.data[:3])

    page = page_of(ann)

    assert live_models().models == {}
    assert page.step == "popular"
    assert page.rows


def test_a_manifest_of_nonsense_is_refused(trained, artefacts):
    broken = Version.objects.get(algorithm="ease", status="live")
    path_of(broken, artefacts, MANIFEST).write_text("[]")

    assert "ease" not in live_models().models
    broken.refresh_from_db()
    assert "manifest" in broken.refusal


def test_ids_and_vectors_are_of_one_version_while_versions_are_swapped(ann, trained):
    did_something(ann, trained.data[:3])
    held = live_models().models["ease"]
    newcomer = make_course("Between two trainings")
    for _ in range(RETIRED_KEPT + 2):
        train_again()
    fresh = live_models().models["ease"]

    pasts = read_pasts((ann.pk, ann.pk), np.array([ann.pk]))
    columns = np.append(held.course_ids, newcomer.pk)

    assert newcomer.pk in fresh.course_ids
    assert newcomer.pk not in held.course_ids
    for model in (held, fresh):
        own = model.algorithm.score(pasts.histories(model.course_ids))
        placed = model.score(pasts.histories(model.course_ids), columns)
        assert own.shape[1] == len(model.course_ids)
        for course, score in zip(model.course_ids, own[0], strict=True):
            np.testing.assert_equal(placed[0, list(columns).index(course)], score)


def test_a_request_keeps_the_models_it_began_with(trained):
    held = live_models()
    before = held.models["ease"]

    train_again()

    assert held.models["ease"] is before
    assert live_models().models["ease"].version_id != before.version_id


def test_a_switched_off_algorithm_leaves_the_blend(trained):
    AlgorithmSetting.objects.filter(name="ease").update(is_enabled=False)
    AlgorithmSetting.objects.filter(name="transitions").update(weight=0)

    assert sorted(live_models().weights) == ["item_knn", "popularity"]


def test_a_web_process_serves_a_computed_homepage_with_numpy_alone(trained, artefacts, tmp_path):
    versions = [
        f"{version.algorithm}={version.path}" for version in Version.objects.filter(status="live")
    ]
    done = subprocess.run(
        [sys.executable, "-m", "tests.recommendations.web_process", str(artefacts), *versions],
        env={"DATABASE_URL": f"sqlite:///{tmp_path}/web.sqlite3", "PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr[-3000:]
    assert done.stdout.strip() == "computed"
