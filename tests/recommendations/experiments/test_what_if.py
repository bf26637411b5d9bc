"""What a version would have earned, from rows in which chance chose."""

import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommendations.experiments.what_if import _collected, estimate_version
from recommendations.homepage.pages import page_of
from recommendations.models import Row, ShownList, Version
from recommendations.serving.live import live_models
from recommendations.sources.shelf import read_shelf
from recommendations.sources.shown import read_explored
from tracking.models import Event

SHARE = 0.5
PLACES = 5


@pytest.fixture
def log(trained):
    """Lists whose best place went to poor courses, but for what chance gave away."""
    Row.objects.filter(key="picked").update(exploration=SHARE)
    random, now = np.random.default_rng(0), timezone.now()
    for learner in trained.learners:
        camp = trained.data if learner.display_name.startswith("data") else trained.music
        mine = {course.pk for course in camp}
        others = [course.pk for course in [*trained.data, *trained.music] if course not in camp]
        for _ in range(20):
            pool = [*others, *sorted(mine)]
            left, cards, list_id = list(pool), [], uuid.uuid4()
            for _place in range(PLACES):
                at = int(random.integers(len(left))) if random.random() < SHARE else 0
                chance = SHARE / len(left) + (1 - SHARE) * (at == 0)
                cards.append([left.pop(at), chance, None, "blend"])
            row = {"key": "picked", "cards": cards, "pool": pool}
            past = [[course.pk, 1.0] for course in camp[:2]]
            ShownList.objects.create(
                list_id=list_id, learner=learner, shown_at=now, rows=[row], past=past
            )
            events = [("impressed", course) for course, *_ in cards]
            events += [("clicked", course) for course, *_ in cards if course in mine and random.random() < 0.6]  # fmt: skip
            Event.objects.bulk_create(
                Event(
                    verb=verb, learner=learner, object_type="course", object_id=str(course),
                    course_id=course, list_id=list_id, occurred_at=now, received_at=now,
                )
                for verb, course in events
            )  # fmt: skip
    return trained


def test_a_better_version_would_have_earned_more_and_it_says_how_sure_it_is(log):
    version = Version.objects.get(algorithm="item_knn", status="live")
    assert live_models().weights

    found = estimate_version(version)

    assert found["entries"] == len(log.learners) * 20 * PLACES
    logged, robust = found["logged"], found["doubly_robust"]
    assert robust["value"] > logged["high"]
    assert robust["low"] < robust["value"] < robust["high"]
    assert 0 < found["effective_size"] < found["entries"]
    version.refresh_from_db()
    assert version.manifest["what_if"]["entries"] == found["entries"]


def test_what_serves_now_would_have_shown_what_it_showed(trained):
    Row.objects.filter(key="picked").update(exploration=SHARE)
    for learner in trained.learners:
        page_of(learner)
    row = read_explored(timezone.now() - timedelta(days=1), 1_000)
    assert row == []  # nobody saw anything yet
    for shown in ShownList.objects.all():
        for card in next(row for row in shown.rows if row["key"] == "picked")["cards"]:
            Event.objects.create(
                verb="impressed", learner=shown.learner, object_type="course", list_id=shown.list_id,
                object_id=str(card[0]), course_id=card[0], occurred_at=timezone.now(),
                received_at=timezone.now(),
            )  # fmt: skip

    rows = read_explored(timezone.now() - timedelta(days=1), 1_000)
    entries = _collected(rows, live_models(), read_shelf(), SHARE)

    assert len(rows) == len(trained.learners)
    assert np.allclose(entries.target, entries.propensity, atol=1e-5)


def test_what_nobody_saw_and_what_is_long_ago_counts_for_nothing(log):
    version = Version.objects.get(algorithm="item_knn", status="live")
    ShownList.objects.update(shown_at=timezone.now() - timedelta(days=60))

    assert estimate_version(version) is None
    version.refresh_from_db()
    assert version.manifest["what_if"]["entries"] == 0


def test_without_a_part_for_chance_there_is_no_estimate(trained):
    version = Version.objects.get(algorithm="item_knn", status="live")

    assert estimate_version(version) is None
