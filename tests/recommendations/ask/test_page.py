"""The Ask page works with and without JavaScript, is bounded, and forgets when asked to."""

import pytest
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from courses.models import Course
from recommendations.ask.talk import KEY, MOST_TURNS
from tests.recommendations.ask.conftest import lines_of
from tracking.models import Event

GUITAR = "something about guitar"


def page_of(client, **params):
    return client.get("/ask/", params).content.decode()


def test_the_page_begins_with_examples_of_what_is_there(client, shelf):
    page = page_of(client)

    assert "Two evenings a week, I want to get into" in page
    assert "ask-turn" not in page.partition("ask-start")[0].partition("data-ask-turns")[2]


def test_a_site_without_courses_shows_the_page_all_the_same(client, db):
    assert client.get("/ask/").status_code == 200
    assert "We don&#x27;t have that" in page_of(client, q="guitar")


def test_an_answer_needs_no_javascript(client, shelf):
    page = page_of(client, q=GUITAR)

    course = shelf["Guitar in four chords"]
    assert f'href="{course.get_absolute_url()}"' in page
    assert 'data-surface="ask"' in page
    assert f'data-course-id="{course.pk}" data-list-id=' in page
    assert 'value="In Chinese"' in page


def test_what_follows_refines_what_came_before(client, shelf):
    client.post("/ask/", {"q": GUITAR})

    page = client.post("/ask/", {"q": "in Chinese"}, follow=True).content.decode()

    latest = page.partition("<article")[2].partition("</article")[0]
    assert "吉他上的和声" in latest
    assert "Guitar in four chords" not in latest
    assert GUITAR in page


def test_the_same_question_by_address_is_not_asked_twice(client, shelf):
    page_of(client, q=GUITAR)
    page_of(client, q=GUITAR)

    assert len(client.session[KEY]) == 1


def test_a_conversation_is_bounded_and_can_be_forgotten(client, shelf):
    for number in range(MOST_TURNS + 2):
        page_of(client, q=f"chess {number}")
    assert len(client.session[KEY]) == MOST_TURNS

    assert client.post("/ask/forget/").status_code == 302

    assert KEY not in client.session
    assert "chess" not in page_of(client).partition("data-ask-turns")[2].partition("ask-start")[0]


def test_what_is_taken_down_leaves_earlier_answers(client, shelf):
    page_of(client, q=GUITAR)
    Course.objects.filter(pk=shelf["Guitar in four chords"].pk).update(status="draft")

    assert "Guitar in four chords" not in page_of(client)


def test_html_in_a_question_is_text(client, shelf):
    page = page_of(client, q='<script>alert(1)</script> "><img src=x>')

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    lines = lines_of(client.post("/ask/stream/", {"q": "<b>guitar</b>"}))
    assert "<b>guitar" not in "".join(line["html"] for line in lines)


@pytest.mark.parametrize("address", ["/ask/", "/ask/stream/"])
def test_ten_thousand_letters_are_refused_kindly(client, shelf, address):
    answer = client.post(address, {"q": "guitar " * 1_500})

    assert answer.status_code == 422
    assert "at most 500 letters" in answer.content.decode()
    assert KEY not in client.session


def test_who_asks_too_often_is_asked_to_wait(client, shelf, ann, monkeypatch):
    monkeypatch.setattr("recommendations.ask.throttle.AskThrottle.rate", "2/min")
    for _time in range(2):
        assert client.post("/ask/stream/", {"q": GUITAR}).status_code == 200

    answer = client.post("/ask/stream/", {"q": GUITAR})

    assert answer.status_code == 429
    assert "Wait a minute" in answer.json()["message"]
    client.force_login(ann)
    assert client.post("/ask/stream/", {"q": GUITAR}).status_code == 200
    assert "_auth_user_id" in client.session


def test_a_stream_brings_sentences_then_the_rest(client, shelf):
    lines = lines_of(client.post("/ask/stream/", {"q": "What is the median in statistics?"}))

    assert [line["kind"] for line in lines] == ["said", "rest"]
    assert "The median is the middle value." in lines[1]["html"]
    assert len(client.session[KEY]) == 1


def test_an_empty_question_asks_for_one(client, shelf):
    assert client.post("/ask/stream/", {"q": "  "}).json()["message"] == "Type a question first."


def test_nothing_is_logged_of_who_did_not_agree(client, shelf, cleo):
    page_of(client, q=GUITAR)
    client.force_login(cleo)
    page_of(client, q="something about chess")

    assert not Event.objects.exists()


def test_of_who_agreed_the_topic_alone_is_logged(client, shelf, ann):
    client.force_login(ann)

    page_of(client, q="My doctor says I need something about guitar, please")

    event = Event.objects.get(verb="searched")
    assert event.surface == "ask"
    assert "doctor" in event.context["query"] or event.context["query"] == "guitar"
    assert "please" not in event.context["query"]


def test_the_homepage_has_a_box_that_asks_the_database_nothing(client, shelf):
    page = client.get("/").content.decode()
    assert 'class="ask-box" action="/ask/" method="post"' in page

    from django.template.loader import render_to_string

    with CaptureQueriesContext(connection) as queries:
        render_to_string("ask/_box.html")
    assert len(queries) == 0


def test_a_search_without_a_hit_leads_to_the_page(client, shelf):
    page = client.get("/catalogue/", {"q": "my guitar", "category": "cooking"}).content.decode()

    assert 'href="/ask/?q=my%20guitar"' in page


def test_a_session_of_another_version_of_the_site_begins_anew(client, shelf):
    page_of(client, q=GUITAR)
    session = client.session
    session[KEY] = [{"question": "?"}]
    session.save()

    assert client.get("/ask/").status_code == 200
    cache.clear()
    Session.objects.all().delete()
