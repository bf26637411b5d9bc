"""Courses in both languages, encoded by the real packaged encoder."""

import pytest

from courses.models import Course, Lesson, Section
from courses.search.index import index_courses
from recommendations.serving import live
from recommendations.understanding import hooks, index
from recommendations.understanding.encoding import encode_changed
from tests.conftest import make_course

TITLES = {
    "Machine learning from first principles": "en",
    "机器学习第一课": "zh-hans",
    "Bread by weight": "en",
    "一碗面的功课": "zh-hans",
    "水彩画入门": "zh-hans",
    "Chess endgames": "en",
    "Web security from the other chair": "en",
    "网页安全十问": "zh-hans",
    "Guitar in four chords": "en",
    "吉他上的和声": "zh-hans",
    "How the heart works": "en",
    "抬头看星空": "zh-hans",
    "Pricing without guesswork": "en",
    "文言文入门": "zh-hans",
    "Git from the inside": "en",
    "微积分，变化的语言": "zh-hans",
}


@pytest.fixture(autouse=True)
def every_library(monkeypatch):
    """As in a worker: queries are encoded at once."""
    monkeypatch.setattr(live, "_libraries", {"numpy", "torch"})
    index._tables.clear()


@pytest.fixture
def shelf(db) -> dict[str, Course]:
    """Published courses by title, not encoded yet."""
    courses = {
        title: make_course(title, language=language, lessons=0)
        for title, language in TITLES.items()
    }
    index_courses(course.pk for course in courses.values())
    return courses


@pytest.fixture
def encoded(shelf) -> dict[str, Course]:
    """The same with their vectors."""
    done = encode_changed()
    assert not done.fault
    hooks._waiting.get(set()).clear()  # of commits that a test never makes
    return shelf


def write_lesson(course: Course, title: str, body: str) -> Lesson:
    """A text lesson at the end of a course."""
    section, _ = Section.objects.get_or_create(course=course, title="Basics", order=1)
    return Lesson.objects.create(section=section, title=title, body=body)
