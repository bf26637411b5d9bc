"""Texts become vectors: only those that changed, in batches, with failures that staff see."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from courses.models import Course, Review
from recommendations import locks
from recommendations.engine.features.encoders import EncoderError, TextRefusedError
from recommendations.engine.features.encoders.packaged import Packaged
from recommendations.models import CourseReading, CourseVector, Passage, TextEncoder
from recommendations.understanding import encoding, hooks
from recommendations.understanding.encoding import encode_changed
from recommendations.understanding.progress import read_progress
from recommendations.understanding.tasks import encode_courses
from recommendations.understanding.vectors import from_bytes
from tests.recommendations.understanding.conftest import write_lesson

LESSON = "Flour and water ferment. Yeast breathes out gas.\n\nThe dough rises overnight."


@pytest.fixture
def committing(django_capture_on_commit_callbacks):
    """What follows from a commit happens when the block ends."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def asked(monkeypatch):
    """How often workers were asked."""
    calls = []
    monkeypatch.setattr(hooks, "ask_for_vectors", lambda: calls.append(1))
    return calls


def vector_of(course, modality="text"):
    return from_bytes([bytes(CourseVector.objects.get(course=course, modality=modality).vector)])[0]


def test_every_published_course_gets_unit_vectors_of_its_texts_and_its_title(encoded):
    assert CourseVector.objects.count() == 2 * len(encoded)
    for modality in ("text", "title"):
        length = float((vector_of(encoded["Bread by weight"], modality) ** 2).sum())
        assert length == pytest.approx(1, abs=0.01)


def test_drafts_are_not_encoded(shelf):
    Course.objects.filter(title="Bread by weight").update(status="draft")

    encode_changed()

    assert not CourseVector.objects.filter(course=shelf["Bread by weight"]).exists()


def test_nothing_is_encoded_twice(encoded):
    assert encode_changed().courses == 0
    again = encode_changed(reads_all=True)

    assert (again.courses, again.texts) == (len(encoded), 0)


def test_a_changed_course_alone_is_read_and_encoded_anew(encoded, committing, asked):
    course = encoded["Bread by weight"]
    before = vector_of(course)
    with committing():
        course.description = "Sourdough, rye and the patience of yeast."
        course.save()

    done = encode_changed()

    assert asked
    assert done.courses == 1
    assert float(before @ vector_of(course)) < 0.99


def test_a_saved_course_with_the_same_texts_is_read_and_not_encoded(encoded, committing):
    with committing():
        encoded["Bread by weight"].save()

    done = encode_changed()

    assert (done.courses, done.texts) == (1, 0)


def test_what_changes_while_a_course_is_read_is_not_lost(encoded, monkeypatch):
    course = encoded["Bread by weight"]
    CourseReading.objects.filter(course=course).update(changed_at=timezone.now())
    read = encoding.read_texts

    def read_and_change(ids):
        texts = read(ids)
        CourseReading.objects.filter(course=course).update(changed_at=timezone.now())
        return texts

    monkeypatch.setattr(encoding, "read_texts", read_and_change)
    encode_changed()
    monkeypatch.undo()

    assert encode_changed().courses == 1


def test_lessons_become_passages_and_only_new_ones_are_encoded(encoded, committing):
    course = encoded["Bread by weight"]
    with committing():
        lesson = write_lesson(course, "Rising", LESSON)
    encode_changed()
    assert "Yeast breathes out gas." in Passage.objects.get(lesson=lesson).text

    with committing():
        write_lesson(
            course, "Baking", "A hot oven makes a crust, and steam keeps it soft at first."
        )
    done = encode_changed()

    assert Passage.objects.filter(course=course).count() == 2
    # The parts of the course and the new passage; the old passage keeps its vector.
    parts = {text for text in encoding.read_texts([course.pk])[0].parts if text.strip()}
    assert done.texts == 1 + len(parts) + 1


def test_an_erased_learner_is_heard_no_longer(encoded, committing, ann):
    course = encoded["Bread by weight"]
    silent = vector_of(course)
    with committing():
        Review.objects.create(learner=ann, course=course, rating=1, text="Nothing but guitars here")
    encode_changed()
    assert float(silent @ vector_of(course)) < 0.999

    with committing():
        ann.delete()
    encode_changed()

    assert float(silent @ vector_of(course)) > 0.999


def test_another_encoder_reads_every_course_anew(encoded):
    TextEncoder.objects.update(kind="tf_idf")
    TextEncoder.objects.get().save()

    assert read_progress().encoded == 0
    assert encode_changed().courses == len(encoded)
    assert len(vector_of(encoded["Bread by weight"])) == 1024
    assert read_progress().encoded == len(encoded)


def test_a_turn_that_runs_out_of_time_goes_on_in_the_next(shelf, monkeypatch):
    monkeypatch.setattr(encoding, "BATCH", 4)
    clock = iter(range(0, 1000, 10))
    monkeypatch.setattr(encoding, "time", SimpleNamespace(monotonic=lambda: next(clock)))

    first = encode_changed(seconds=25)
    assert not first.is_done
    assert 0 < first.courses < len(shelf)
    monkeypatch.undo()

    assert first.courses + encode_changed().courses == len(shelf)


def test_only_one_worker_encodes_at_a_time(shelf):
    with locks.held(encoding.LOCK):
        assert encode_changed().courses == 0


def test_an_encoder_that_fails_is_told_and_what_stands_stays(encoded, monkeypatch, committing):
    with committing():
        encoded["Bread by weight"].title = "Loaves by weight"
        encoded["Bread by weight"].save()

    def fail(*args, **kwargs):
        raise EncoderError("The server does not answer (ConnectError).")

    monkeypatch.setattr(Packaged, "encode", fail)
    assert encode_courses() == 0
    assert "does not answer" in TextEncoder.objects.get().fault
    assert CourseVector.objects.count() == 2 * len(encoded)
    monkeypatch.undo()

    assert encode_courses() == 1
    assert TextEncoder.objects.get().fault == ""


def test_a_text_that_is_not_taken_leaves_the_others_alone(shelf, monkeypatch):
    encode = Packaged.encode

    def refuse_chess(self, texts, **kwargs):
        if any("Chess" in text for text in texts):
            raise TextRefusedError("The server answers with status 400.")
        return encode(self, texts, **kwargs)

    monkeypatch.setattr(Packaged, "encode", refuse_chess)
    encode_changed()

    assert read_progress().refused == [("Chess endgames", "The server answers with status 400.")]
    assert read_progress().encoded == len(shelf) - 1
    assert encode_changed().courses == 0
    monkeypatch.undo()

    CourseReading.objects.exclude(fault="").update(read_at=timezone.now() - timedelta(hours=7))
    assert encode_changed().courses == 1
    assert read_progress().refused == []
