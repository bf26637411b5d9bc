"""Watching: last, furthest and watched seconds are three numbers, and none of them lies (C6)."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from courses.enrolment import enrol
from courses.models import LessonProgress
from courses.progress import open_lesson, resume_point
from courses.watching import BadReportError, Report, merged, read_report, watch
from tests.courses.learning.builders import add_video
from tracking.models import Event


@pytest.fixture
def video(ann, python_course):
    enrol(ann, python_course)
    return add_video(python_course, seconds=100)


def opened(ann, video, *, seconds_ago):
    """Ann opened the video some time ago, and nothing was credited since."""
    open_lesson(ann, video)
    then = timezone.now() - timedelta(seconds=seconds_ago)
    LessonProgress.objects.update(started_at=then, credited_at=None)


def report(position, *parts, at=None, speed=1.0):
    return Report(position, at or timezone.now(), parts, speed)


def test_the_last_position_is_that_of_the_latest_moment_not_of_the_latest_arrival(ann, video):
    now = timezone.now()

    watch(ann, video, report(60, at=now))
    progress = watch(ann, video, report(20, at=now - timedelta(seconds=8)))

    assert progress.last_position == 60


def test_the_furthest_position_stays_when_the_learner_goes_back(ann, video):
    now = timezone.now()

    watch(ann, video, report(60, at=now))
    progress = watch(ann, video, report(20, at=now + timedelta(seconds=1)))

    assert (progress.last_position, progress.furthest_position) == (20, 60)


def test_jumping_to_the_end_is_not_watching(ann, video):
    opened(ann, video, seconds_ago=300)

    progress = watch(ann, video, report(100))

    assert progress.furthest_position == 100
    assert (progress.watched_seconds, progress.is_done) == (0, False)


def test_nobody_watches_more_than_the_clock_allows(ann, video):
    opened(ann, video, seconds_ago=10)

    progress = watch(ann, video, report(100, (0, 100)))

    assert 10 <= progress.watched_seconds < 11


def test_twice_the_speed_allows_twice_the_seconds(ann, video):
    opened(ann, video, seconds_ago=10)

    progress = watch(ann, video, report(100, (0, 100), speed=2.0))

    assert 20 <= progress.watched_seconds < 22


def test_two_players_at_once_do_not_watch_twice_the_time(ann, video):
    opened(ann, video, seconds_ago=10)

    watch(ann, video, report(10, (0, 10)))
    progress = watch(ann, video, report(60, (50, 60)))

    assert progress.watched_seconds < 11


def test_the_same_report_twice_counts_once(ann, video):
    sent = report(20, (0, 20))

    for _ in range(2):
        opened(ann, video, seconds_ago=60)
        progress = watch(ann, video, sent)

    assert progress.watched_seconds == 20
    assert Event.objects.filter(verb="video_progressed").count() == 0


def test_watching_the_first_half_twice_is_not_watching_it_all(ann, video):
    for _ in range(2):
        opened(ann, video, seconds_ago=300)
        progress = watch(ann, video, report(50, (0, 50)))

    assert (progress.watched_seconds, progress.is_done) == (50, False)


def test_a_video_that_was_watched_completes_its_lesson(ann, video):
    opened(ann, video, seconds_ago=300)

    progress = watch(ann, video, report(92, (0, 92)))

    assert progress.is_done
    assert Event.objects.filter(verb="lesson_completed").count() == 1


def test_each_quarter_is_an_event(ann, video):
    for end in (10, 30, 40, 60):
        opened(ann, video, seconds_ago=300)
        watch(ann, video, report(end, (0, end)))

    values = Event.objects.filter(verb="video_progressed").order_by("occurred_at")
    assert list(values.values_list("value", flat=True)) == [30, 60]


def test_the_position_is_kept_within_the_video(ann, video):
    assert watch(ann, video, report(1e6)).last_position == 100
    assert watch(ann, video, report(-5)).last_position == 0


def test_the_course_resumes_where_the_video_stopped(ann, python_course, video):
    watch(ann, video, report(63.4))

    point = resume_point(python_course.enrolments.of(ann))
    assert (point.lesson, point.seconds) == (video, 63.4)


@pytest.mark.parametrize("skew_seconds", [-86_400, 0, 86_400])
def test_a_wrong_clock_of_a_browser_does_not_matter(skew_seconds):
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    browser = (now.timestamp() + skew_seconds) * 1000

    read = read_report(
        {"position": "5", "at": str(browser - 3000), "sent_at": str(browser)}, now=now
    )

    assert read.at == now - timedelta(seconds=3)


def test_a_moment_in_the_future_is_now():
    now = datetime(2026, 3, 1, 12, tzinfo=UTC)
    later = str((now.timestamp() + 3600) * 1000)

    assert read_report({"position": "5", "at": later}, now=now).at == now


@pytest.mark.parametrize(
    ("fields", "named"),
    [
        ({}, "position"),
        ({"position": "x"}, "position"),
        ({"position": "nan"}, "position"),
        ({"position": "inf"}, "position"),
        ({"position": "1", "at": "1e300"}, "at"),
        ({"position": "1", "parts": "{"}, "parts"),
        ({"position": "1", "parts": "[1, 2]"}, "parts"),
        ({"position": "1", "parts": "[[1, null]]"}, "parts"),
        ({"position": "1", "parts": "[[NaN, 2]]"}, "parts"),
        ({"position": "1", "parts": str([[0, 1]] * 101)}, "parts"),
    ],
)
def test_a_report_that_cannot_be_read_is_refused_by_name(fields, named):
    with pytest.raises(BadReportError, match=f"^{named}:"):
        read_report(fields, now=timezone.now())


def test_parts_that_touch_become_one():
    assert merged([(5, 9), (0, 5), (20, 30), (8, 12)]) == [(0, 12), (20, 30)]
