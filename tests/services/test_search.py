"""Search on PostgreSQL finds what it finds on SQLite (C11)."""

import pytest
from django.test import Client

from courses.search.index import index_courses
from tests.conftest import make_course


@pytest.mark.parametrize(
    ("query", "title"),
    [
        ("几何", "线性代数的几何直觉"),
        ("因果", "因果推断入门"),
        ("statistcs", "Statistics without tears"),
        ("draws", "Drawing hands"),
    ],
)
def test_the_catalogue_finds_two_chinese_characters_word_forms_and_typos(query, title):
    names = ("线性代数的几何直觉", "因果推断入门", "Statistics without tears", "Drawing hands")
    courses = [make_course(name) for name in names]
    index_courses(course.pk for course in courses)

    page = Client().get("/catalogue/", {"q": query}).content.decode()

    assert f">{title}<" in page
    assert sum(f">{name}<" in page for name in names) == 1
