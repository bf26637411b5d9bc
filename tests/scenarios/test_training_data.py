"""Faults that users of other systems reported, around what models learn.

R4, R5, R6, R7, R8, R9 and R10.
"""

import random
import time
import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import Course
from recommendations.artefacts import read_artefact
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.homepage.similar import similar_to
from recommendations.models import AlgorithmSetting, CachedPage, TrainingRun, Version
from recommendations.sources.interactions import read_snapshot
from recommendations.sources.pasts import read_pasts
from recommendations.training.retrain import retrain
from tests.conftest import make_course
from tests.recommendations.conftest import QUICK, did_something, make_learner
from tracking.ledger import draft, emit, record
from tracking.models import DailyActivity
from tracking.rollups import roll_up

TITLES = ["机器学习", "تعلم الآلة", "🎨🎻", "1984", "", "   ", "Learning machines"]


def train(*names):
    AlgorithmSetting.objects.exclude(name__in=names).update(is_enabled=False)
    AlgorithmSetting.objects.filter(name__in=names).update(is_enabled=True)
    return retrain(TrainingRun.objects.create())


def past_of(learner):
    return read_pasts((learner.pk, learner.pk), np.array([learner.pk])).of(0)


def all_at(learner, courses, moment):
    DailyActivity.objects.bulk_create(
        DailyActivity(
            learner=learner, course_id=course.pk, day=moment.date(), signal=1, events=1,
            first_at=moment, last_at=moment,
        )
        for course in courses
    )  # fmt: skip


def test_r4_an_event_told_three_times_trains_and_scores_as_one(ann, world):
    event = uuid.uuid4()
    emit("viewed", learner=ann, target=world.data[0], event_id=event)
    roll_up()
    once = read_snapshot().interactions.content_hash, past_of(ann)[0]
    for _ in range(2):
        record([draft("viewed", learner=ann, target=world.data[0], event_id=event)])
        roll_up()

    assert (read_snapshot().interactions.content_hash, past_of(ann)[0]) == once
    assert DailyActivity.objects.get(learner=ann).events == 1
    assert past_of(ann)[1] == pytest.approx([0.5], rel=1e-3)


@pytest.fixture
def server_zone(settings, monkeypatch):
    """Moves the server to another zone."""

    def move(zone):
        settings.TIME_ZONE = zone
        monkeypatch.setenv("TZ", zone)
        time.tzset()

    yield move
    monkeypatch.undo()
    time.tzset()


def test_r5_the_order_of_a_past_is_the_same_wherever_the_server_stands(ann, world, server_zone):
    did_something(ann, [world.data[2], world.music[0], world.data[1]], days_ago=0)
    found = set()

    for zone in ("UTC", "America/New_York", "Asia/Shanghai", "Australia/Lord_Howe"):
        server_zone(zone)
        found.add((tuple(past_of(ann)[0]), read_snapshot().interactions.content_hash))

    ((order, _),) = found
    assert order == (world.data[2].pk, world.music[0].pk, world.data[1].pk)


def test_r5_a_clock_a_day_ahead_weighs_no_more_than_now(ann, world):
    all_at(ann, world.data[:1], timezone.now() + timedelta(days=1))

    assert past_of(ann)[1] == [1.0]
    assert read_snapshot().dropped["future_time"] == 1


def test_r6_fifty_courses_of_one_moment_stand_in_the_same_order_in_every_run(db):
    courses = [make_course(f"Course {number}", lessons=0) for number in range(50)]
    moment = timezone.now() - timedelta(days=1)
    learners = [make_learner(f"learner{number}") for number in range(3)]
    for learner in learners:
        all_at(learner, random.sample(courses, 50), moment)

    orders = {tuple(past_of(learner)[0]) for learner in learners}
    trained = read_snapshot().interactions

    assert orders == {tuple(course.pk for course in courses)}
    assert trained.indices.reshape(3, 50).tolist() == [list(range(50))] * 3
    assert trained.times.dtype == np.int64


def test_r6_a_page_computed_twice_has_the_same_order(ann, trained):
    all_at(ann, trained.data[:3], timezone.now() - timedelta(days=1))
    pages = []
    for _ in range(2):
        refresh_learner(ann.pk)
        pages.append(CachedPage.objects.get(learner=ann).payload["rows"])

    assert pages[0] == pages[1]


def test_r7_huge_and_sparse_ids_are_trained_and_served_as_they_are(world):
    huge = 2**53
    twins = [
        Course.objects.create(
            pk=huge + step, title=f"Huge {step}", slug=f"huge-{step}", status="published",
            published_at=timezone.now(),
        )
        for step in (0, 1)
    ]  # fmt: skip
    people = [
        User.objects.create(
            pk=huge + step, email=f"huge{step}@example.org", consents_to_personalisation=True
        )
        for step in (0, 1)
    ]
    for person in people:
        did_something(person, [*world.music[:2], twins[1]])

    data = read_snapshot().interactions
    run = train(*QUICK)

    assert run.status == "done", run.error
    assert data.learners.tolist()[-2:] == [huge, huge + 1]
    assert data.weights[:, -2:].sum(axis=0).tolist()[0] == 0
    assert past_of(people[1])[0][-1] == huge + 1
    assert twins[1] in similar_to(world.music[0], None)
    assert page_of(people[1]).courses


@pytest.mark.filterwarnings("error::RuntimeWarning")
def test_r8_what_is_no_number_never_trains_and_what_is_served_is_finite(ann, world):
    for course, signal in zip(world.data, (np.inf, -np.inf, -3.0, 0.0, 1e300), strict=False):
        try:
            with transaction.atomic():
                did_something(ann, [course], signal=signal)
        except IntegrityError:
            continue
    run = train(*QUICK)

    assert run.status == "done", run.error
    for version in Version.objects.filter(status="live"):
        arrays = read_artefact(version.path).arrays
        floats = [
            part
            for name, part in arrays.items()
            if part.dtype.kind == "f" and "totals_" not in name
        ]
        assert all(np.isfinite(part).all() for part in floats)
    courses, weights = past_of(ann)
    assert courses == [world.data[4].pk]
    assert np.isfinite(weights).all()
    assert refresh_learner(ann.pk)
    shown = CachedPage.objects.get(learner=ann).payload["rows"]
    assert all(np.isfinite(card[3]) for row in shown for card in row["cards"])


def test_r8_when_all_signals_are_alike_neighbours_are_found_all_the_same(trained):
    assert set(DailyActivity.objects.values_list("signal", flat=True)) == {3.0}

    assert set(similar_to(trained.data[0], None)) <= set(trained.data)


def test_r9_a_course_of_any_title_has_neighbours_by_its_words(db):
    courses = [make_course(title) for title in TITLES]

    run = train("content")

    assert run.status == "done", run.error
    for course in courses:
        assert similar_to(course, None), course.title


@pytest.mark.parametrize("count", [0, 1, 2])
def test_r10_a_site_of_hardly_any_course_trains_every_algorithm_and_serves(ann, count):
    courses = [make_course(f"Course {number}") for number in range(count)]
    did_something(ann, courses[:1])
    browser = Client()
    browser.force_login(ann)

    run = train(*AlgorithmSetting.objects.values_list("name", flat=True))
    response = browser.get("/")

    assert run.status == ("done" if count else "skipped"), run.error
    assert response.status_code == 200
    assert set(response.context["page"].courses) == set(courses)
    for course in courses:
        assert browser.get(course.get_absolute_url()).status_code == 200
