"""What became of the cards that were shown, by day, place, version and arm."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from recommendations.models import CourseDay, ListDay, ShownList
from recommendations.sources.online import count_lately
from tracking.models import Event


@pytest.fixture
def shown(ann):
    return ShownList.objects.create(
        list_id=uuid.uuid4(), learner=ann, shown_at=timezone.now(), step="cached",
        versions={"ease": 3, "ials": 5}, arms={"1": 2},
    )  # fmt: skip


def happen(verb, learner, course, *, shown=None, at=None, **fields):
    at = at or timezone.now()
    place = {"list_id": shown.list_id, "row": "picked", "position": 2} if shown else {}
    return Event.objects.create(
        verb=verb, learner=learner, object_type="course", object_id=str(course.pk),
        course_id=course.pk, occurred_at=at, received_at=at, **{**place, **fields},
    )  # fmt: skip


def test_a_place_counts_what_was_seen_and_done_with_what_answered(ann, python_course, shown):
    for verb in ("impressed", "impressed", "clicked", "dismissed", "enrolled"):
        happen(verb, ann, python_course, shown=shown)

    count_lately(2)

    day = ListDay.objects.get()
    assert (day.row, day.position, day.step) == ("picked", 2, "cached")
    assert (day.versions, day.arms) == ("ease 3 · ials 5", "1 2")
    assert (day.impressions, day.clicks, day.dismissals, day.enrolments) == (2, 1, 1, 1)
    assert CourseDay.objects.get().impressions == 2


def test_what_happens_later_is_credited_to_the_last_card_that_was_clicked(
    ann, python_course, shown
):
    now = timezone.now()
    happen("clicked", ann, python_course, shown=shown, at=now - timedelta(hours=2), position=7)
    happen("clicked", ann, python_course, shown=shown, at=now - timedelta(hours=1))
    for verb in ("enrolled", "lesson_started", "course_completed"):
        happen(verb, ann, python_course, at=now)

    count_lately(2)

    credited = ListDay.objects.get(position=2, enrolments=1)
    assert (credited.lesson_starts, credited.completions) == (1, 1)
    assert not ListDay.objects.filter(position=7, enrolments__gt=0).exists()


def test_what_no_card_led_to_is_credited_to_none(ann, ben, python_course, shown):
    now = timezone.now()
    happen("clicked", ben, python_course, shown=shown, at=now - timedelta(hours=1))
    happen("clicked", ann, python_course, shown=shown, at=now - timedelta(days=9))
    happen("enrolled", ann, python_course, at=now)

    count_lately(2)

    assert sum(ListDay.objects.values_list("enrolments", flat=True)) == 0


def test_counting_again_changes_nothing_and_other_days_stay(ann, python_course, shown):
    happen("impressed", ann, python_course, shown=shown)
    ListDay.objects.create(day=timezone.now().date() - timedelta(days=30), row="old", position=1)
    count_lately(2)
    before = list(ListDay.objects.order_by("day").values("day", "row", "impressions"))

    count_lately(2)

    assert list(ListDay.objects.order_by("day").values("day", "row", "impressions")) == before
    assert len(before) == 2
