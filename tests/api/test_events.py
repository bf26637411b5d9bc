"""Events of apps: the rules of the beacon, and every fault named at once (C13)."""

import uuid

import pytest

from tests.api.conftest import app_of
from tracking.models import Event

ADDRESS = "/api/v1/events/"


def seen(course, **changes: object) -> dict[str, object]:
    event = {
        "id": str(uuid.uuid4()), "verb": "impressed", "object_type": "course",
        "object_id": str(course.pk), "course_id": course.pk, "row": "picked", "position": 1,
    }  # fmt: skip
    return event | changes


def test_a_batch_is_recorded_for_the_owner_of_the_token(anns_app, ann, python_course):
    answer = anns_app.post(ADDRESS, {"events": [seen(python_course)]}, format="json")

    assert (answer.status_code, answer.json()) == (202, {"received": 1, "recorded": 1})
    event = Event.objects.get()
    assert (event.learner, event.course_id, event.row) == (ann, python_course.pk, "picked")


def test_a_replay_counts_once(anns_app, python_course):
    batch = [seen(python_course)]

    for _ in range(3):
        assert anns_app.post(ADDRESS, {"events": batch}, format="json").status_code == 202

    assert Event.objects.count() == 1


def test_another_learners_id_in_the_body_is_not_heard(anns_app, ann, cleo, python_course):
    event = seen(python_course, learner=cleo.pk, learner_id=cleo.pk)

    anns_app.post(ADDRESS, {"events": [event]}, format="json")

    assert Event.objects.get().learner == ann


def test_nothing_is_kept_of_who_did_not_agree(cleo, python_course):
    answer = app_of(cleo).post(ADDRESS, {"events": [seen(python_course)]}, format="json")

    assert (answer.status_code, answer.json()) == (202, {"received": 1, "recorded": 0})
    assert not Event.objects.exists()


def test_every_wrong_event_is_named_and_none_is_recorded(anns_app, python_course):
    batch = [
        seen(python_course),
        seen(python_course, verb="enrolled"),
        seen(python_course, id="x"),
        seen(python_course, position=-1),
        seen(python_course, value="much"),
        seen(python_course, occurred_at="yesterday"),
        "no event",
    ]

    answer = anns_app.post(ADDRESS, {"events": batch}, format="json")

    assert answer.status_code == 400
    named = [(fault["index"], fault["field"]) for fault in answer.json()["errors"]]
    assert named == [
        (1, "verb"), (2, "id"), (3, "position"), (4, "value"), (5, "occurred_at"), (6, ""),
    ]  # fmt: skip
    assert all(fault["message"] for fault in answer.json()["errors"])
    assert not Event.objects.exists()


def test_200_events_are_taken_and_201_are_not(anns_app, python_course):
    batch = [seen(python_course) for _ in range(201)]

    assert anns_app.post(ADDRESS, {"events": batch}, format="json").status_code == 413
    assert anns_app.post(ADDRESS, {"events": batch[:200]}, format="json").status_code == 202
    assert Event.objects.count() == 200


def test_a_megabyte_is_a_413(anns_app, python_course):
    event = seen(python_course, context={"note": "x" * 1_000_000})

    assert anns_app.post(ADDRESS, {"events": [event]}, format="json").status_code == 413


@pytest.mark.parametrize("body", ["{}", "null", '{"events": 3}', '"text"', "NaN", "[1e999]"])
def test_what_is_no_batch_is_a_400(anns_app, body):
    assert anns_app.post(ADDRESS, body, content_type="application/json").status_code == 400


def test_an_empty_batch_is_fine(anns_app):
    answer = anns_app.post(ADDRESS, [], format="json")

    assert (answer.status_code, answer.json()) == (202, {"received": 0, "recorded": 0})
