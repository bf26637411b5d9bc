"""Imports of what happened elsewhere: right, whole, and once."""

import io
import json
from datetime import UTC, datetime

import pytest
from django.core.management import CommandError, call_command

from accounts.models import User
from courses.models import Enrolment
from tests.conftest import make_course
from tracking.models import DailyActivity, Event


@pytest.fixture
def algebra(db):
    return make_course("Algebra", external_id="file:alg-1")


@pytest.fixture
def table(tmp_path):
    """Write a file of interactions; text is encoded as UTF-8 unless bytes are given."""

    def write(content, name="interactions.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return str(path)

    return write


def run(path, *options):
    out = io.StringIO()
    call_command("import_interactions", path, *options, stdout=out)
    return out.getvalue()


def counts():
    return tuple(model.objects.count() for model in (User, Event, Enrolment, DailyActivity))


GOOD = (
    "learner,course,verb,time,value\n"
    "ann@example.org,alg-1,enrolled,2026-03-01T10:00:00Z,\n"
    "ANN@example.org,alg-1,quiz_submitted,2026-03-02T10:00:00+08:00,0.8\n"
    "ann@example.org,alg-1,course_completed,1772668800,\n"
)


def test_rows_become_events_enrolments_and_days(ann, algebra, table):
    said = run(table(GOOD))

    events = Event.objects.order_by("occurred_at")
    assert [event.verb for event in events] == ["enrolled", "quiz_submitted", "course_completed"]
    assert events[1].occurred_at == datetime(2026, 3, 2, 2, tzinfo=UTC)
    assert events[1].value == 0.8
    assert {event.learner for event in events} == {ann}
    enrolment = Enrolment.objects.get()
    assert enrolment.enrolled_at == datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert enrolment.completed_at == datetime(2026, 3, 5, tzinfo=UTC)
    assert DailyActivity.objects.count() == 3
    assert "3 new, 0 changed, 0 unchanged" in said


def test_a_second_run_changes_nothing(ann, algebra, table):
    path = table(GOOD)
    run(path)
    before = counts()

    assert "0 new, 0 changed, 3 unchanged" in run(path)
    assert counts() == before


def test_a_dry_run_shows_the_difference_and_writes_nothing(ann, algebra, table):
    before = counts()

    said = run(table(GOOD), "--dry-run")

    assert "Dry run, nothing written: 3 new" in said
    assert counts() == before


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("nobody@example.org,alg-1,2026-03-01", "learner: there is no learner"),
        (",alg-1,2026-03-01", "learner: is empty"),
        ("ann@example.org,alg-2,2026-03-01", "course: there is no course 'alg-2'"),
        ("ann@example.org,alg-1,yesterday", "time: 'yesterday' is no moment"),
        ("ann@example.org,alg-1,2999-01-01", "is in the future"),
        ("ann@example.org,alg-1,1970-01-01", "is before 1995"),
        ("ann@example.org,alg-1", "has 2 cells where the header has 3"),
        ("ann@example.org,alg-1,2026-03-01,extra", "has 4 cells where the header has 3"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_imported(ann, algebra, table, row, reason):
    good = "ann@example.org,alg-1,2026-03-01"
    path = table(f"learner,course,time\n{good}\n{row}\n")
    before, out = counts(), io.StringIO()

    with pytest.raises(CommandError, match="1 bad rows: nothing was imported"):
        call_command("import_interactions", path, stdout=out)

    assert "Row 3: " in out.getvalue()
    assert reason in out.getvalue()
    assert counts() == before


@pytest.mark.parametrize("value", ["nan", "inf", "-inf", "much"])
def test_a_value_that_is_no_number_is_a_bad_row(ann, algebra, table, value):
    """R8."""
    path = table(f"learner,course,time,value\nann@example.org,alg-1,2026-03-01,{value}\n")

    with pytest.raises(CommandError):
        run(path)


def test_an_unknown_verb_is_a_bad_row(ann, algebra, table):
    path = table("learner,course,time,verb\nann@example.org,alg-1,2026-03-01,levitated\n")

    with pytest.raises(CommandError):
        run(path)


def test_good_rows_are_taken_when_bad_ones_are_to_be_skipped(ann, algebra, table):
    path = table("learner,course,time\nann@example.org,alg-1,2026-03-01\nann@example.org,x,2026\n")

    said = run(path, "--skip-bad-rows")

    assert "Row 3: course" in said
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    ("encoding", "said"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8-sig"), ("gbk", "gb18030"), ("gb18030", "gb18030")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_guess_of_encoding_and_delimiter_is_right_and_shown(
    table, db, encoding, said, delimiter
):
    course = make_course("代数", external_id="file:代数")
    text = "learner,course,time\n小明,代数,2026-03-01\n小红,代数,2026-03-01\n"
    path = table(text.replace(",", delimiter).encode(encoding))

    shown = run(path, "--create-learners")

    assert f"encoding {said}" in shown
    assert f"Delimiter {delimiter!r}" in shown
    assert set(User.objects.values_list("display_name", flat=True)) == {"小明", "小红"}
    assert set(Event.objects.values_list("course_id", flat=True)) == {course.pk}


def test_big5_is_guessed_and_can_be_chosen(table, db):
    make_course("代數", external_id="file:代數與統計")
    path = table("learner,course,time\n歐陽鋒,代數與統計,2026-03-01\n".encode("big5"))

    assert "encoding big5 (guessed" in run(path, "--create-learners", "--dry-run")
    assert "encoding big5 (certain" in run(path, "--create-learners", "--encoding", "big5")


def test_a_wrong_choice_is_refused_with_what_was_found(table, algebra):
    path = table(GOOD)

    with pytest.raises(CommandError, match="has no column learner, course, time"):
        run(path, "--delimiter", ";")
    with pytest.raises(CommandError, match="no known encoding"):
        run(path, "--encoding", "klingon")


def test_a_file_that_is_not_there_is_refused(tmp_path, db):
    with pytest.raises(CommandError, match="There is no file"):
        run(str(tmp_path / "nothing.csv"))


def test_json_lines_are_read_too(ann, algebra, table):
    rows = [
        {"learner": "ann@example.org", "course": "alg-1", "time": "2026-03-01", "verb": "saved"},
        {"learner": "ann@example.org", "course": f"#{algebra.pk}", "time": 1772668800},
    ]
    path = table("\n".join(map(json.dumps, rows)), "interactions.jsonl")

    run(path)

    assert set(Event.objects.values_list("verb", flat=True)) == {"saved", "enrolled"}


def test_a_broken_line_of_json_is_named(ann, algebra, table):
    out = io.StringIO()
    path = table(
        '{"learner": "ann@example.org", "course": "alg-1", "time": "2026-03-01"}\n{"le', "a.jsonl"
    )

    with pytest.raises(CommandError):
        call_command("import_interactions", path, stdout=out)

    assert "Row 2: is no JSON" in out.getvalue()


def test_the_same_row_twice_in_a_file_is_one_event(ann, algebra, table):
    """R4."""
    row = "ann@example.org,alg-1,2026-03-01\n"

    run(table(f"learner,course,time\n{row}{row}"))

    assert Event.objects.count() == 1


def test_who_did_not_agree_is_left_out_and_counted(cleo, ann, algebra, table):
    path = table(
        "learner,course,time\ncleo@example.org,alg-1,2026-03-01\nann@example.org,alg-1,2026-03-01\n"
    )

    assert "1 left out" in run(path)
    assert set(Event.objects.values_list("learner", flat=True)) == {ann.pk}


def test_made_learners_cannot_sign_in(algebra, table):
    run(table("learner,course,time\ns-17,alg-1,2026-03-01\n"), "--create-learners")

    person = User.objects.get(external_id="file:s-17")
    assert person.display_name == "s-17"
    assert not person.has_usable_password()
    assert person.email.endswith(".invalid")


def test_naive_times_are_utc_under_any_zone_of_the_server(ann, algebra, table, settings):
    """R5."""
    settings.TIME_ZONE = "Asia/Shanghai"

    run(table("learner,course,time\nann@example.org,alg-1,2026-03-01 12:00:00\n"))

    assert Event.objects.get().occurred_at == datetime(2026, 3, 1, 12, tzinfo=UTC)


def test_enrolment_dates_that_are_there_stay(ann, algebra, table):
    long_ago = datetime(2024, 1, 1, tzinfo=UTC)
    Enrolment.objects.create(learner=ann, course=algebra, enrolled_at=long_ago)

    run(table(GOOD))

    assert Enrolment.objects.get().enrolled_at == long_ago
