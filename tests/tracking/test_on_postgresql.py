"""The ledger on PostgreSQL: what it promises on SQLite holds there too, and what it promises there."""

import threading
import time

import pytest
from django.db import connection, connections, transaction

from tests.tracking.conftest import visit
from tests.tracking.test_beacon import (  # noqa: F401
    anns,
    test_a_batch_becomes_events_of_the_person_signed_in,
    test_a_replay_is_counted_once,
)
from tests.tracking.test_ledger import (  # noqa: F401
    test_fifty_events_of_one_moment_come_in_the_same_order_every_time,
    test_the_same_event_twice_is_one,
    test_what_no_database_stores_is_taken_out_of_texts,
)
from tests.tracking.test_privacy import (  # noqa: F401
    test_erasing_leaves_nothing_of_one_learner_and_all_of_the_others,
)
from tests.tracking.test_rollups import (  # noqa: F401
    test_a_day_is_a_day_of_utc_wherever_the_server_stands,
    test_a_day_is_the_sum_of_what_its_verbs_are_worth,
    test_a_dismissal_is_a_dislike_until_it_is_undone,
    test_an_event_that_committed_late_is_not_missed,
    test_only_touched_days_are_computed_again,
    test_rolling_up_again_changes_nothing,
    test_ten_thousand_events_of_a_script_weigh_as_much_as_one,
)
from tests.tracking.test_spool import (  # noqa: F401
    broken_ledger,
    test_a_fact_is_spooled_only_when_its_state_is_committed,
    test_the_page_answers_and_the_view_is_counted_once_later,
    test_who_withdrew_or_left_meanwhile_is_not_written,
)
from tracking import spool
from tracking.ledger import draft, record
from tracking.models import Event
from tracking.rollups import roll_up

pytestmark = pytest.mark.services


@pytest.fixture(autouse=True)
def _on_postgresql():
    if connection.vendor != "postgresql":
        pytest.skip("DATABASE_URL names no PostgreSQL")


@pytest.mark.django_db(transaction=True)
def test_a_view_does_not_wait_for_the_disk_and_leaves_the_connection_as_it_was(ann, python_course):
    record([draft("viewed", learner=ann, target=python_course)], is_lasting=False)

    with connection.cursor() as cursor:
        cursor.execute("SHOW synchronous_commit")
        assert cursor.fetchone() == ("on",)
        cursor.execute("SHOW lock_timeout")
        assert cursor.fetchone() == ("0",)
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_view_does_not_wait_for_whoever_locks_the_ledger(ann, python_course):
    is_locked, is_over = threading.Event(), threading.Event()

    def hold():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("LOCK TABLE tracking_event IN ACCESS EXCLUSIVE MODE")
            is_locked.set()
            is_over.wait(10)
        connections.close_all()

    holder = threading.Thread(target=hold)
    holder.start()
    is_locked.wait(10)
    began = time.monotonic()
    response = visit(python_course, ann)
    waited = time.monotonic() - began
    is_over.set()
    holder.join()

    assert response.status_code == 200
    assert waited < 2
    assert spool.pending() == 1


@pytest.mark.django_db(transaction=True)
def test_two_roll_ups_at_once_do_the_work_once_each_and_agree(ann, ben, python_course):
    for person in (ann, ben):
        record([draft("enrolled", learner=person, target=python_course)])
    failures = []

    def work():
        try:
            roll_up()
        except Exception as error:  # noqa: BLE001
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failures == []
    assert sorted(row.signal for row in ann.daily_activity.all() | ben.daily_activity.all()) == [
        3,
        3,
    ]
