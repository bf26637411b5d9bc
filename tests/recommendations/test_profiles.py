"""What learners say of themselves reaches training and serving, row for row."""

from __future__ import annotations

import numpy as np
import pytest
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import Interest
from courses.models import Course, Skill
from recommendations.engine.context import names_of, numbers_of, texts_of
from recommendations.homepage.building import build_selections
from recommendations.homepage.desk import open_desk
from recommendations.homepage.pages import page_of
from recommendations.models import AlgorithmSetting, TrainingRun
from recommendations.sources.interactions import read_snapshot
from recommendations.sources.pasts import read_pasts
from recommendations.sources.people import read_standings
from recommendations.sources.profiles import Moment, device_of, profile_context
from recommendations.sources.texts import read_catalogue
from recommendations.training.retrain import retrain
from tests.conftest import make_course
from tests.recommendations.conftest import did_something, make_learner

PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1"
ANDROID = "Mozilla/5.0 (Linux; Android 15; Pixel 9) Chrome/130.0 Mobile Safari/537.36"
TABLET = "Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) Mobile/15E148 Safari/604.1"
DESKTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def beginner(db):
    learner = make_learner("beginner")
    learner.language, learner.level, learner.goal = "zh-hans", "beginner", "career"
    learner.save()
    for topic in ("databases", "绘画"):
        Interest.objects.create(learner=learner, topic=topic)
    return learner


def test_training_reads_each_learners_profile_beside_their_activity(beginner):
    course, stranger = make_course("SQL"), make_learner("stranger")
    for learner in (stranger, beginner):
        did_something(learner, [course])

    world = read_snapshot().interactions

    row = world.learners.tolist().index(beginner.pk)
    assert texts_of(world.context, "language", 2)[row] == "zh-hans"
    assert texts_of(world.context, "level", 2).tolist()[1 - row] == ""
    assert names_of(world.context, "interests", 2)[row] == ("databases", "绘画")
    assert "now" not in world.context


def test_a_changed_profile_is_a_changed_training_set(beginner):
    did_something(beginner, [make_course("SQL")])
    before = read_snapshot().interactions.content_hash

    beginner.level = "advanced"
    beginner.save()

    assert read_snapshot().interactions.content_hash != before


def test_a_page_is_scored_with_the_profile_and_the_moment_of_the_request(beginner, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "recommendations.homepage.building.blended_and_sized",
        lambda live, pasts, shelf: seen.append(pasts.histories(np.array([1]))) or ([None], {}),
    )
    span, learners = (beginner.pk, beginner.pk), np.array([beginner.pk])
    moment = Moment(7, 5, "phone")

    found = build_selections(
        open_desk(), read_pasts(span, learners), read_standings(span), is_shard=False, moment=moment
    )
    list(found)

    context = seen[0].context
    assert texts_of(context, "goal", 1).tolist() == ["career"]
    assert names_of(context, "interests", 1) == [("databases", "绘画")]
    assert numbers_of(context, "hour", 1).tolist() == [7]
    assert texts_of(context, "device", 1).tolist() == ["phone"]
    assert abs(numbers_of(context, "now", 1)[0] - timezone.now().timestamp()) < 60


def test_a_learner_without_a_standing_is_simply_unknown():
    context = profile_context(np.array([4, 9]), {})

    assert texts_of(context, "level", 2).tolist() == ["", ""]
    assert names_of(context, "interests", 2) == [(), ()]


@pytest.mark.parametrize(
    ("agent", "device"),
    [(PHONE, "phone"), (ANDROID, "phone"), (TABLET, "tablet"), (DESKTOP, "desktop"), ("", "")],
)
def test_browsers_say_what_device_they_run_on(agent, device):
    assert device_of(agent) == device


def test_the_hour_of_a_request_is_that_of_the_time_zone_in_force():
    request = RequestFactory().get("/", headers={"user-agent": DESKTOP})
    with timezone.override("Asia/Shanghai"):
        there = Moment.of(request)
        assert there.hour == timezone.localtime().hour
    with timezone.override("UTC"):
        assert (there.hour - Moment.of(request).hour) % 24 in (8, 9)
    assert there.device == "desktop"


def test_the_catalogue_knows_title_level_skills_and_minutes(db):
    course, bare = make_course("SQL", level="advanced", lessons=3), make_course("Zen")
    course.skills.add(Skill.objects.create(slug="joins", name_en="Joins"))

    features = read_catalogue(np.array([bare.pk, course.pk])).features

    assert features["title"].tolist() == ["Zen", "SQL"]
    assert features["level"].tolist() == ["beginner", "advanced"]
    assert features["skills"].tolist() == ["", "joins"]
    assert features["minutes"].tolist() == [10, 15]


@pytest.fixture
def drawing(trained):
    """The trained world with rules that are live."""
    AlgorithmSetting.objects.filter(name="rules").update(is_enabled=True, weight=1)
    retrain(TrainingRun.objects.create())
    return trained


def test_a_newcomer_with_interests_is_picked_for_by_rules_and_told_why(ann, drawing):
    Interest.objects.create(learner=ann, topic="music")

    picked = next(row for row in page_of(ann).rows if row.key == "picked")

    assert {card.course for card in picked.cards[:6]} == set(drawing.music)
    assert {card.reason_kind for card in picked.cards[:6]} == {"topic"}
    assert "Music" in picked.cards[0].reason


def test_what_only_the_level_speaks_for_is_said_to_come_from_it(ann, drawing):
    rules = 'level == learner.level and learner.goal == "study" -> +1'
    AlgorithmSetting.objects.filter(name="rules").update(params={"rules": rules})
    Course.objects.filter(pk=drawing.data[3].pk).update(level="advanced")
    retrain(TrainingRun.objects.create())
    ann.level, ann.goal = "advanced", "study"
    ann.save()

    picked = next(row for row in page_of(ann).rows if row.key == "picked")

    assert picked.cards[0].course == drawing.data[3]
    assert picked.cards[0].reason == "Of the level that you named: Advanced"
    assert {card.reason_kind for card in picked.cards[1:]} == {"catalogue"}


def test_a_newcomer_of_whom_nothing_is_known_has_nothing_picked(ann, drawing):
    assert "picked" not in [row.key for row in page_of(ann).rows]
