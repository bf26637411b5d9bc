"""Imports on PostgreSQL go through COPY: the same result, whatever characters the rows hold."""

import uuid

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import User
from tests.recommendations.test_import_dataset import (  # noqa: F401
    public_data,
    test_a_data_set_with_times_keeps_them,
    test_a_data_set_without_times_says_so_and_keeps_the_order,
    test_importing_a_data_set_twice_changes_nothing,
)
from tests.recommendations.test_imports import (  # noqa: F401
    algebra,
    table,
    test_a_bad_row_is_named_and_nothing_is_imported,
    test_a_second_run_changes_nothing,
    test_enrolment_dates_that_are_there_stay,
    test_made_learners_cannot_sign_in,
    test_rows_become_events_enrolments_and_days,
)
from tracking.bulk import load
from tracking.models import Event

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")


NAMES = [
    "tab\there",
    "line\nbreak",
    "back\\slash",
    "\\N",
    "\\.",
    "“quotes” 'and' \"more\"",
    "数据 🎓",
    "",
]


def test_copy_keeps_every_character(db):
    rows = [(name, f"{place}@example.org", uuid.uuid4()) for place, name in enumerate(NAMES)]

    assert load(User, ["display_name", "email", "public_id"], rows) == len(NAMES)

    stored = dict(User.objects.values_list("email", "display_name"))
    assert [stored[f"{place}@example.org"] for place in range(len(NAMES))] == NAMES


def test_copy_keeps_details_moments_and_gaps(ann):
    moment, event_id = timezone.now(), uuid.uuid4()
    details = {"query": 'tab\t "quoted" \\ 数据', "count": 3}
    columns = ["id", "verb", "learner_id", "occurred_at", "received_at", "context", "value"]
    rows = [(event_id, "searched", ann.pk, moment, moment, details, None)]

    assert load(Event, columns, rows) == 1
    assert load(Event, columns, rows) == 0

    event = Event.objects.get()
    assert (event.context, event.occurred_at, event.value) == (details, moment, None)
