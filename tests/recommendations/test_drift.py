"""A day is held against its own past; staff are told where it leaves it, once."""

from datetime import date, timedelta

import numpy as np
import pytest
from django.contrib.auth.models import Permission
from django.core import mail
from django.utils import timezone

from recommendations.drift.distance import MOST_PSI, robust_z, stability
from recommendations.drift.figures import shape_of
from recommendations.drift.looking import look_for_drift
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import CachedPage, Reading, TrainingRun
from recommendations.training.freshness import latest_data_hash, train_if_changed
from recommendations.training.retrain import retrain
from tests.conftest import make_person
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.conftest import did_something, make_learner
from tracking.models import LearnerDay

RANDOM = np.random.default_rng(1)


def yesterday() -> date:
    return timezone.now().date() - timedelta(days=1)


@pytest.fixture
def quiet_weeks(db):
    """Four weeks of twenty learners who see 20 cards a day and open two of them."""
    learners = [make_learner(f"learner{n}") for n in range(24)]
    days = []
    for back in range(1, 30):
        day = yesterday() - timedelta(days=back)
        days += [
            LearnerDay(
                learner=one, day=day, impressions=20, clicks=1 + (one.pk + back) % 3, events=25
            )
            for one in learners[: 18 + back % 5]
        ]
    LearnerDay.objects.bulk_create(days)
    return learners


def yesterday_was(learners, **fields):
    LearnerDay.objects.bulk_create(
        LearnerDay(learner=one, day=yesterday(), **({"events": 25, "impressions": 20} | fields))
        for one in learners
    )


def alarms():
    return {one.name for one in look_for_drift()}


def test_a_day_like_the_others_is_no_alarm(quiet_weeks):
    yesterday_was(quiet_weeks[:20], clicks=2)

    assert alarms() == set()
    reading = Reading.objects.get(name="active_learners", day=yesterday())
    assert (reading.value, reading.usual) == (20, 20)


def test_learners_who_stay_away_are_an_alarm_in_the_admin_and_by_mail(quiet_weeks, dan):
    yesterday_was(quiet_weeks[:2], clicks=2)

    assert alarms() == {"active_learners"}

    assert mail.outbox[0].to == [dan.email]
    assert "Active learners: 2, usually 20" in mail.outbox[0].body
    assert "Something is unusual" in client_of(dan).get("/admin/").content.decode()
    assert "unusual" in client_of(dan).get("/admin/recommendations/reading/").content.decode()


def test_clicks_that_stop_are_an_alarm(quiet_weeks):
    yesterday_was(quiet_weeks[:20], clicks=0)

    assert alarms() == {"click_through"}


def test_a_day_read_twice_is_told_once(quiet_weeks, dan):
    yesterday_was(quiet_weeks[:2], clicks=2)

    alarms()
    alarms()

    assert len(mail.outbox) == 1


def test_only_staff_who_may_see_it_are_mailed_in_their_language(quiet_weeks, dan, ann):
    make_person("Eva", is_staff=True)
    fay = make_person("Fay", is_staff=True, language="zh-hans")
    fay.user_permissions.add(Permission.objects.get(codename="view_recommender"))
    yesterday_was(quiet_weeks[:2], clicks=2)

    alarms()

    assert {one.to[0] for one in mail.outbox} == {dan.email, fay.email}
    assert any("通常为" in one.body for one in mail.outbox)


def test_a_new_site_has_no_past_and_no_alarm(db, dan):
    yesterday_was([make_learner("first")], clicks=1)

    assert alarms() == set()
    assert Reading.objects.get(name="active_learners").distance is None
    assert not mail.outbox


def test_an_empty_site_is_read_without_an_error(db):
    assert alarms() == set()


def test_scores_of_stored_pages_are_read_and_their_shape_watched(trained):
    for learner in trained.learners:
        refresh_learner(learner.pk)
    for back in range(9, -1, -1):
        look_for_drift(yesterday() - timedelta(days=back))
    assert Reading.objects.get(name="score_shape", day=yesterday()).distance == pytest.approx(0)

    for page in CachedPage.objects.all():
        for row in page.payload["rows"]:
            row["cards"] = [[*card[:3], 0.01] for card in row["cards"]]
        page.save()

    assert {"score_shape", "top_score"} <= alarms()


def test_the_median_is_not_moved_by_an_odd_day():
    past = [10, 11, 9, 10, 12, 10, 9, 1000]

    assert robust_z(10, past)[1] == pytest.approx(0, abs=0.5)
    assert robust_z(60, past)[1] > 5
    assert robust_z(10, past[:6]) is None


def test_psi_tells_a_shifted_distribution_from_another_draw():
    first, again = RANDOM.normal(size=(2, 2000))
    shape = shape_of(first, None)

    same = stability(shape_of(again, shape["edges"])["shares"], shape["shares"])
    shifted = stability(shape_of(again + 1, shape["edges"])["shares"], shape["shares"])

    assert same < 0.05
    assert shifted > MOST_PSI


def test_r14_new_data_are_learned_and_the_same_data_are_not(trained):
    assert not train_if_changed()

    row = trained.learners[0].daily_activity.first()
    row.delete()
    did_something(trained.learners[0], [trained.music[0]])

    assert train_if_changed()
    assert TrainingRun.objects.first().status == "waiting"
    assert not train_if_changed()  # one is under way


def test_the_list_of_algorithms_says_what_is_stale(trained, dan):
    client = client_of(dan)
    address = "/admin/recommendations/algorithmsetting/"
    assert "nothing new to learn" in client.get(address).content.decode()
    did_something(trained.learners[0], [trained.music[5]])

    train_if_changed()
    assert "the data changed since" in client.get(address).content.decode()

    retrain(TrainingRun.objects.first())
    assert "the data changed since" not in client.get(address).content.decode()
    assert latest_data_hash() == TrainingRun.objects.first().data_hash
