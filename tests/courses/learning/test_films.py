"""The site's own films: there is one for each lesson that names one, and browsers can seek in it."""

import av
import pytest

from courses.demo.parse import read_courses
from courses.films import SCENES, SECONDS, scene_of
from courses.films.canvas import Canvas
from courses.films.making import make_film


def picture(film, moment):
    canvas = Canvas()
    scene_of(film)(canvas, moment)
    return canvas.finished()


def test_every_film_that_a_demo_lesson_shows_can_be_made():
    named = {
        lesson.film
        for course in read_courses()
        for section in course.sections
        for lesson in section.lessons
        if lesson.film
    }

    assert named <= set(SCENES)


@pytest.mark.parametrize("film", SCENES)
def test_a_film_moves_and_is_the_same_each_time(film):
    pictures = [picture(film, moment).tobytes() for moment in (0.1, 0.37, 0.5, 0.83)]

    assert len(set(pictures)) == len(pictures)
    assert picture(film, 0.37).tobytes() == pictures[1]


def test_a_film_is_as_long_as_its_lesson_says_and_is_sought_quickly(tmp_path):
    path = tmp_path / "films" / "waves.webm"

    make_film("waves", path)

    assert [file.name for file in path.parent.iterdir()] == ["waves.webm"]
    with av.open(str(path)) as container:
        assert abs(container.duration / 1e6 - SECONDS) < 0.5
        container.seek(60_000_000)
        frame = next(container.decode(container.streams.video[0]))
        assert 57 <= frame.time <= 60
