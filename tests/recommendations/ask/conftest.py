"""A small catalogue to ask about, with lessons, encoded by the real packaged encoder."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.models import Category, Course, Prerequisite
from courses.search.index import index_courses
from recommendations.ask.answers import answer
from recommendations.ask.readers import Asker
from recommendations.ask.types import Reply
from recommendations.serving import live
from recommendations.understanding import hooks, index
from recommendations.understanding.encoding import encode_changed
from tests.conftest import make_course
from tests.recommendations.language.conftest import (  # noqa: F401 - fixtures of this folder too
    language_model,
    model_server,
    no_long_pauses,
)
from tests.recommendations.understanding.conftest import write_lesson

# title, language, level, minutes, category, what a lesson of it says
COURSES = (
    ("Guitar in four chords", "en", "beginner", 50, "music",
     "Strum down on every beat. A chord is three strings pressed at once."),
    ("Guitar harmony at the table", "en", "intermediate", 100, "music",
     "A dominant chord leans towards home."),
    ("吉他上的和声", "zh-hans", "intermediate", 107, "music", "和弦是同时按下的三个音。"),
    ("Chess from the first move", "en", "beginner", 56, "games",
     "The king moves one square. Castling moves two pieces in one turn."),
    ("Chess endgames", "en", "intermediate", 87, "games",
     "The opposition decides who passes. Kings fight for squares."),
    ("Bread by weight", "en", "beginner", 64, "cooking",
     "Water is weighed against the flour. A wet dough is folded and never kneaded."),
    ("Data analysis with Python tables", "en", "beginner", 58, "data",
     "A table has one row for each thing that was measured."),
    ("Statistics without tears", "en", "beginner", 64, "data",
     "The median is the middle value. It does not care how far the largest lies."),
    ("复利、风险与耐心", "zh-hans", "beginner", 58, "money",
     "复利是利息再生利息，每年按比例增加。"),
)  # fmt: skip
NAMES = {
    "music": ("Music", "音乐"), "games": ("Chess and Go", "棋类"), "cooking": ("Cooking", "烹饪"),
    "data": ("Data analysis", "数据分析"), "money": ("Finance", "金融"),
}  # fmt: skip
VISITOR = AnonymousUser()


@pytest.fixture(autouse=True)
def every_library(monkeypatch):
    """As in a worker: queries are encoded at once."""
    monkeypatch.setattr(live, "_libraries", {"numpy", "torch"})
    index._tables.clear()


@pytest.fixture
def shelf(db) -> dict[str, Course]:
    """The courses by title, with their vectors and passages."""
    fields = {
        slug: Category.objects.create(slug=slug, name_en=en, name_zh=zh)
        for slug, (en, zh) in NAMES.items()
    }
    found = {}
    for title, language, level, minutes, field, body in COURSES:
        course = make_course(title, lessons=0, language=language, level=level, category=fields[field])  # fmt: skip
        write_lesson(course, f"{title}: the heart of it", body)
        Course.objects.filter(pk=course.pk).update(duration_minutes=minutes, lesson_count=1)
        found[title] = course
    chess = (found["Chess endgames"], found["Chess from the first move"])
    Prerequisite.objects.create(course=chess[0], requires=chess[1])
    index_courses(course.pk for course in found.values())
    assert not encode_changed().fault
    hooks._waiting.get(set()).clear()  # of commits that a test never makes
    return found


@pytest.fixture
def titles(shelf) -> Callable[[Reply], list[str]]:
    """The titles of an answer's cards."""
    names = {course.pk: title for title, course in shelf.items()}
    return lambda reply: [names[pk] for pk in reply.courses]


@pytest.fixture
def ask(shelf) -> Callable[..., Reply]:
    """Asks as a visitor, or as somebody, one question after the other."""

    def asked(*questions: str, person: Any = VISITOR) -> Reply:
        asker, reply = Asker(person), None
        for question in questions:
            wish, shown = (reply.wish, reply.courses) if reply else (None, ())
            reply = answer(question, asker, wish, shown)
        assert reply is not None
        return reply

    return asked


def words_of(reply: Reply) -> str:
    """All that is said."""
    return " ".join(one.text for one in reply.sentences)


def lines_of(response: Any) -> list[dict[str, str]]:
    """The lines of a streamed answer."""
    text = b"".join(response.streaming_content).decode()
    return [json.loads(line) for line in text.splitlines()]
