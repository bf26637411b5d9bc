"""Days of learners: how often each did what, the base of experiments and dashboards."""

from datetime import timedelta

from django.utils import timezone

from tests.tracking.test_rollups import happen
from tracking.models import Event, LearnerDay
from tracking.rollups import roll_up, roll_up_learner


def test_a_day_counts_what_a_learner_did_by_verb(ann, ben, python_course):
    for verb in ("impressed", "impressed", "clicked", "enrolled", "lesson_started"):
        happen(verb, ann, python_course)
    for verb in ("dismissed", "less_wanted", "already_known"):
        happen(verb, ann, python_course)
    happen("course_completed", ben, python_course)

    roll_up()

    day = LearnerDay.objects.of_learner(ann).get()
    counts = (day.impressions, day.clicks, day.enrolments, day.lesson_starts, day.dismissals)
    assert counts == (2, 1, 1, 1, 2)
    assert (day.completions, day.events) == (0, 8)
    assert LearnerDay.objects.of_learner(ben).get().completions == 1


def test_counting_again_changes_nothing_and_late_events_are_added(ann, python_course):
    happen("clicked", ann, python_course)
    roll_up()
    before = list(LearnerDay.objects.values())

    roll_up()
    assert list(LearnerDay.objects.values()) == before

    earlier = timezone.now() - timedelta(days=3)
    happen("clicked", ann, python_course, at=earlier, received_at=timezone.now())
    happen("clicked", ann, python_course)
    roll_up()

    days = LearnerDay.objects.of_learner(ann).order_by("day")
    assert [(day.day, day.clicks) for day in days] == [
        (earlier.date(), 1),
        (timezone.now().date(), 2),
    ]


def test_a_script_counts_as_a_busy_day(ann, python_course):
    for _ in range(130):
        happen("clicked", ann, python_course)

    roll_up_learner(ann.pk)

    assert LearnerDay.objects.get().clicks == 100


def test_staff_are_shown_the_latest_events_without_a_look_at_all(ann, python_course):
    now = timezone.now()
    for hours in (0, 2, 2, 2_000):
        happen("clicked", ann, python_course, received_at=now - timedelta(hours=hours))

    assert [Event.objects.lately(least).count() for least in (1, 2, 3, 4)] == [1, 3, 3, 4]
