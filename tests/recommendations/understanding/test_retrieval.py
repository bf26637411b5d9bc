"""What the catalogue says on a question: courses and quotable passages, for who may see them."""

import pytest
from django.contrib.auth.models import AnonymousUser

from courses.models import Course
from recommendations.models import TextEncoder
from recommendations.understanding import retrieval
from recommendations.understanding.choice import forget_choice
from recommendations.understanding.encoding import encode_changed
from recommendations.understanding.retrieval import find
from tests.recommendations.understanding.conftest import write_lesson

YEAST = "Yeast eats sugar and breathes out gas, so the dough rises while the baker sleeps."
OVERFIT = "过拟合就是背下了答案却没有学会道理：训练误差为零，换一批数据便错得离谱。"


@pytest.fixture
def taught(shelf):
    write_lesson(shelf["Bread by weight"], "Rising", f"**{YEAST}**\n\n```\ncode\n```")
    write_lesson(shelf["机器学习第一课"], "过拟合", OVERFIT)
    encode_changed()
    return shelf


def course_titles(found):
    titles = dict(Course.objects.values_list("pk", "title"))
    return [titles[one.course_id] for one in found.courses]


@pytest.mark.parametrize(
    ("question", "text", "lesson"),
    [
        ("why does dough rise?", YEAST, "Rising"),
        ("为什么面团会发起来", YEAST, "Rising"),
        ("什么是过拟合？", OVERFIT, "过拟合"),
    ],
)
def test_a_question_finds_the_passage_word_for_word(taught, question, text, lesson):
    found = find(question, user=AnonymousUser())

    assert found.passages[0].text == text
    assert found.passages[0].lesson_title == lesson
    assert found.passages[0].language == ("en" if text == YEAST else "zh-hans")


def test_a_passage_speaks_for_its_course(taught):
    found = find("什么是过拟合？", "zh-hans", user=AnonymousUser())

    assert course_titles(found)[0] == "机器学习第一课"
    assert found.by_meaning


def test_the_language_of_who_asks_comes_first_among_equals(taught):
    chinese = course_titles(find("web security", "zh-hans", user=AnonymousUser()))
    english = course_titles(find("网页安全", "en", user=AnonymousUser()))

    assert set(chinese[:2]) == set(english[:2])


@pytest.mark.parametrize(
    "question", ["asdfgh qwerty", "锟斤拷烫烫烫", "how to repair a diesel engine"]
)
def test_of_what_is_not_there_nothing_is_found(taught, question):
    found = find(question, user=AnonymousUser())

    assert not found.courses
    assert not found.passages


def test_nobody_is_shown_what_they_may_not_see(taught, ann):
    Course.objects.filter(title="Bread by weight").update(status="draft")

    found = find("why does dough rise?", user=ann)

    assert "Bread by weight" not in course_titles(found)
    assert not found.passages


def test_it_gives_no_more_than_it_was_asked_for(taught):
    found = find("learning", user=AnonymousUser(), k=2)

    assert len(found.courses) <= 2


def test_without_vectors_words_find_courses_and_passages(taught, monkeypatch):
    TextEncoder.objects.update(floors={})
    forget_choice()
    monkeypatch.setattr(retrieval, "vector_of", lambda query: 1 / 0)

    found = find("why does dough rise?", user=AnonymousUser())

    assert not found.by_meaning
    assert found.passages[0].text == YEAST
    assert course_titles(found)[0] == "Bread by weight"
