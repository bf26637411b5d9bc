"""The time zone: taken from the browser at sign-in where there is none, chosen in the profile."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.zones import day_of
from courses.enrolment import enrol
from courses.models import LearningDay
from courses.progress import complete_lesson
from courses.streaks import week_of
from tests.accounts.test_profile import PROFILE
from tests.courses.learning.builders import add_quiz


def sign_in(client, person, zone):
    form = {"login": person.email, "password": "correct horse", "time_zone": zone}
    assert client.post(reverse("account_login"), form).status_code == 302
    person.refresh_from_db()
    return person.time_zone


def test_who_has_none_gets_that_of_the_browser_at_sign_in(client, ann):
    assert sign_in(client, ann, "Asia/Shanghai") == "Asia/Shanghai"


def test_a_zone_once_set_is_not_changed_by_signing_in_elsewhere(client, ann):
    User.objects.filter(pk=ann.pk).update(time_zone="UTC")

    assert sign_in(client, ann, "Asia/Shanghai") == "UTC"


@pytest.mark.parametrize("zone", ["", "Moon/Crater", "../etc/passwd", "A" * 5000])
def test_what_a_browser_makes_up_is_no_zone(client, ann, zone):
    assert sign_in(client, ann, zone) == ""


def test_the_profile_may_leave_it_open_and_set_it(client, ann, data_science):
    client.force_login(ann)
    for zone in ("", "America/Lima"):
        client.post(reverse("profile"), PROFILE | {"time_zone": zone})
        ann.refresh_from_db()
        assert ann.time_zone == zone


def test_a_streak_goes_on_in_a_zone_set_late(client, ann, python_course, data_science, monkeypatch):
    """Days learned on keep their date; which day it is now, and what is open, follows the zone."""
    evening = datetime(2026, 6, 3, 17, tzinfo=UTC)  # a Wednesday; in Shanghai it is Thursday
    enrol(ann, python_course)
    for days_ago in (2, 1, 0):
        then = evening - timedelta(days=days_ago)
        monkeypatch.setattr(timezone, "now", lambda then=then: then)
        complete_lesson(ann, add_quiz(python_course))
    assert LearningDay.objects.days_of(ann) == {date(2026, 6, n) for n in (1, 2, 3)}
    client.force_login(ann)

    client.post(reverse("profile"), PROFILE | {"time_zone": "Asia/Shanghai", "shows_streak": "on"})

    ann = User.objects.get(pk=ann.pk)
    week = week_of(ann)
    assert week is not None
    assert day_of(ann) == date(2026, 6, 4)
    assert (week.streak.length, week.streak.is_today_done) == (3, False)
    assert [day.state for day in week.days[:5]] == ["done", "done", "done", "open", "ahead"]

    complete_lesson(ann, add_quiz(python_course))

    assert LearningDay.objects.days_of(ann) == {date(2026, 6, n) for n in (1, 2, 3, 4)}
