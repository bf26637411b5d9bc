"""Search finds what people type: word forms, two Chinese characters, a typo, a beginning (C11)."""

import pytest

from courses.search.find import find_courses
from courses.search.index import index_courses
from courses.search.terms import query_terms, terms_of
from tests.conftest import make_course


@pytest.fixture
def shelf(db):
    courses = [
        make_course("Statistics without tears"),
        make_course("线性代数的几何直觉", language="zh-hans"),
        make_course("因果推断入门", language="zh-hans"),
        make_course("Drawing hands", description="Learn to draw what statistics cannot say"),
        make_course("C++ for the patient"),
    ]
    index_courses(course.pk for course in courses)
    return courses


def titles(query, shelf):
    by_id = {course.pk: course.title for course in shelf}
    return [by_id[pk] for pk in find_courses(query).course_ids]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("代数", "线性代数的几何直觉"),
        ("几何", "线性代数的几何直觉"),
        ("因果推断", "因果推断入门"),
        ("statistic", "Statistics without tears"),
        ("draws", "Drawing hands"),
        ("statistcs", "Statistics without tears"),
        ("stat", "Statistics without tears"),
        ("c++", "C++ for the patient"),
        ("STATISTICS", "Statistics without tears"),
        ("ｓｔａｔｉｓｔｉｃｓ", "Statistics without tears"),
    ],
)
def test_a_query_finds_its_course_first(shelf, query, expected):
    assert titles(query, shelf)[0] == expected


def test_a_word_in_the_title_counts_more_than_one_in_the_description(shelf):
    assert titles("statistics", shelf) == ["Statistics without tears", "Drawing hands"]


def test_courses_with_every_word_hide_those_with_some(shelf):
    assert titles("drawing statistics", shelf) == ["Drawing hands"]


@pytest.mark.parametrize("query", ["", "   ", "🎉🎉", "'; DROP TABLE", "%_%", "\x00", "a" * 5000])
def test_odd_queries_find_nothing_and_fail_nothing(shelf, query):
    assert find_courses(query).course_ids == []


def test_a_wrong_letter_is_reported_as_a_correction(shelf):
    assert list(find_courses("statistcs").corrections) == ["statistc"]


def test_a_changed_title_is_found_by_its_new_words(shelf, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        shelf[0].title = "Beekeeping"
        shelf[0].save()

    assert titles("beekeeping", shelf) == ["Beekeeping"]
    assert shelf[0].pk not in find_courses("tears").course_ids


def test_chinese_is_cut_into_characters_and_pairs():
    assert terms_of("几何直觉") == ["几", "何", "直", "觉", "几何", "何直", "直觉"]
    assert query_terms("几何") == ["几何"]
    assert query_terms("几") == ["几"]
