"""The week on the homepage: the learner's own days, goal and streak, theirs to hide."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import erase
from accounts.zones import day_of
from courses.enrolment import enrol
from courses.models import LearningDay, Lesson
from courses.progress import complete_lesson
from tests.accounts.test_personal_data import files_of
from tests.recommendations.admin.conftest import client_of

PANEL = 'id="week-title"'
THURSDAY = datetime(2026, 6, 4, 12, tzinfo=UTC)


@pytest.fixture
def on_thursday(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: THURSDAY)


@pytest.fixture
def browser(ann):
    client = Client()
    client.force_login(ann)
    return client


def learned(learner, *days_ago):
    for count in days_ago:
        LearningDay.objects.note(learner, day_of(learner) - timedelta(days=count))


def home(client):
    return " ".join(client.get("/").content.decode().split())


def test_the_week_shows_from_the_first_day_of_learning_on(browser, client, ann, python_course):
    enrol(ann, python_course)
    assert PANEL not in home(browser)
    assert PANEL not in home(client)

    complete_lesson(ann, Lesson.objects.of_course(python_course).first())

    page = home(browser)
    assert PANEL in page
    assert "1 of 3 days this week" in page
    assert "1 day in a row" in page


def test_each_day_has_words_and_the_freeze_is_said(on_thursday, browser, ann, python_course):
    learned(ann, 1, 3)

    page = home(browser)

    for words in (
        "Monday: learned",
        "Tuesday: missed, bridged by the freeze",
        "Wednesday: learned",
        "Thursday: today, still open",
        "Friday: to come",
        "2 days in a row",
        "This week’s freeze bridges Tuesday.",
    ):
        assert words in page


def test_a_streak_that_ended_is_not_mourned(on_thursday, browser, ann, python_course):
    learned(ann, 10)

    page = home(browser)

    assert "0 of 3 days this week" in page
    assert "Your next lesson begins a new streak." in page


def test_the_day_turns_at_the_midnight_of_the_learner(browser, ann, world, monkeypatch):
    """Also on a page that is kept: 16:00 UTC is midnight in Shanghai."""
    User.objects.filter(pk=ann.pk).update(time_zone="Asia/Shanghai")
    ann.refresh_from_db()
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 4, 15, 59, tzinfo=UTC))
    learned(ann, 0)
    assert "Thursday: learned" in home(browser)
    assert browser.get("/").context is None  # it is kept

    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 6, 4, 16, 0, tzinfo=UTC))

    assert "Friday: today, still open" in home(browser)


def test_a_kept_page_follows_a_new_day_goal_and_hiding(browser, ann, world):
    learned(ann, 2)
    assert "of 3 days" in home(browser)

    User.objects.filter(pk=ann.pk).update(days_a_week=1)
    assert "of 1 day this week" in home(browser)
    learned(ann, 0)
    assert "Goal reached" in home(browser)
    assert browser.get("/").context is None

    answer = browser.post(reverse("hide_streak"), follow=True)
    assert answer.redirect_chain == [("/", 302)]
    assert "Hidden." in answer.content.decode()
    assert PANEL not in home(browser)


def test_the_profile_shows_it_again_and_sets_the_goal(browser, ann, python_course):
    learned(ann, 0)
    browser.post(reverse("hide_streak"))
    form = browser.get(reverse("profile")).context["form"]
    assert form["shows_streak"].value() is False

    said = {name: form[name].value() or "" for name in form.fields} | {"interests": []}
    said |= {"shows_streak": "on", "days_a_week": "5"}
    assert browser.post(reverse("profile"), said).status_code == 302
    assert "of 5 days this week" in home(browser)

    browser.post(reverse("profile"), said | {"days_a_week": "8"})
    ann.refresh_from_db()
    assert ann.days_a_week == 5


def test_it_costs_one_query_while_a_page_is_drawn(cleo, python_course):
    def queries():
        with CaptureQueriesContext(connection) as found:
            client.get("/")
        return len(found)

    client = Client()
    client.force_login(cleo)
    learned(cleo, *range(50))
    client.get("/")
    shown = queries()
    client.post(reverse("hide_streak"))
    client.get("/")  # says so once

    assert shown == queries() + 1


def test_staff_who_look_as_a_learner_neither_learn_nor_hide(dan, ann, python_course):
    enrol(ann, python_course)
    learned(ann, 1)
    lesson = Lesson.objects.of_course(python_course).first()
    staff = client_of(dan)
    staff.post(f"/admin/see-as/{ann.pk}/")

    for name, args in (("lesson_complete", [python_course.pk, lesson.uid]), ("hide_streak", [])):
        assert staff.post(reverse(name, args=args)).status_code == 403

    ann.refresh_from_db()
    assert ann.shows_streak
    assert LearningDay.objects.count() == 1


def test_who_is_not_signed_in_hides_nothing(client, db):
    assert reverse("account_login") in client.post(reverse("hide_streak"))["Location"]
    assert client.get(reverse("hide_streak")).status_code == 405


def test_days_are_exported_and_erased(browser, ann, ben):
    learned(ann, 0, 1)
    learned(ben, 0)

    files = files_of(browser.get(reverse("export_data")))
    assert files["learning.jsonl"].count('"learning day"') == 2
    assert '"days_a_week": 3' in files["profile.json"]

    erase(ann)
    assert [row.learner for row in LearningDay.objects.all()] == [ben]
