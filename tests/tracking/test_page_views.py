"""The middleware: which answers count as a page that somebody looked at (C14, C15, C16)."""

import uuid

import pytest
from django.http import HttpResponse, HttpResponseRedirect, JsonResponse

from tests.tracking.conftest import visit
from tracking.models import Event


def test_a_page_that_asks_for_it_is_logged_after_the_answer(ann, python_course):
    response = visit(python_course, ann)

    event = Event.objects.get()
    assert response.content == b"a page"
    assert (event.verb, event.learner, event.course_id) == ("viewed", ann, python_course.pk)


def test_a_page_that_does_not_ask_is_not_logged(client, ann):
    client.force_login(ann)
    client.get("/account/password/change/", headers={"User-Agent": "Mozilla/5.0 Firefox/140.0"})

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "respond",
    [
        lambda _: HttpResponseRedirect("/elsewhere/"),
        lambda _: HttpResponse("gone", status=404),
        lambda _: JsonResponse({"a": 1}),
        lambda _: HttpResponse("name,value", content_type="text/csv"),
    ],
    ids=["redirect", "not found", "json", "csv"],
)
def test_only_whole_pages_count(ann, python_course, respond):
    visit(python_course, ann, respond=respond)

    assert not Event.objects.exists()


@pytest.mark.parametrize("method", ["head", "post"])
def test_only_get_counts(ann, python_course, method):
    visit(python_course, ann, method=method)

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "headers",
    [
        {"HX-Request": "true"},
        {"Sec-Purpose": "prefetch"},
        {"Sec-Purpose": "prefetch;prerender"},
        {"Sec-Purpose": "prefetch;anonymous-client-ip"},
        {"Purpose": "prefetch"},
        {"X-Purpose": "preview"},
        {"X-Moz": "prefetch"},
    ],
    ids=str,
)
def test_fragments_and_pages_fetched_ahead_of_time_do_not_count(ann, python_course, headers):
    visit(python_course, ann, **headers)

    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "headers", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}], ids=str
)
def test_a_whole_page_that_htmx_fetched_counts(ann, python_course, headers):
    visit(python_course, ann, **({"HX-Request": "true"} | headers))

    assert Event.objects.count() == 1


PROGRAMS = [
    "",
    "curl/8.5.0",
    "Wget/1.21",
    "python-requests/2.32.0",
    "Go-http-client/2.0",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    (
        "Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) AppleWebKit/537.36 (KHTML, like "
        "Gecko) Chrome/138.0 Mobile Safari/537.36 (compatible; Googlebot/2.1)"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/17.0 Mobile/15E148 Safari/604.1 (compatible; bingbot/2.0)"
    ),
    "Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)",
    "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "WhatsApp/2.23.20.0 A",
    "TelegramBot (like TwitterBot)",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2)",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/138.0 Safari/537.36",
]
PEOPLE = [
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        "Chrome/138.0.0.0 Safari/537.36 Edg/138.0"
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like "
        "Gecko) Version/18.5 Mobile/15E148 Safari/604.1"
    ),
    "Mozilla/5.0 (Linux; Android 11; CUBOT X30) AppleWebKit/537.36 Chrome/138.0 Mobile Safari/537.36",
    (
        "Mozilla/5.0 (Linux; Android 14; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko) "
        "SamsungBrowser/27.0 Chrome/125.0 Mobile Safari/537.36 MicroMessenger/8.0"
    ),
]


@pytest.mark.parametrize("user_agent", PROGRAMS)
def test_programs_are_not_logged(ann, python_course, user_agent):
    visit(python_course, ann, **{"User-Agent": user_agent})

    assert not Event.objects.exists()


@pytest.mark.parametrize("user_agent", PEOPLE)
def test_browsers_of_people_are_logged(ann, python_course, user_agent):
    visit(python_course, ann, **{"User-Agent": user_agent})

    assert Event.objects.count() == 1


def test_a_learner_who_was_never_asked_is_not_logged(cleo, python_course):
    visit(python_course, cleo)

    assert not Event.objects.exists()


def test_a_visitor_is_logged_only_after_agreeing(python_course, db):
    visit(python_course)
    assert not Event.objects.exists()

    visitor_id = uuid.uuid4()
    visit(python_course, session={"visitor_id": str(visitor_id)})

    assert Event.objects.get().visitor_id == visitor_id


def test_a_preview_by_staff_leaves_no_trace_whatever_the_page_emits(ann, dan, python_course):
    from tracking.ledger import emit

    def respond(_):
        emit("searched", learner=ann)
        return HttpResponse("what Ann sees")

    visit(python_course, dan, session={"preview_as": ann.pk}, respond=respond)

    assert not Event.objects.exists()
