"""What became of events is counted: written, there already, refused, and why."""

import json

import pytest
from django.core.cache import cache

from tests.tracking.test_beacon import click, send
from tracking import tallies
from tracking.tallies import ACCEPTED, DUPLICATE, INTAKE, REFUSALS, Tally


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(tallies, "FLUSH_SECONDS", 0.0)
    INTAKE._waiting.clear()
    cache.clear()


def counts():
    found = INTAKE.read([ACCEPTED, DUPLICATE, *REFUSALS])
    return {name: count for name, count in found.items() if count}


def test_an_event_that_is_sent_twice_is_written_once_and_counted_as_both(
    client, ann, python_course
):
    client.force_login(ann)
    event = click(python_course)

    send(client, [event])
    send(client, [event])

    assert counts() == {ACCEPTED: 1, DUPLICATE: 1}


def test_refusals_are_counted_by_reason(client, ann, python_course):
    client.force_login(ann)

    send(client, [{"verb": "enrolled"}])
    send(client, json.dumps([click(python_course)] * 201))
    send(client, [click(python_course)], **{"User-Agent": "Googlebot/2.1"})
    client.logout()
    send(client, [click(python_course)])

    assert counts() == {"field": 1, "too_large": 1, "bot": 1, "consent": 1}


def test_a_tally_adds_up_over_processes_and_knows_days():
    first, second = Tally("t"), Tally("t")
    first.add("a", 2)
    second.add("a", 3)
    second.add("b", 0)

    assert first.read(["a", "b"]) == {"a": 5, "b": 0}
    assert first.read(["a"], days=7) == {"a": 5}
