"""The beacon: what browsers report, and every way in which that can be wrong (C13)."""

import json
import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from tests.tracking.conftest import BROWSER
from tracking.models import Event


def click(course, **fields):
    return {
        "id": str(uuid.uuid4()),
        "verb": "clicked",
        "object_type": "course",
        "object_id": str(course.pk),
        "course_id": course.pk,
    } | fields


def send(client, events, **extra):
    body = json.dumps(events) if not isinstance(events, str | bytes) else events
    headers = {"User-Agent": BROWSER} | extra
    return client.post("/beacon/", body, content_type="application/json", headers=headers)


@pytest.fixture
def anns(client, ann):
    client.force_login(ann)
    return client


def test_a_batch_becomes_events_of_the_person_signed_in(anns, ann, python_course):
    list_id = uuid.uuid4()
    impression = click(
        python_course, verb="impressed", list_id=str(list_id), row="picked", position=2
    )

    response = send(anns, {"events": [impression, click(python_course)]})

    assert response.status_code == 204
    stored = Event.objects.get(verb="impressed")
    assert (stored.learner, stored.list_id, stored.row, stored.position) == (
        ann,
        list_id,
        "picked",
        2,
    )
    assert Event.objects.count() == 2


def test_a_form_with_a_token_is_taken_as_send_beacon_sends_it(ann, python_course):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    token = "a" * 32
    client.cookies["csrftoken"] = token
    body = {"events": json.dumps([click(python_course)]), "csrfmiddlewaretoken": token}

    response = client.post("/beacon/", body, headers={"User-Agent": BROWSER})

    assert response.status_code == 204
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "token", [None, "b" * 32], ids=["no token", "the token of another session"]
)
def test_without_the_right_token_nothing_is_taken(ann, python_course, token):
    client = Client(enforce_csrf_checks=True)
    client.force_login(ann)
    client.cookies["csrftoken"] = "a" * 32
    headers = {"X-CSRFToken": token} if token else {}

    response = send(client, [click(python_course)], **headers)

    assert response.status_code == 403
    assert not Event.objects.exists()


def test_an_expired_session_is_told_so(anns, python_course):
    anns.session.flush()

    assert send(anns, [click(python_course)]).status_code == 403
    assert not Event.objects.exists()


@pytest.mark.parametrize("person", ["cleo", None], ids=["never asked", "a visitor"])
def test_without_consent_the_beacon_is_quietly_ignored(client, request, python_course, person):
    if person:
        client.force_login(request.getfixturevalue(person))

    assert send(client, [click(python_course)]).status_code == 204
    assert not Event.objects.exists()


def test_programs_are_quietly_ignored(anns, python_course):
    assert send(anns, [click(python_course)], **{"User-Agent": "curl/8"}).status_code == 204
    assert not Event.objects.exists()


def test_a_replay_is_counted_once(anns, python_course):
    batch = [click(python_course)]

    assert {send(anns, batch).status_code for _ in range(3)} == {204}
    assert Event.objects.count() == 1


def test_nobody_speaks_for_another_learner(anns, ann, ben, python_course):
    send(
        anns,
        [click(python_course, learner=ben.pk, learner_id=ben.pk, visitor_id=str(uuid.uuid4()))],
    )

    stored = Event.objects.get()
    assert (stored.learner, stored.visitor_id) == (ann, None)


def test_200_events_are_taken_and_201_are_too_many(anns, python_course):
    assert send(anns, [click(python_course) for _ in range(200)]).status_code == 204
    assert send(anns, [click(python_course) for _ in range(201)]).status_code == 413
    assert Event.objects.count() == 200


@pytest.mark.parametrize("size", [300_000, 1_100_000, 5_000_000])
def test_a_body_that_is_too_large_is_refused_unread(anns, size):
    assert send(anns, "x" * size).status_code == 413


def test_a_form_that_is_too_large_is_refused_unread(anns):
    response = anns.post("/beacon/", {"events": "x" * 1_500_000}, headers={"User-Agent": BROWSER})

    assert response.status_code == 413


WRONG = {
    "verb": ["enrolled", "levitated", None, 7, ["clicked"], {}],
    "id": [None, "1", 5, [], "x" * 36],
    "object_id": ["x" * 65, [], {}, "a\x00b", "\ud800", True],
    "object_type": ["x" * 25],
    "course_id": [-1, 2**63, "1.5", True, [], 1e3],
    "value": ["much", True, {}],
    "list_id": ["not a list"],
    "row": ["x" * 41],
    "position": [-1, 40_000, "first"],
    "occurred_at": ["yesterday", [], 1e300, "2026-13-01"],
    "context": [[], "text", {"a": {"b": 1}}, {"k": "x" * 201}, {str(n): n for n in range(13)}],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG.items() for value in values]
)
def test_a_wrong_field_is_named_and_nothing_of_the_batch_is_taken(
    anns, python_course, field, value
):
    response = send(anns, [click(python_course), click(python_course, **{field: value})])

    assert response.status_code == 400
    assert f"events[1].{field}:" in response.json()["error"]
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "7", '"events"', '{"events": 5}', "[5]", "[[]]", "[" * 100_000, b"\xff\xfe{"],
    ids=lambda body: repr(body)[:12],
)
def test_what_is_no_batch_is_refused(anns, body):
    assert send(anns, body).status_code == 400


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999"])
def test_numbers_that_are_none_are_refused(anns, python_course, number):
    event = json.dumps(click(python_course, value=0)).replace('"value": 0', f'"value": {number}')

    response = send(anns, f"[{event}]")

    assert response.status_code == 400
    assert "events[0].value" in response.json()["error"]


@pytest.mark.parametrize("method", ["get", "put", "delete"])
def test_only_post_is_taken(anns, method):
    assert getattr(anns, method)("/beacon/").status_code == 405


def test_a_wrong_clock_in_the_browser_is_clamped(anns, python_course):
    ahead = (timezone.now() + timedelta(days=400)).timestamp() * 1000

    send(anns, [click(python_course, occurred_at=ahead)])

    stored = Event.objects.get()
    assert stored.occurred_at <= stored.received_at + timedelta(minutes=5)


def test_an_empty_batch_is_fine(anns):
    assert send(anns, []).status_code == 204
