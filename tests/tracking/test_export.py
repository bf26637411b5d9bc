"""`export_events`: the ledger for other systems."""

import io
import json
import uuid
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from tests.tracking.test_rollups import happen
from tracking.ledger import emit
from tracking.models import Event
from tracking.verbs import VERBS


def export(*options):
    out = io.StringIO()
    call_command("export_events", *options, stdout=out, stderr=io.StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_a_period_is_exported_in_the_order_in_which_it_happened(ann, python_course):
    for day in (3, 1, 2, 4):
        happen("viewed", ann, python_course, at=datetime(2026, 5, day, tzinfo=UTC))

    rows = export("--since", "2026-05-02", "--until", "2026-05-04")

    assert [row["occurred_at"][:10] for row in rows] == ["2026-05-02", "2026-05-03"]
    assert {row["verb"] for row in rows} == {"viewed"}


def is_iri(text):
    parts = urlsplit(text)
    return bool(parts.scheme and parts.netloc and " " not in text)


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_makes_a_valid_xapi_statement(ann, python_course, verb):
    emit(
        verb, learner=ann, target=python_course, value=0.5, row="picked", context={"query": "数据"}
    )

    (statement,) = export("--format", "xapi", "--home", "https://school.example")

    assert uuid.UUID(statement["id"])
    assert statement["actor"] == {
        "objectType": "Agent",
        "account": {"homePage": "https://school.example/", "name": str(ann.public_id)},
    }
    assert is_iri(statement["verb"]["id"])
    assert statement["object"]["objectType"] == "Activity"
    assert is_iri(statement["object"]["id"])
    assert is_iri(statement["object"]["definition"]["type"])
    assert datetime.fromisoformat(statement["timestamp"]).tzinfo
    assert all(is_iri(name) for name in statement["context"]["extensions"])
    assert ann.email not in json.dumps(statement)


def test_a_visitor_and_a_search_make_a_valid_statement_too(db):
    visitor_id = uuid.uuid4()
    emit("searched", visitor_id=visitor_id, context={"query": "数据"})

    (statement,) = export("--format", "xapi")

    assert statement["actor"]["account"]["name"] == f"visitor:{visitor_id}"
    assert is_iri(statement["object"]["id"])


def test_a_file_is_written_as_it_is_read(ann, python_course, tmp_path):
    event = emit("enrolled", learner=ann, target=python_course)
    path = tmp_path / "events.ndjson"

    export("--output", str(path))

    assert json.loads(path.read_text("utf-8"))["id"] == str(event.pk)
    assert Event.objects.count() == 1


def test_a_home_that_is_no_address_is_refused(db):
    with pytest.raises(CommandError, match="--home"):
        export("--format", "xapi", "--home", "school")
