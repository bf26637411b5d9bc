"""`emit`: what it writes, for whom, and when."""

import uuid
from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import transaction
from django.utils import timezone as django_timezone

from courses.models import Lesson
from tracking.actors import quiet
from tracking.hooks import events_recorded
from tracking.ledger import emit
from tracking.models import Event


def test_a_fact_names_who_what_and_the_course(ann, python_course):
    event = emit("enrolled", learner=ann, target=python_course, surface="course")

    stored = Event.objects.get()
    assert stored.pk == event.pk
    assert (stored.verb, stored.learner, stored.visitor_id) == ("enrolled", ann, None)
    assert (stored.object_type, stored.object_id) == ("course", str(python_course.pk))
    assert stored.course_id == python_course.pk
    assert stored.surface == "course"


def test_a_lesson_is_told_with_the_course_that_the_caller_names(ann, python_course):
    lesson = Lesson.objects.first()

    emit("lesson_completed", learner=ann, target=lesson, course_id=python_course.pk)

    stored = Event.objects.get()
    assert (stored.object_type, stored.object_id) == ("lesson", str(lesson.pk))
    assert stored.course_id == python_course.pk


def test_the_same_event_twice_is_one(ann, python_course):
    event_id = uuid.uuid4()

    emit("saved", learner=ann, target=python_course, event_id=event_id)
    emit("saved", learner=ann, target=python_course, event_id=event_id)

    assert Event.objects.count() == 1


@pytest.mark.parametrize("answer", [None, False])
def test_nobody_is_logged_who_did_not_agree(ann, python_course, answer):
    ann.consents_to_personalisation = answer

    assert emit("saved", learner=ann, target=python_course) is None
    assert not Event.objects.exists()


def test_nothing_is_logged_of_nobody(python_course, db):
    assert emit("searched", context={"query": "python"}) is None
    assert not Event.objects.exists()


def test_a_visitor_who_agreed_is_known_by_an_id_alone(python_course):
    visitor_id = uuid.uuid4()

    emit("viewed", visitor_id=visitor_id, target=python_course)

    stored = Event.objects.get()
    assert (stored.learner, stored.visitor_id) == (None, visitor_id)


def test_an_unknown_verb_is_refused(ann):
    with pytest.raises(KeyError):
        emit("levitated", learner=ann)


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_a_value_that_is_no_number_is_refused(ann, value):
    with pytest.raises(ValueError, match="finite"):
        emit("quiz_submitted", learner=ann, value=value)


def test_what_no_database_stores_is_taken_out_of_texts(ann):
    emit("searched", learner=ann, context={"query": "py\x00thon \ud800"})

    assert Event.objects.get().context == {"query": "python ?"}


def test_a_clock_a_day_ahead_is_not_believed(ann, python_course):
    tomorrow = django_timezone.now() + timedelta(days=1)

    event = emit("viewed", learner=ann, target=python_course, occurred_at=tomorrow)

    assert event.occurred_at == event.received_at + timedelta(minutes=5)


def test_a_clock_a_year_behind_is_not_believed(ann, python_course):
    last_year = django_timezone.now() - timedelta(days=365)

    event = emit("viewed", learner=ann, target=python_course, occurred_at=last_year)

    assert event.occurred_at == event.received_at - timedelta(days=7)


def test_moments_keep_their_order_whatever_zone_they_are_told_in(ann, python_course, settings):
    settings.TIME_ZONE = "America/New_York"
    now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    in_shanghai = (now + timedelta(minutes=1)).astimezone(timezone(timedelta(hours=8)))
    naive = (now + timedelta(minutes=2)).replace(tzinfo=None)  # taken as UTC

    for row, moment in (("third", naive), ("first", now), ("second", in_shanghai)):
        emit("viewed", learner=ann, target=python_course, occurred_at=moment, row=row)

    told = list(Event.objects.order_by("occurred_at").values_list("row", flat=True))
    assert told == ["first", "second", "third"]


def test_fifty_events_of_one_moment_come_in_the_same_order_every_time(ann, python_course):
    moment = django_timezone.now()
    for _ in range(50):
        emit("viewed", learner=ann, target=python_course, occurred_at=moment)

    first = list(Event.objects.of_learner(ann).values_list("pk", flat=True))
    again = list(Event.objects.of_learner(ann).values_list("pk", flat=True))

    assert first == again == sorted(first, reverse=True)


def test_a_fact_goes_with_the_state_that_it_describes(ann, python_course):
    with transaction.atomic():
        emit("enrolled", learner=ann, target=python_course)
        transaction.set_rollback(True)

    assert not Event.objects.exists()


def test_listeners_hear_of_a_fact_after_the_commit(
    ann, python_course, django_capture_on_commit_callbacks
):
    heard = []

    def listen(**message):
        heard.append((message["learner_ids"], message["visitor_ids"]))

    events_recorded.connect(listen)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            emit("enrolled", learner=ann, target=python_course)
            assert heard == []
    finally:
        events_recorded.disconnect(listen)

    assert heard == [({ann.pk}, set())]


def test_a_listener_that_fails_harms_nobody(ann, python_course, django_capture_on_commit_callbacks):
    def fail(**_):
        raise RuntimeError("the broker is away")

    events_recorded.connect(fail)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            emit("enrolled", learner=ann, target=python_course)
    finally:
        events_recorded.disconnect(fail)

    assert Event.objects.count() == 1


def test_nothing_is_written_while_it_is_quiet(ann, python_course):
    with quiet():
        assert emit("enrolled", learner=ann, target=python_course) is None

    assert not Event.objects.exists()
