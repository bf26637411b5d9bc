"""The catalogue as JSON finds what the catalogue's page finds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Course, Prerequisite, Skill
from courses.search.index import index_courses
from tests.api.conftest import app_of
from tests.conftest import make_course

LIST = "/api/v1/courses/"


def titles(answer) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return [course["title"] for course in answer.json()["results"]]


@pytest.fixture
def shelf(db, data_science) -> dict[str, Course]:
    return {
        "python": make_course(
            "Python for the curious", category=data_science, level="beginner", enrolment_count=5
        ),
        "chess": make_course("Chess endgames", level="advanced", lessons=30, enrolment_count=9),
        "chinese": make_course("机器学习入门", language="zh-hans", enrolment_count=1),
        "draft": make_course("Not yet", status="draft"),
    }


def test_published_courses_are_listed_the_most_popular_first(visitor, shelf):
    assert titles(visitor.get(LIST)) == ["Chess endgames", "Python for the curious", "机器学习入门"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?category=data", ["Python for the curious"]),
        ("?level=advanced", ["Chess endgames"]),
        (
            "?level=advanced&level=beginner&language=en",
            ["Chess endgames", "Python for the curious"],
        ),
        ("?language=zh-hans", ["机器学习入门"]),
        ("?duration=medium", ["Chess endgames"]),
        ("?sort=title&language=en", ["Chess endgames", "Python for the curious"]),
    ],
)
def test_filters_are_those_of_the_page(visitor, shelf, query, found):
    answer = visitor.get(LIST + query)

    assert titles(answer) == found
    page = visitor.get(f"/catalogue/{query}")
    assert [course.title for course in page.context["page"]] == found


def test_search_finds_chinese_words_and_forgives_a_typo(visitor, shelf):
    index_courses(Course.objects.values_list("pk", flat=True))

    assert titles(visitor.get(f"{LIST}?q=学习")) == ["机器学习入门"]
    assert titles(visitor.get(f"{LIST}?q=pyhton")) == ["Python for the curious"]


@pytest.mark.parametrize("name", ["level", "language", "duration", "sort"])
def test_an_unknown_value_is_refused_naming_the_filter_and_what_there_is(visitor, shelf, name):
    answer = visitor.get(f"{LIST}?{name}=astrology")

    assert answer.status_code == 400
    assert list(answer.json()) == [name]
    assert "“astrology” is none of: " in answer.json()[name][0]


@pytest.mark.parametrize("name", ["category", "skill"])
def test_an_unknown_category_or_skill_is_refused(visitor, shelf, name):
    answer = visitor.get(f"{LIST}?{name}=astrology")

    assert (answer.status_code, answer.json()) == (400, {name: ["There is no “astrology”."]})


def test_courses_come_in_pages(visitor, shelf):
    first = visitor.get(f"{LIST}?page_size=2").json()

    assert (first["count"], len(first["results"])) == (3, 2)
    assert len(visitor.get(first["next"]).json()["results"]) == 1
    assert visitor.get(f"{LIST}?page=9").status_code == 404
    assert visitor.get(f"{LIST}?page=x").status_code == 404


def test_a_page_of_any_size_takes_the_same_number_of_queries(visitor, shelf, ben):
    for number in range(30):
        make_course(f"Course {number}").instructors.add(ben)

    counts = []
    for size in (2, 30):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            visitor.get(f"{LIST}?page_size={size}")
        counts.append(len(queries))

    assert counts[0] == counts[1]


def test_a_course_is_shown_with_its_outline(visitor, shelf, ben):
    course = shelf["python"]
    course.instructors.add(ben)
    course.skills.add(Skill.objects.create(slug="loops", name_en="Loops"))
    Prerequisite.objects.create(course=course, requires=shelf["chess"])
    Prerequisite.objects.create(course=course, requires=shelf["draft"])

    shown = visitor.get(f"{LIST}{course.pk}/").json()

    assert [lesson["title"] for lesson in shown["sections"][0]["lessons"]] == [
        "Lesson 1",
        "Lesson 2",
    ]
    assert shown["prerequisites"] == [shelf["chess"].pk]
    assert shown["skills"] == [{"slug": "loops", "name": "Loops"}]
    assert shown["instructors"] == [{"name": "Ben"}]
    assert "ben@example.org" not in str(shown)
    assert "body" not in shown["sections"][0]["lessons"][0]


def test_a_draft_is_there_for_its_teacher_alone(visitor, anns_app, ben, shelf):
    draft = shelf["draft"]
    draft.instructors.add(ben)

    assert visitor.get(f"{LIST}{draft.pk}/").status_code == 404
    assert anns_app.get(f"{LIST}{draft.pk}/").status_code == 404
    assert app_of(ben).get(f"{LIST}{draft.pk}/").status_code == 200


def test_names_are_in_the_language_of_the_person(ann, shelf):
    ann.language = "zh-hans"
    ann.save()
    shelf["python"].category.name_zh = "派森"
    shelf["python"].category.save()

    shown = app_of(ann).get(f"{LIST}{shelf['python'].pk}/").json()

    assert shown["category"] == {"slug": "python", "name": "派森"}


def test_the_catalogue_is_read_only(anns_app, shelf):
    assert anns_app.post(LIST, {}, format="json").status_code == 405
    assert anns_app.delete(f"{LIST}{shelf['python'].pk}/").status_code == 405
