"""What a version would have earned, from rows in which chance chose."""

import uuid
from datetime import timedelta

import numpy as np
import pytest
from django.utils import timezone

from recommendations.experiments.what_if import estimate_version
from recommendations.models import Row, ShownList, Version
from recommendations.serving.live import live_models
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
            ShownList.objects.create(list_id=list_id, learner=learner, shown_at=now, rows=[row])
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


def test_what_nobody_saw_and_what_is_long_ago_counts_for_nothing(log):
    version = Version.objects.get(algorithm="item_knn", status="live")
    ShownList.objects.update(shown_at=timezone.now() - timedelta(days=60))

    assert estimate_version(version) is None
    version.refresh_from_db()
    assert version.manifest["what_if"]["entries"] == 0


def test_without_a_part_for_chance_there_is_no_estimate(trained):
    version = Version.objects.get(algorithm="item_knn", status="live")

    assert estimate_version(version) is None
