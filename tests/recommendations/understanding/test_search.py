"""Search by words and meaning together, on the pages and in the API."""

import pytest
from django.test import Client

from courses.models import Course
from courses.search.fuse import search
from recommendations.models import TextEncoder
from recommendations.serving import live
from recommendations.understanding import meaning, queries
from recommendations.understanding.choice import forget_choice


def titles(query, shelf):
    by_id = {course.pk: title for title, course in shelf.items()}
    return [by_id[pk] for pk in search(query).course_ids]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("机器学习", "Machine learning from first principles"),
        ("machine learning", "机器学习第一课"),
        ("watercolour painting", "水彩画入门"),
        ("下国际象棋", "Chess endgames"),
        ("烤面包", "Bread by weight"),
        ("web security", "网页安全十问"),
        ("astronomy", "抬头看星空"),
        ("心脏", "How the heart works"),
        ("noodles", "一碗面的功课"),
    ],
)
def test_a_query_in_one_language_finds_courses_in_the_other(encoded, query, expected):
    assert expected in titles(query, encoded)[:3]


@pytest.mark.parametrize("title", ["Bread by weight", "机器学习第一课", "git FROM the inside"])
def test_an_exact_title_stays_first(encoded, title):
    assert titles(title, encoded)[0].lower() == title.lower()


@pytest.mark.parametrize("query", ["asdfgh qwerty", "ffffffffff", "啊啊啊啊啊", "!!! ???", "🎉🎉"])
def test_nonsense_finds_nothing(encoded, query):
    assert titles(query, encoded) == []


def test_the_page_says_that_no_course_has_the_words(client, encoded):
    page = client.get("/catalogue/", {"q": "watercolour painting"}).content.decode()

    assert "No course has the words “watercolour painting”" in page
    assert ">水彩画入门<" in page


def test_a_page_with_courses_that_have_the_words_does_not_say_so(client, encoded):
    page = client.get("/catalogue/", {"q": "machine learning"}).content.decode()

    assert "No course has the words" not in page
    assert page.index(">Machine learning from first principles<") < page.index(">机器学习第一课<")


def test_filters_are_absolute_and_counts_are_those_of_what_is_shown(client, encoded):
    answer = client.get("/catalogue/", {"q": "machine learning", "language": "zh-hans"})

    assert {course.language for course in answer.context["page"]} == {"zh-hans"}
    counts = {option.value: option.count for option in answer.context["facets"]["language"]}
    everything = client.get("/catalogue/", {"q": "machine learning"}).context["page"].paginator
    assert sum(counts.values()) == everything.count


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_a_course_that_is_no_longer_published_is_not_found(client, encoded, status):
    Course.objects.filter(title="水彩画入门").update(status=status)

    page = client.get("/catalogue/", {"q": "watercolour painting"}).content.decode()

    assert "水彩画入门" not in page


def test_a_deleted_course_is_not_found(client, encoded):
    encoded["水彩画入门"].delete()

    assert client.get("/catalogue/", {"q": "watercolour painting"}).status_code == 200


def test_the_api_searches_as_the_page_does(client, encoded):
    found = client.get("/api/v1/courses/", {"q": "watercolour painting"}).json()["results"]

    assert "水彩画入门" in [course["title"] for course in found]


def test_staff_switch_the_search_by_meaning_off(encoded):
    TextEncoder.objects.update(searches=False)
    forget_choice()

    assert titles("watercolour painting", encoded) == []


def test_without_vectors_the_search_goes_by_words(shelf):
    assert titles("bread", shelf) == ["Bread by weight"]
    assert titles("烤面包", shelf) == []


def test_a_search_by_meaning_that_fails_leaves_the_words(encoded, monkeypatch):
    monkeypatch.setattr(meaning, "vector_of", lambda query: 1 / 0)

    assert titles("bread", encoded) == ["Bread by weight"]


def test_a_web_process_answers_by_words_while_the_encoder_loads(encoded, monkeypatch):
    monkeypatch.setattr(live, "_libraries", {"numpy"})
    monkeypatch.setattr(queries.Packaged, "is_loaded", staticmethod(lambda: False))
    warmed = []
    monkeypatch.setattr(queries, "_load", warmed.append)

    assert titles("bread", encoded) == ["Bread by weight"]
    assert len(warmed) == 1


def test_a_query_is_encoded_once(encoded, monkeypatch):
    first = titles("watercolour painting", encoded)
    monkeypatch.setattr(queries, "_encode", lambda *_: 1 / 0)

    assert titles("watercolour painting", encoded) == first


def test_other_encoders_are_asked_of_a_worker_and_not_waited_for_long(encoded, monkeypatch):
    monkeypatch.setattr(live, "_libraries", {"numpy"})
    monkeypatch.setattr(queries, "WAIT_SECONDS", 0.05)
    asked = []
    monkeypatch.setattr(queries, "ask_for_query", lambda query: asked.append(query) or True)
    TextEncoder.objects.update(kind="tf_idf")
    forget_choice()

    assert queries.vector_of("bread") is None
    queries.encode_for_others("bread")
    assert queries.vector_of("bread").shape == (1024,)
    assert asked == ["bread"]


def test_a_visitor_searches_in_one_more_query_at_most(encoded, django_assert_max_num_queries):
    Client().get("/catalogue/", {"q": "bread"})
    with django_assert_max_num_queries(40):
        Client().get("/catalogue/", {"q": "bread"})
