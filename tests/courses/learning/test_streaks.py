"""Streaks: what makes a day, whose day it is, and what one freeze a week bridges."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from accounts.zones import day_of
from courses.enrolment import enrol
from courses.models import LearningDay, LessonProgress
from courses.progress import complete_lesson, open_lesson
from courses.quizzes import submit_quiz
from courses.streaks import read_week, streak
from courses.templatetags.learning import day_mark
from courses.watching import Report, watch
from tests.courses.learning.builders import add_quiz, add_video, lessons_of
from tracking.models import Event

MONDAY = date(2026, 6, 1)
DAY = timedelta(days=1)
SPAN = 40


def days_in(pattern):
    """The days of a pattern that begins on a Monday: x = learned."""
    marks = pattern.replace(" ", "")
    return {MONDAY + n * DAY for n, mark in enumerate(marks) if mark == "x"}, len(marks) - 1


@pytest.mark.parametrize(
    ("pattern", "length", "frozen", "has_freeze"),
    [
        (".", 0, 0, True),
        ("x", 1, 0, True),
        ("xxx", 3, 0, True),
        ("xx.", 2, 0, True),  # today is not over
        ("xx.x", 3, 1, False),  # bridged, not counted
        ("xx..", 2, 1, False),  # yesterday is bridged, today is open
        ("xx..x", 1, 0, False),  # the second one ends it, and the freeze stays used
        ("xx.xx.xx", 2, 0, True),  # so does one apart from it; on Monday there is a new one
        ("x..x.x", 1, 0, False),  # used for a streak that ended: no second one in this week
        ("xxxxxx. .xx", 8, 2, False),  # Sunday and Monday are of two weeks
        ("....xx", 2, 0, True),  # nothing to bridge before the first day
        ("x...... .......", 0, 0, True),
    ],
)
def test_a_streak_counts_days_and_bridges_one_a_week(pattern, length, frozen, has_freeze):
    days, last = days_in(pattern)

    found = streak(days, MONDAY + last * DAY)

    assert (found.length, len(found.frozen), found.has_freeze) == (length, frozen, has_freeze)
    assert found.is_today_done == pattern.endswith("x")


days_of_learning = st.sets(st.integers(0, SPAN)).map(lambda ns: {MONDAY + n * DAY for n in ns})
some_day = st.integers(0, SPAN).map(lambda n: MONDAY + n * DAY)


@given(days_of_learning, some_day)
def test_whatever_was_learned_a_streak_has_no_hole_but_the_frozen_days(days, today):
    found = streak(days, today)
    past = {day for day in days if day <= today}
    weeks = [day.isocalendar()[:2] for day in found.frozen]

    assert len(weeks) == len(set(weeks))
    assert not past & set(found.frozen)
    # Going back from yesterday over learned and frozen days alone, one meets exactly the streak.
    day, met = today, 0
    while day in past or day in found.frozen or day == today:
        met, day = met + (day in past), day - DAY
    assert found.length <= met
    assert found.length > 0 or today not in past


@given(days_of_learning, some_day)
def test_learning_today_adds_exactly_one_and_the_future_nothing(days, today):
    before = streak(days - {today}, today)

    after = streak(days | {today}, today)

    assert after.length == before.length + 1
    assert streak({day for day in days if day <= today}, today) == streak(days, today)


@given(days_of_learning, some_day)
def test_a_day_later_a_streak_goes_on_is_bridged_or_is_gone(days, today):
    now, then = streak(days, today), streak(days, today + DAY)
    kept = now.length + ((today + DAY) in days)

    missed_unbridged = today not in days and today not in then.frozen and now.length
    assert then.length == ((today + DAY) in days if missed_unbridged else kept)
    assert not missed_unbridged or not now.has_freeze


def test_the_week_says_each_day_and_the_goal():
    days, last = days_in("x.x")

    week = read_week(days, MONDAY + (last + 1) * DAY, goal=2)

    assert [day.state for day in week.days] == [
        "done",
        "frozen",
        "done",
        "open",
        "ahead",
        "ahead",
        "ahead",
    ]
    assert (week.done, week.is_reached, week.frozen_day) == (2, True, MONDAY + DAY)


@pytest.mark.parametrize(("language", "marks"), [("en", "Mon Sun"), ("zh-hans", "一 日")])
def test_days_of_the_week_are_marked_in_one_line(language, marks):
    with translation.override(language):
        assert " ".join((day_mark(MONDAY), day_mark(MONDAY - DAY))) == marks


def test_opening_a_lesson_is_no_learning_but_completing_one_is_also_without_consent(
    cleo, python_course
):
    enrol(cleo, python_course)
    lesson = lessons_of(python_course)[0]

    open_lesson(cleo, lesson)
    assert not LearningDay.objects.exists()

    complete_lesson(cleo, lesson)
    assert LearningDay.objects.days_of(cleo) == {day_of(cleo)}
    assert not Event.objects.filter(learner=cleo).exists()


def test_answering_a_quiz_again_is_learning(ann, python_course):
    quiz = add_quiz(python_course)
    enrol(ann, python_course)
    submit_quiz(ann, quiz, {})
    LearningDay.objects.all().delete()

    submit_quiz(ann, quiz, {})

    assert LearningDay.objects.days_of(ann) == {day_of(ann)}


def test_a_quarter_of_a_film_is_learning_and_less_is_not(ann, python_course):
    video = add_video(python_course, seconds=100)
    enrol(ann, python_course)
    open_lesson(ann, video)
    then = timezone.now() - timedelta(seconds=200)
    LessonProgress.objects.update(started_at=then, credited_at=None)

    watch(ann, video, Report(20, timezone.now(), ((0, 20),)))
    assert not LearningDay.objects.exists()

    watch(ann, video, Report(30, timezone.now(), ((20, 30),)))
    assert LearningDay.objects.count() == 1


@pytest.mark.parametrize(
    ("zone", "moment", "day"),
    [
        ("UTC", datetime(2026, 6, 1, 23, 59, tzinfo=UTC), date(2026, 6, 1)),
        ("Asia/Shanghai", datetime(2026, 6, 1, 15, 59, tzinfo=UTC), date(2026, 6, 1)),
        ("Asia/Shanghai", datetime(2026, 6, 1, 16, 0, tzinfo=UTC), date(2026, 6, 2)),
        ("America/Los_Angeles", datetime(2026, 6, 2, 6, 59, tzinfo=UTC), date(2026, 6, 1)),
        # The night in which clocks go forward, and the one in which they go back.
        ("Europe/Berlin", datetime(2026, 3, 29, 21, 59, tzinfo=UTC), date(2026, 3, 29)),
        ("Europe/Berlin", datetime(2026, 3, 29, 22, 0, tzinfo=UTC), date(2026, 3, 30)),
        ("Europe/Berlin", datetime(2026, 10, 25, 22, 59, tzinfo=UTC), date(2026, 10, 25)),
        ("Moon/Crater", datetime(2026, 6, 1, 23, 59, tzinfo=UTC), date(2026, 6, 1)),
        ("Europe", datetime(2026, 6, 1, 23, 59, tzinfo=UTC), date(2026, 6, 1)),
    ],
)
def test_a_day_is_that_of_the_place_where_the_learner_lives(zone, moment, day):
    assert day_of(User(time_zone=zone), moment) == day


def test_a_journey_around_the_world_ends_no_streak(ann, python_course, monkeypatch):
    def learns(zone, *moment):
        ann.time_zone = zone
        monkeypatch.setattr(timezone, "now", lambda: datetime(*moment, tzinfo=UTC))
        lesson = add_quiz(python_course)
        complete_lesson(ann, lesson)
        return streak(LearningDay.objects.days_of(ann), day_of(ann)).length

    enrol(ann, python_course)

    assert learns("Pacific/Auckland", 2026, 6, 2, 20) == 1  # Wednesday morning
    assert learns("America/Los_Angeles", 2026, 6, 3, 3) == 1  # still Tuesday evening
    assert learns("America/Los_Angeles", 2026, 6, 3, 20) == 2  # Wednesday, learned on already
    assert learns("America/Los_Angeles", 2026, 6, 5, 3) == 3  # Thursday evening
    assert learns("Pacific/Auckland", 2026, 6, 5, 20) == 4  # Saturday: Friday never was
