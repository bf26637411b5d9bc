"""Reported faults around the ledger: R4, R5, R6, C12, C13, C14, C15, C16, C19."""

import io
import json
import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.models import Enrolment
from tests.conftest import make_course
from tracking import spool
from tracking.models import DailyActivity, Event
from tracking.replay import replay
from tracking.rollups import roll_up

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
CRAWLERS = [
    "curl/8.5.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (compatible; bingbot/2.0)",
    "facebookexternalhit/1.1",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
]


@pytest.fixture(autouse=True)
def _own_spool(settings, tmp_path):
    settings.EVENT_SPOOL_DIR = tmp_path / "spool"


@pytest.fixture
def anns(ann):
    client = Client(headers={"User-Agent": BROWSER})
    client.force_login(ann)
    return client


def beacon(client, *events):
    return client.post("/beacon/", json.dumps(list(events)), content_type="application/json")


def view_id_in(page):
    return re.search(r'name="activity"[^>]*data-event-id="([^"]+)"', page.content.decode())[1]


def viewed(course, event_id):
    return {
        "id": event_id,
        "verb": "viewed",
        "object_type": "course",
        "object_id": str(course.pk),
        "course_id": course.pk,
    }


def test_r4_a_double_click_on_enrol_is_one_enrolment_and_one_event(anns, python_course):
    for _ in range(2):
        anns.post(f"/course/{python_course.pk}/enrol/")

    assert Enrolment.objects.count() == 1
    assert Event.objects.filter(verb="enrolled").count() == 1


def test_r4_the_server_and_the_beacon_tell_of_one_view_once(anns, python_course):
    page = anns.get(python_course.get_absolute_url())

    for _ in range(2):
        assert beacon(anns, viewed(python_course, view_id_in(page))).status_code == 204

    assert Event.objects.filter(verb="viewed").count() == 1


def test_r5_the_browser_s_clock_does_not_change_what_a_day_is_worth(anns, ann, python_course):
    now = timezone.now()
    for clock in (now + timedelta(days=1), now - timedelta(days=4000), now):
        event = viewed(python_course, str(uuid.uuid4()))
        beacon(anns, event | {"occurred_at": clock.isoformat()})
    naive = viewed(python_course, str(uuid.uuid4())) | {"occurred_at": "2020-10-25T02:30:00"}
    beacon(anns, naive)

    roll_up()

    limit = timezone.now() + timedelta(minutes=5)
    assert all(event.occurred_at <= limit for event in Event.objects.all())
    assert all(row.signal == 0.5 for row in DailyActivity.objects.of_learner(ann))


def test_r6_the_order_within_one_moment_is_the_same_in_every_export(anns, ann, python_course):
    moment = timezone.now().isoformat()
    events = [viewed(python_course, str(uuid.uuid4())) | {"occurred_at": moment} for _ in range(50)]
    beacon(anns, *events)

    def export():
        out = io.StringIO()
        call_command("export_events", stdout=out, stderr=io.StringIO())
        return out.getvalue()

    assert export() == export()
    assert len(export().splitlines()) == 50


def test_c12_what_spreadsheets_really_write_is_read_right(tmp_path, db):
    make_course("Cuisine", external_id="file:c-1")
    path = tmp_path / "from a spreadsheet.csv"
    path.write_bytes("learner;course;time\nJosé-Ángel;c-1;2026-03-01\n".encode("utf-8-sig"))
    out = io.StringIO()

    call_command("import_interactions", path, "--create-learners", stdout=out)

    assert User.objects.get(external_id="file:José-Ángel").display_name == "José-Ángel"
    assert "Delimiter ';' (guessed" in out.getvalue()
    assert "1 new" in out.getvalue()


def test_c12_an_old_western_file_loses_no_accent(tmp_path, db):
    make_course("Cuisine", external_id="file:c-1")
    path = tmp_path / "old.csv"
    path.write_bytes("learner,course,time\nHélène,c-1,2026-03-01\n".encode("cp1252"))

    call_command("import_interactions", path, "--create-learners", stdout=io.StringIO())

    assert User.objects.get(external_id="file:Hélène").display_name == "Hélène"


def test_c12_no_good_message_when_nothing_was_imported(tmp_path, db):
    path = tmp_path / "wrong.csv"
    path.write_text("learner,course,time\nnobody,nothing,never\n")
    out = io.StringIO()

    with pytest.raises(CommandError, match="nothing was imported"):
        call_command("import_interactions", path, stdout=out)

    assert "Interactions:" not in out.getvalue()


def test_c13_a_page_of_before_the_sign_in_elsewhere_is_told_so(ann, python_course):
    client = Client(enforce_csrf_checks=True, headers={"User-Agent": BROWSER})
    client.force_login(ann)
    page = client.get(python_course.get_absolute_url()).content.decode()
    old_token = re.search(r'name="csrf-token" content="([^"]+)"', page)[1]
    client.logout()
    client.cookies["csrftoken"] = "n" * 32

    answer = client.post(
        "/beacon/",
        json.dumps([viewed(python_course, str(uuid.uuid4()))]),
        content_type="application/json",
        headers={"X-CSRFToken": old_token},
    )

    assert answer.status_code == 403
    assert Event.objects.filter(verb="viewed").count() == 1  # the page itself


def test_c14_a_page_fetched_ahead_counts_when_it_is_looked_at(anns, python_course):
    page = anns.get(python_course.get_absolute_url(), headers={"Sec-Purpose": "prefetch;prerender"})
    assert not Event.objects.exists()

    beacon(anns, viewed(python_course, view_id_in(page)))

    assert Event.objects.get().course_id == python_course.pk


def test_c15_crawlers_change_nothing_that_trends(anns, python_course):
    anns.get(python_course.get_absolute_url())
    roll_up()
    before = list(DailyActivity.objects.values("course_id", "signal", "events"))
    others = [make_course(f"Course {number}") for number in range(3)]

    for user_agent in CRAWLERS:
        crawler = Client(headers={"User-Agent": user_agent})
        for course in others:
            assert crawler.get(course.get_absolute_url()).status_code == 200
            anns.get(course.get_absolute_url(), headers={"User-Agent": user_agent})
    roll_up()

    assert list(DailyActivity.objects.values("course_id", "signal", "events")) == before


def test_c15_a_script_in_a_learner_s_session_moves_no_more_than_a_visit(anns, ann, python_course):
    other = make_course("Statistics")
    anns.get(other.get_absolute_url())
    for _ in range(50):
        batch = [
            viewed(python_course, str(uuid.uuid4())) | {"object_id": str(number)}
            for number in range(200)
        ]
        assert beacon(anns, *batch).status_code == 204
    assert Event.objects.filter(course_id=python_course.pk).count() == 10_000

    roll_up()

    signals = dict(DailyActivity.objects.values_list("course_id", "signal"))
    assert signals[python_course.pk] == signals[other.pk]


def test_c16_staff_who_look_as_a_learner_leave_no_trace(dan, ann, python_course):
    client = Client(headers={"User-Agent": BROWSER})
    client.force_login(dan)
    session = client.session
    session["preview_as"] = ann.pk
    session.save()

    page = client.get(python_course.get_absolute_url())
    answer = beacon(client, viewed(python_course, str(uuid.uuid4())))

    assert page.status_code == 200
    assert 'name="activity"' not in page.content.decode()
    assert answer.status_code < 500
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_c19_the_site_works_while_the_ledger_is_away_and_nothing_counts_twice(
    anns, ann, python_course
):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE tracking_event RENAME TO tracking_event_away")
    try:
        assert anns.get(python_course.get_absolute_url()).status_code == 200
        anns.post(f"/course/{python_course.pk}/enrol/")
        event = viewed(python_course, str(uuid.uuid4())) | {"verb": "clicked"}
        assert beacon(anns, event).status_code == 204
        assert beacon(anns, event).status_code == 204
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE tracking_event_away RENAME TO tracking_event")

    assert Enrolment.objects.count() == 1
    assert spool.pending() == 4
    replay()
    replay()
    assert sorted(Event.objects.values_list("verb", flat=True)) == ["clicked", "enrolled", "viewed"]
    assert spool.pending() == 0


def test_times_of_an_import_keep_their_order_under_any_zone(ann, tmp_path, settings):
    settings.TIME_ZONE = "America/New_York"
    make_course("Clocks", external_id="file:c-1")
    path = tmp_path / "dst.csv"
    times = ["2025-11-02T05:59:00Z", "2025-11-02 06:30:00", "2025-11-02T01:45:00-05:00"]
    rows = "".join(f"ann@example.org,c-1,viewed,{time}\n" for time in times)
    path.write_text(f"learner,course,verb,time\n{rows}")

    call_command("import_interactions", path, stdout=io.StringIO())

    told = list(Event.objects.order_by("occurred_at").values_list("occurred_at", flat=True))
    assert told == [
        datetime(2025, 11, 2, 5, 59, tzinfo=UTC),
        datetime(2025, 11, 2, 6, 30, tzinfo=UTC),
        datetime(2025, 11, 2, 6, 45, tzinfo=UTC),
    ]
