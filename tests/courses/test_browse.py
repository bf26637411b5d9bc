"""The catalogue's address: filters, facets whose counts come true, sorting, paging (C10, C17)."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import QueryDict

from courses.browse import Browse, Found
from courses.models import Category, Course
from tests.conftest import make_course

VISITOR = AnonymousUser()


@pytest.fixture
def shelf(db):
    field = Category.objects.create(slug="data", name_en="Data")
    sql = Category.objects.create(slug="databases", name_en="Databases", parent=field)
    other = Category.objects.create(slug="music", name_en="Music")
    return [
        make_course("SQL", category=sql, level="beginner", language="en"),
        make_course("SQL II", category=sql, level="advanced", language="en"),
        make_course("数据库", category=sql, level="beginner", language="zh-hans"),
        make_course("Chords", category=other, level="beginner", language="en"),
        make_course("Hidden", category=other, status="draft"),
    ]


def found(address):
    return Found(Browse.from_address(QueryDict(address)), VISITOR)


def titles(address):
    return {course.title for course in found(address).courses()}


def test_a_field_holds_the_courses_of_its_categories(shelf):
    assert titles("category=data") == {"SQL", "SQL II", "数据库"}


def test_filters_narrow_together(shelf):
    assert titles("category=data&level=beginner&language=en") == {"SQL"}


def test_values_of_one_filter_widen(shelf):
    assert titles("level=beginner&level=advanced") == {"SQL", "SQL II", "数据库", "Chords"}


def test_drafts_are_never_listed(shelf):
    assert "Hidden" not in titles("")


@pytest.mark.parametrize(
    "address", ["level=genius", "sort=magic", "page=-4", "category=nowhere&x=1"]
)
def test_unknown_values_do_no_harm(shelf, address, client):
    assert client.get(f"/catalogue/?{address}").status_code == 200


@pytest.mark.parametrize("address", ["", "level=beginner", "language=en&category=data", "q=sql"])
def test_each_count_is_what_choosing_it_gives(shelf, address):
    from courses.search.index import index_courses

    index_courses(course.pk for course in shelf)
    here = found(address)

    for name, options in here.facets().items():
        for option in options:
            if name in {"level", "language", "duration"} and not option.is_chosen:
                alone = found(option.address.lstrip("?"))
                chosen = {"level": "levels", "language": "languages", "duration": "durations"}[name]
                expected = alone.courses()
                if len(getattr(alone.browse, chosen)) == 1:
                    assert option.count == expected.count(), (name, option.value)
            if name == "category" and not option.is_chosen:
                assert option.count == found(option.address.lstrip("?")).courses().count()


def test_the_address_of_an_option_keeps_the_query_and_drops_the_page():
    browse = Browse.from_address(QueryDict("q=sql&level=beginner&page=3"))

    assert browse.toggled("languages", "en") == "?q=sql&level=beginner&language=en"
    assert browse.toggled("levels", "beginner") == "?q=sql"


@pytest.mark.parametrize("sort", ["popular", "rating", "newest", "shortest", "title"])
def test_sorting_keeps_every_course_once(shelf, sort):
    listed = [course.pk for course in found(f"sort={sort}").courses()]

    assert len(listed) == len(set(listed)) == 4


def test_the_number_of_queries_does_not_grow_with_the_catalogue(shelf, django_assert_num_queries):
    def listing():
        return [str(course.category) for course in found("").courses()]

    with django_assert_num_queries(2):
        listing()
    for number in range(30):
        make_course(f"Course {number}", category=shelf[0].category)
    with django_assert_num_queries(2):
        assert len(listing()) == 34


def test_slugs_survive_every_script(db):
    for title in ("深度学习", "مقدمة", "🎉🎉🎉", "12345", "  ", "W" * 255):
        course = Course.objects.create(title=title)
        assert course.slug
        assert course.get_absolute_url()
