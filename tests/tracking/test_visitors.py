"""Visitors: asked once, known only after a yes, and the same person after signing in."""

import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template import Context, Template
from django.test import RequestFactory

from tracking.ledger import emit
from tracking.models import DailyActivity, Event
from tracking.views_log import log_view


def render(tag, **request_fields):
    request = RequestFactory().get("/")
    request.user, request.session = AnonymousUser(), {}
    for name, value in request_fields.items():
        setattr(request, name, value)
    if "target" in request_fields:
        log_view(request, request_fields["target"], surface="course")
    return Template("{% load activity %}" + tag).render(Context({"request": request})), request


@pytest.mark.parametrize("answer", ["yes", "no"])
def test_an_answer_brings_the_visitor_back_where_they_were(client, db, answer):
    response = client.post(
        "/visitor-consent/", {"answer": answer}, headers={"Referer": "http://testserver/catalogue/"}
    )

    assert (response.status_code, response.url) == (302, "http://testserver/catalogue/")
    assert ("visitor_id" in client.session) == (answer == "yes")


def test_nobody_is_sent_to_another_site(client, db):
    response = client.post("/visitor-consent/", {"answer": "no", "next": "https://evil.example/"})

    assert response.url == "/"


def test_an_answer_that_is_none_is_refused(client, db):
    assert client.post("/visitor-consent/", {"answer": "perhaps"}).status_code == 400
    assert client.get("/visitor-consent/").status_code == 405


def test_the_banner_asks_until_there_is_an_answer(db):
    question = "{% asks_for_consent as is_asked %}{{ is_asked }}"

    assert render(question)[0] == "True"
    assert render(question, session={"visitor_consent": False})[0] == "False"
    assert render(question, session={"visitor_consent": True})[0] == "False"


def sign_in_after_a_visit(client, learner, course):
    client.post("/visitor-consent/", {"answer": "yes"})
    visitor_id = uuid.UUID(client.session["visitor_id"])
    emit("viewed", visitor_id=visitor_id, target=course)
    client.force_login(learner)


def test_what_a_visitor_did_becomes_theirs_when_they_sign_in(client, ann, python_course):
    sign_in_after_a_visit(client, ann, python_course)

    event = Event.objects.get()
    assert (event.learner, event.visitor_id) == (ann, None)
    assert DailyActivity.objects.get().learner == ann
    assert "visitor_id" not in client.session


def test_it_stays_nameless_when_the_learner_did_not_agree(client, cleo, python_course):
    sign_in_after_a_visit(client, cleo, python_course)

    assert Event.objects.get().learner is None


def test_the_next_person_at_the_same_browser_inherits_nothing(client, ann, ben, python_course):
    sign_in_after_a_visit(client, ann, python_course)
    client.logout()
    client.force_login(ben)

    assert Event.objects.get().learner == ann


def test_the_page_tells_its_scripts_which_view_the_server_counts(ann, python_course):
    html, request = render("{% activity %}", user=ann, target=python_course)

    assert f'data-event-id="{request.activity.event_id}"' in html
    assert f'data-course-id="{python_course.pk}"' in html
    assert 'data-surface="course"' in html


def test_pages_of_people_who_did_not_agree_tell_nothing(cleo, python_course):
    assert render("{% activity %}", user=cleo, target=python_course)[0] == ""
    assert render("{% activity %}", target=python_course)[0] == ""


def test_a_preview_by_staff_tells_nothing(dan, python_course):
    assert render("{% activity %}", user=dan, session={"preview_as": 1})[0] == ""
