"""Roll-ups: what a day of a learner with a course is worth."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from tests.conftest import make_course
from tracking import rollups
from tracking.ledger import emit
from tracking.models import DailyActivity, Event
from tracking.rollups import roll_up


def happen(verb, learner, course, *, at=None, object_id="", received_at=None):
    at = at or timezone.now()
    return Event.objects.create(
        verb=verb,
        learner=learner,
        object_type="course",
        object_id=object_id or str(course.pk),
        course_id=course.pk,
        occurred_at=at,
        received_at=received_at or at,
    )


def days(learner=None):
    rows = DailyActivity.objects.order_by("day")
    return list((rows.of_learner(learner) if learner else rows).values_list("signal", flat=True))


def test_a_day_is_the_sum_of_what_its_verbs_are_worth(ann, python_course):
    for verb in ("viewed", "enrolled", "saved", "searched"):
        happen(verb, ann, python_course)

    roll_up()

    row = DailyActivity.objects.get()
    assert (row.learner, row.course_id) == (ann, python_course.pk)
    assert row.signal == 0.5 + 3.0 + 1.5
    assert (row.dislike, row.events) == (0, 4)


def test_ten_thousand_events_of_a_script_weigh_as_much_as_one(ann, ben, python_course):
    happen("clicked", ben, python_course)
    now = timezone.now()
    Event.objects.bulk_create(
        Event(
            verb="clicked",
            learner=ann,
            object_type="course",
            object_id=str(number),
            course_id=python_course.pk,
            occurred_at=now,
            received_at=now,
        )
        for number in range(10_000)
    )

    roll_up()

    assert days(ann) == days(ben) == [0.25]


def test_the_busiest_day_has_a_limit(ann, python_course):
    for verb in ("enrolled", "course_completed", "reviewed", "saved"):
        happen(verb, ann, python_course)
    for lesson in range(20):
        happen("lesson_completed", ann, python_course, object_id=f"lesson {lesson}")

    roll_up()

    assert days() == [rollups.MOST_SIGNAL]


def test_a_lesson_done_over_and_over_counts_once_a_day(ann, python_course):
    for _ in range(5):
        happen("lesson_completed", ann, python_course, object_id="the same lesson")

    roll_up()

    assert days() == [1.0]


def test_rolling_up_again_changes_nothing(ann, python_course):
    happen("enrolled", ann, python_course)
    roll_up()
    before = list(DailyActivity.objects.values())

    roll_up()

    assert list(DailyActivity.objects.values()) == before


def test_what_comes_later_for_the_same_day_is_added(ann, python_course):
    noon = timezone.now().replace(hour=12)
    happen("viewed", ann, python_course, at=noon)
    roll_up()
    later = noon + timedelta(hours=1)
    happen("enrolled", ann, python_course, at=later, received_at=timezone.now())

    roll_up()

    assert days() == [3.5]


def test_an_event_that_committed_late_is_not_missed(ann, python_course):
    happen("viewed", ann, python_course)
    roll_up()
    before = timezone.now() - timedelta(minutes=20)
    happen("enrolled", ann, python_course, at=before, received_at=before)

    roll_up()

    assert sum(days()) == 3.5


def test_only_touched_days_are_computed_again(ann, python_course):
    long_ago = timezone.now() - timedelta(days=90)
    happen("viewed", ann, python_course, at=long_ago)
    roll_up()
    happen("viewed", ann, python_course)

    assert roll_up() == 1
    assert days() == [0.5, 0.5]


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "America/Los_Angeles"])
def test_a_day_is_a_day_of_utc_wherever_the_server_stands(ann, python_course, settings, zone):
    settings.TIME_ZONE = zone
    happen("viewed", ann, python_course, at=datetime(2026, 3, 1, 23, 59, tzinfo=UTC))
    happen("viewed", ann, python_course, at=datetime(2026, 3, 2, 0, 1, tzinfo=UTC))

    roll_up()

    told = list(DailyActivity.objects.order_by("day").values_list("day", flat=True))
    assert [str(day) for day in told] == ["2026-03-01", "2026-03-02"]


def test_a_dismissal_is_a_dislike_until_it_is_undone(ann, python_course):
    yesterday = timezone.now() - timedelta(days=1)
    happen("dismissed", ann, python_course, at=yesterday)
    roll_up()
    assert DailyActivity.objects.get().dislike == 3.0

    happen("undismissed", ann, python_course)
    roll_up()

    assert set(DailyActivity.objects.values_list("signal", "dislike")) == {(0.0, 0.0)}


def test_saving_after_taking_it_back_counts_again(ann, python_course):
    moment = timezone.now().replace(hour=12)
    for minute, verb in enumerate(("saved", "unsaved", "saved")):
        happen(verb, ann, python_course, at=moment + timedelta(minutes=minute))

    roll_up()

    assert days() == [1.5]


def test_visitors_and_events_without_a_course_make_no_row(ann, python_course):
    emit("searched", learner=ann, context={"query": "python"})
    Event.objects.create(
        verb="viewed",
        visitor_id="6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        course_id=python_course.pk,
        occurred_at=timezone.now(),
        received_at=timezone.now(),
    )

    roll_up()

    assert not DailyActivity.objects.exists()


def test_courses_and_learners_have_rows_of_their_own(ann, ben, python_course):
    other = make_course("Statistics")
    for person in (ann, ben):
        for course in (python_course, other):
            happen("viewed", person, course)

    roll_up()

    assert DailyActivity.objects.count() == 4
