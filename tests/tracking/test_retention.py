"""Raw events leave after their time; what they were worth stays."""

from datetime import timedelta

from django.utils import timezone

from tests.tracking.test_rollups import days, happen
from tracking.models import Event
from tracking.tasks import expire_events


def test_old_events_leave_and_their_roll_ups_stay(ann, python_course, settings):
    settings.EVENT_RETENTION_DAYS = 30
    now = timezone.now()
    happen("enrolled", ann, python_course, at=now - timedelta(days=31))
    happen("viewed", ann, python_course, at=now - timedelta(days=29))

    assert expire_events() == 1

    assert list(Event.objects.values_list("verb", flat=True)) == ["viewed"]
    assert days() == [3.0, 0.5]


def test_history_that_was_imported_today_is_kept(ann, python_course, settings):
    settings.EVENT_RETENTION_DAYS = 30
    now = timezone.now()
    happen("enrolled", ann, python_course, at=now - timedelta(days=3000), received_at=now)

    assert expire_events() == 0


def test_what_was_written_while_its_learner_was_erased_leaves_too(ann, ben, python_course):
    happen("viewed", ben, python_course)
    gone = happen("viewed", ann, python_course)
    Event.objects.filter(pk=gone.pk).update(learner_id=10**9)

    assert expire_events() == 1

    assert Event.objects.get().learner == ben
    assert days() == [0.5]
