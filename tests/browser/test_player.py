"""The player in a real Chromium: resuming, reporting, seeking, keys, and no script at all."""

import time
from fractions import Fraction
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from playwright.sync_api import expect

from courses.enrolment import enrol
from courses.models import LessonProgress
from tests.browser.conftest import PHONE
from tests.conftest import make_course
from tests.courses.learning.builders import add_quiz, add_video

SECONDS = 40


@pytest.fixture(scope="module")
def film(tmp_path_factory) -> bytes:
    """A plain film of SECONDS, in the format of the site's own films."""
    av = pytest.importorskip("av")
    path = tmp_path_factory.mktemp("film") / "film.webm"
    with av.open(str(path), "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=5, options={"deadline": "realtime"})
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        stream.codec_context.gop_size = 10
        for number in range(SECONDS * 5):
            frame = av.VideoFrame(160, 90, "yuv420p")
            for plane in frame.planes:
                plane.update(bytes([number % 256]) * plane.buffer_size)
            frame.pts, frame.time_base = number, Fraction(1, 5)
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return Path(path).read_bytes()


@pytest.fixture
def video(film, transactional_db, ann):
    """A video lesson of a course that Ann is on."""
    course = make_course("Films", lessons=1)
    lesson = add_video(course, seconds=SECONDS)
    lesson.video = default_storage.save("films/browser-test.webm", ContentFile(film))
    lesson.save()
    enrol(ann, course)
    yield lesson
    default_storage.delete(lesson.video.name)


def position(page) -> float:
    return page.evaluate("document.querySelector('video').currentTime")


def until(page, condition: str) -> None:
    """Wait in our own loop: the site's policy lets no page evaluate strings."""
    deadline = time.monotonic() + 15
    while not page.evaluate(condition):
        assert time.monotonic() < deadline, condition
        page.wait_for_timeout(50)


def when_ready(page) -> None:
    until(page, "document.querySelector('video').readyState >= 2")


def play_until(page, seconds: float) -> None:
    page.evaluate("v = document.querySelector('video'); v.muted = true; v.play()")
    until(page, f"document.querySelector('video').currentTime >= {seconds}")


def test_a_film_goes_on_where_it_stopped_in_another_browser(new_context, ann, video):
    page = new_context(ann).new_page()
    page.goto(video.get_absolute_url())
    when_ready(page)
    page.evaluate("document.querySelector('video').currentTime = 20")
    play_until(page, 22)
    stopped = position(page)
    page.close(run_before_unload=True)

    other = new_context(ann, viewport=PHONE).new_page()
    other.wait_for_timeout(500)
    other.goto(video.get_absolute_url())
    when_ready(other)

    assert abs(position(other) - stopped) < 5
    progress = LessonProgress.objects.get(lesson=video)
    assert 1 <= progress.watched_seconds <= 5
    assert not progress.is_done


def test_leaving_the_page_reports_the_position_at_once(new_context, ann, video):
    page = new_context(ann).new_page()
    page.goto(video.get_absolute_url())
    when_ready(page)
    play_until(page, 2)
    stopped = position(page)
    page.goto("/catalogue/")
    page.wait_for_timeout(500)

    assert abs(LessonProgress.objects.get(lesson=video).last_position - stopped) < 2


def test_chromium_seeks_in_the_film(new_context, ann, video):
    page = new_context(ann).new_page()
    page.goto(video.get_absolute_url())
    when_ready(page)

    page.evaluate("document.querySelector('video').currentTime = 33")
    until(page, "!document.querySelector('video').seeking")

    assert abs(position(page) - 33) < 1


def test_the_keyboard_moves_the_film(new_context, ann, video):
    page = new_context(ann).new_page()
    page.goto(video.get_absolute_url())
    when_ready(page)
    page.focus("video")

    page.keyboard.press("l")
    until(page, "!document.querySelector('video').seeking")

    assert abs(position(page) - 10) < 1


def test_without_a_script_lessons_and_quizzes_work(new_context, ann, video):
    quiz = add_quiz(course_of(video))
    page = new_context(ann, java_script_enabled=False).new_page()
    page.goto(quiz.get_absolute_url())
    for text in ("4", "6", "8"):
        page.locator(".choices label", has_text=text).locator("input").check()
    page.get_by_role("button", name="Check my answers").click()

    expect(page.locator(".score-value")).to_have_text("2 / 2")
    page.goto(video.get_absolute_url())
    page.get_by_role("button", name="Mark complete").click()
    expect(page.locator("h1")).to_have_text(quiz.title)


def course_of(lesson):
    return lesson.section.course
