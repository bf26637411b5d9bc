"""Pictures and sound of courses: read where files changed, skipped where nothing can read them."""

from __future__ import annotations

import io

import numpy as np
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from PIL import Image

from courses.models import CourseStatus, Lesson
from recommendations.engine.features import pictures, sound
from recommendations.models import AlgorithmSetting, CourseReading, CourseSense, CourseVector
from recommendations.sources.media import sensed_vectors
from recommendations.sources.texts import read_catalogue
from recommendations.training.data import read_training_data
from recommendations.understanding import perceiving, watching
from recommendations.understanding.watching import watch_changed
from tests.conftest import make_course
from tests.recommendations.engine.features.test_pictures_and_sound import film, spoken

SIGHT = 4


@pytest.fixture(autouse=True)
def eyes_and_ears(settings, tmp_path, monkeypatch):
    """Files of a test of its own; a network that sees mean colours, and no trained listener."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(pictures, "sees_pictures", lambda: True)
    monkeypatch.setattr(pictures, "reads_words", lambda: False)
    monkeypatch.setattr(pictures, "picture_vectors", colours)
    monkeypatch.setattr(sound, "detects_speech", lambda: False)


def colours(seen):
    means = [np.asarray(one, np.float32).mean(axis=(0, 1)) / 255 for one in seen]
    return np.array([[*mean, 1] for mean in means], np.float32)


def cover(colour):
    file = io.BytesIO()
    Image.new("RGB", (64, 40), colour).save(file, "PNG")
    return ContentFile(file.getvalue(), name="cover.png")


@pytest.fixture
def painted(db):
    return make_course("Colour", cover=cover("red"))


@pytest.fixture
def filmed(db):
    """A course whose first lesson has a film that speaks."""
    course = make_course("Voices")
    lesson = Lesson.objects.of_course(course).first()
    lesson.video.save("talk.webm", ContentFile(film(sound=spoken(4)).getvalue()))
    return course


def vector_of(course, sense):
    found = sensed_vectors(np.array([course.pk]), [sense]).get(sense)
    return None if found is None else found[0]


def test_an_uploaded_cover_is_seen(painted):
    assert watch_changed().courses == 1

    assert vector_of(painted, "picture").tolist() == [1, 0, 0, 1]


def test_a_drawn_cover_is_no_picture_of_the_course(db):
    course = make_course("Drawn")

    assert watch_changed().courses == 0
    assert vector_of(course, "picture") is None


def test_a_film_is_seen_and_heard(filmed):
    watch_changed()

    assert vector_of(filmed, "picture").shape == (SIGHT,)
    assert vector_of(filmed, "sound").shape == (sound.DIMENSIONS,)
    heard = CourseSense.objects.get(course=filmed, sense="sound")
    assert heard.speech > 0.8
    assert heard.pace == pytest.approx(240, rel=0.2)


def test_a_silent_film_has_no_sound(db):
    course = make_course("Silent")
    lesson = Lesson.objects.of_course(course).first()
    lesson.video.save("silent.webm", ContentFile(film().getvalue()))

    watch_changed()

    assert vector_of(course, "sound") is None
    assert CourseSense.objects.get(course=course, sense="sound").speech is None


def test_what_did_not_change_is_not_read_again(painted, filmed, monkeypatch):
    watch_changed()
    monkeypatch.setattr(watching, "perceive", None)

    assert watch_changed().courses == 0


def test_a_file_that_was_merely_copied_is_not_read_again(painted, monkeypatch):
    watch_changed()
    with default_storage.open(painted.cover.name) as file:
        content = file.read()
    default_storage.delete(painted.cover.name)
    painted.cover.save("elsewhere.png", ContentFile(content))
    monkeypatch.setattr(watching, "perceive", None)

    assert watch_changed().courses == 0


def test_another_cover_is_seen_anew(painted):
    watch_changed()
    painted.cover.save("other.png", cover("blue"))

    assert watch_changed().courses == 1
    assert vector_of(painted, "picture").tolist() == [0, 0, 1, 1]


def test_a_cover_that_was_taken_away_is_forgotten(painted):
    watch_changed()
    painted.cover.delete()

    watch_changed()

    assert not CourseVector.objects.filter(course=painted, modality="picture").exists()
    assert not CourseSense.objects.filter(course=painted).exists()


def test_a_film_that_two_courses_show_is_read_once(filmed, monkeypatch):
    other = make_course("Echo")
    Lesson.objects.of_course(other).update(
        video=Lesson.objects.of_course(filmed).exclude(video="").get().video.name
    )
    read = []

    def counted(name, sense, *, is_film):
        read.append((name, sense))
        return perceiving.perceive(name, sense, is_film=is_film)

    monkeypatch.setattr(watching, "perceive", counted)

    watch_changed()

    assert len(read) == 2  # once by each sense
    assert np.array_equal(vector_of(other, "sound"), vector_of(filmed, "sound"))


def test_a_broken_file_is_said_and_holds_up_nobody(painted, filmed):
    default_storage.delete(painted.cover.name)
    default_storage.save(painted.cover.name, ContentFile(b"nonsense"))

    watch_changed()

    assert "cannot be read" in CourseSense.objects.get(course=painted).fault
    assert vector_of(filmed, "picture") is not None
    assert watch_changed().courses == 0  # it rests before it is tried again


def test_a_missing_file_is_said(painted):
    default_storage.delete(painted.cover.name)

    watch_changed()

    assert "FileNotFoundError" in CourseSense.objects.get(course=painted).fault


def test_pictures_are_skipped_where_nothing_sees_them(painted, monkeypatch):
    monkeypatch.setattr(pictures, "sees_pictures", lambda: False)

    assert watch_changed().courses == 0
    assert not CourseSense.objects.exists()


def test_pictures_are_seen_once_the_network_is_installed(painted, monkeypatch):
    with monkeypatch.context() as before:
        before.setattr(pictures, "sees_pictures", lambda: False)
        watch_changed()

    assert watch_changed().courses == 1


def test_words_in_pictures_are_read_with_the_texts(painted, monkeypatch):
    CourseReading.objects.filter(course=painted).delete()
    monkeypatch.setattr(pictures, "reads_words", lambda: True)
    monkeypatch.setattr(pictures, "words_in", lambda _: "Ombre brûlée")

    watch_changed()

    assert "Ombre brûlée" in read_catalogue(np.array([painted.pk])).texts[0]


def test_drafts_are_not_looked_at(painted):
    painted.status = CourseStatus.DRAFT
    painted.save()

    assert watch_changed().courses == 0


def test_training_reads_pictures_only_where_courses_are_compared_by_them(painted):
    watch_changed()
    before = read_training_data()
    AlgorithmSetting.objects.filter(name="content").update(params={"picture": True})

    after = read_training_data()

    assert "picture" not in before.catalogue.features
    assert after.catalogue.features["picture"].shape == (1, SIGHT)
    assert after.data_hash != before.data_hash


def test_a_turn_that_runs_out_of_time_says_so(painted):
    assert not watch_changed(seconds=-1).is_done


@pytest.fixture
def asked(monkeypatch):
    """The tasks that workers were asked for."""
    sent = []
    monkeypatch.setattr("recommendations.requests._send", lambda task, *_, **__: sent.append(task))
    return sent


def test_a_saved_cover_asks_a_worker_to_look(asked, django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        make_course("Colour", cover=cover("red"))

    assert asked.count("recommendations.watch_courses") == 1


def test_a_course_without_files_asks_nobody_to_look(asked, django_capture_on_commit_callbacks, db):
    with django_capture_on_commit_callbacks(execute=True):
        make_course("Words")

    assert "recommendations.watch_courses" not in asked
