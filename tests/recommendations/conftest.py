"""A small world with two camps of learners, and a folder of its own for artefacts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from courses.models import Category, Course
from recommendations.models import AlgorithmSetting, TrainingRun
from recommendations.serving import live
from recommendations.training.retrain import retrain
from tests.conftest import make_course
from tests.snapshot import Snapshot, kept
from tracking.models import DailyActivity

QUICK = ("popularity", "item_knn", "ease", "transitions")


@pytest.fixture(autouse=True)
def artefacts(settings, tmp_path):
    """Artefacts of a test lie in a folder that goes with it, and no model of another is known."""
    live._models.clear()
    folder = tmp_path / "artefacts"
    backend = "django.core.files.storage.FileSystemStorage"
    stores = {
        **settings.STORAGES,
        "artefacts": {"BACKEND": backend, "OPTIONS": {"location": folder}},
    }
    settings.STORAGES = stores
    return folder


@dataclass
class World:
    """Two camps: learners of `data` take data courses, learners of `music` take music courses."""

    data: list[Course]
    music: list[Course]
    learners: list[User]


def did_something(
    learner: User, courses: Iterable[Course], *, days_ago: int = 3, signal: float = 3.0
) -> None:
    """Roll-ups as the ledger writes them, one course a day, the first course earliest."""
    courses = list(courses)
    for number, course in enumerate(courses):
        at = timezone.now() - timedelta(days=days_ago + len(courses) - number)
        DailyActivity.objects.create(
            learner=learner, course_id=course.pk, day=at.date(), signal=signal,
            events=1, first_at=at, last_at=at,
        )  # fmt: skip


def make_learner(name: str) -> User:
    """A learner who agreed and never signs in: hashing a password would take a third of a second."""
    email = f"{name}@example.org"
    return User.objects.create(email=email, display_name=name, consents_to_personalisation=True)


_kept: dict[str, Snapshot[World]] = {}


@pytest.fixture
def world(db, artefacts) -> World:
    """Sixteen learners, two categories, twelve courses."""
    return kept(_kept, "world", artefacts, _make_world)


def _make_world() -> World:
    fields = {
        slug: Category.objects.create(slug=slug, name_en=slug.title(), name_zh=f"{slug}-zh")
        for slug in ("data", "music")
    }
    data = [make_course(f"Data {n}", category=fields["data"]) for n in range(6)]
    music = [make_course(f"Music {n}", category=fields["music"]) for n in range(6)]
    learners = []
    for number in range(8):
        for camp, courses in (("data", data), ("music", music)):
            learner = make_learner(f"{camp}{number}")
            did_something(learner, (courses[(number + step) % 6] for step in range(4)))
            learners.append(learner)
    return World(data, music, learners)


@pytest.fixture
def trained(world, artefacts) -> World:
    """The same world with live models."""
    reads = ("tracking_dailyactivity", "courses_course", "recommendations_algorithmsetting")
    return kept(_kept, "trained", artefacts, lambda: _train(world), reads=reads)


def _train(world: World) -> World:
    AlgorithmSetting.objects.exclude(name__in=QUICK).update(is_enabled=False)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error
    return world
