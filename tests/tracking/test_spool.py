"""When the ledger cannot be written: the event waits on disk and counts once (C19)."""

import json
import threading

import pytest
from django.db import connection, transaction

from tests.tracking.conftest import visit
from tracking import spool
from tracking.ledger import draft, emit, record_later
from tracking.models import Event
from tracking.replay import replay


@pytest.fixture
def broken_ledger(transactional_db):
    """A ledger whose table is away, and a way to bring it back."""

    def rename(old, new):
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    rename("tracking_event", "tracking_event_away")
    is_broken = [True]

    def mend():
        rename("tracking_event_away", "tracking_event")
        is_broken.clear()

    yield mend
    if is_broken:
        mend()


@pytest.mark.django_db(transaction=True)
def test_the_page_answers_and_the_view_is_counted_once_later(ann, python_course, broken_ledger):
    response = visit(python_course, ann)

    assert response.status_code == 200
    assert spool.pending() == 1
    broken_ledger()
    assert replay().written == 1
    assert replay().written == 0
    event = Event.objects.get()
    assert (event.verb, event.learner, event.course_id) == ("viewed", ann, python_course.pk)
    assert spool.pending() == 0


def test_a_view_outlives_the_process_that_answered_it(ann, python_course):
    visit(python_course, ann, is_killed=True)
    assert not Event.objects.exists()

    assert replay().written == 1

    assert Event.objects.get().learner == ann


def test_a_view_that_the_ledger_has_leaves_nothing_on_disk(ann, python_course):
    for _ in range(3):
        visit(python_course, ann)

    assert Event.objects.count() == 3
    assert spool.pending() == 0


def test_views_that_overlap_keep_each_other_s_notes(ann, python_course):
    event, other = (draft("viewed", learner=ann, target=python_course) for _ in range(2))
    write = record_later(event)
    record_later(other)  # and its process is killed

    write()
    replay()

    assert set(Event.objects.values_list("pk", flat=True)) == {event.pk, other.pk}


def test_a_view_that_a_replay_brought_first_counts_once(ann, python_course):
    write = record_later(draft("viewed", learner=ann, target=python_course))

    replay()
    write()

    assert Event.objects.count() == 1
    assert spool.pending() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_is_spooled_only_when_its_state_is_committed(ann, python_course, broken_ledger):
    with transaction.atomic():
        emit("enrolled", learner=ann, target=python_course)
        transaction.set_rollback(True)
    assert spool.pending() == 0

    with transaction.atomic():
        ann.display_name = "Ann B."
        ann.save()
        emit("enrolled", learner=ann, target=python_course)

    ann.refresh_from_db()
    assert ann.display_name == "Ann B."
    assert spool.pending() == 1


def test_a_spooled_event_comes_back_as_it_was(ann, python_course):
    event = draft(
        "quiz_submitted",
        learner=ann,
        target=python_course,
        value=0.75,
        row="picked",
        position=3,
        context={"title": "数据 “quoted”\nnew line"},
    )
    spool.append([event])

    replay()

    stored = Event.objects.get()
    assert spool.as_row(stored) == spool.as_row(event)


def test_what_was_written_before_the_replay_died_is_not_written_twice(ann, python_course):
    event = draft("saved", learner=ann, target=python_course)
    event.save(force_insert=True)
    spool.append([event])
    claimed = spool.waiting_files()[0]
    claimed.rename(claimed.with_name(claimed.stem + ".claimed.ndjson"))

    replay()

    assert Event.objects.count() == 1
    assert spool.waiting_files() == []


def test_a_replay_that_fails_keeps_everything(ann, python_course, broken_ledger):
    spool.append([draft("saved", learner=ann, target=python_course) for _ in range(3)])

    with pytest.raises(Exception, match="tracking_event"):
        replay()

    assert spool.pending() == 3
    broken_ledger()
    assert replay().written == 3


def test_a_line_cut_off_by_a_crash_is_kept_aside_and_the_others_count(
    ann, python_course, spool_dir
):
    spool.append([draft("saved", learner=ann, target=python_course)])
    path = spool.waiting_files()[0]
    path.write_bytes(path.read_bytes() + b'{"id": "0000')

    result = replay()

    assert (result.written, result.rejected) == (1, 1)
    assert (spool_dir / spool.REJECTED).read_text() == '{"id": "0000\n'


def test_what_follows_a_line_cut_off_is_not_spoilt(ann, python_course):
    events = [draft("saved", learner=ann, target=python_course) for _ in range(2)]
    spool.append(events[:1])
    path = spool.waiting_files()[0]
    path.write_bytes(path.read_bytes() + b'{"id": "0000')
    spool.append(events[1:])

    result = replay()

    assert (result.written, result.rejected) == (2, 1)


def test_who_withdrew_or_left_meanwhile_is_not_written(ann, ben, cleo, python_course):
    events = [draft("saved", learner=person, target=python_course) for person in (ann, ben, cleo)]
    spool.append(events)
    ben.delete()

    result = replay()

    assert (result.written, result.dropped) == (1, 2)
    assert Event.objects.get().learner == ann


def test_lines_of_many_writers_stay_whole(ann, python_course):
    def write():
        for _ in range(20):
            spool.append([draft("viewed", learner=ann, target=python_course)])

    threads = [threading.Thread(target=write) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    lines = b"".join(path.read_bytes() for path in spool.waiting_files()).splitlines()
    assert len({json.loads(line)["id"] for line in lines}) == 80


def test_writing_goes_on_beside_a_replay(ann, python_course):
    """Nothing is lost between a writer and a replay that takes its file away."""
    written = []
    is_over = threading.Event()

    def write():
        while not is_over.is_set():
            event = draft("viewed", learner=ann, target=python_course)
            spool.append([event])
            written.append(event.pk)

    writer = threading.Thread(target=write)
    writer.start()
    while len(written) < 60:
        replay()
    is_over.set()
    writer.join()
    replay()

    assert set(Event.objects.values_list("pk", flat=True)) == set(written)


def test_neither_ledger_nor_spool_still_answers(
    ann, python_course, broken_ledger, settings, tmp_path
):
    not_a_folder = tmp_path / "file"
    not_a_folder.write_text("")
    settings.EVENT_SPOOL_DIR = not_a_folder

    assert visit(python_course, ann).status_code == 200
