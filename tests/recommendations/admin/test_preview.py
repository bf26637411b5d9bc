"""Staff look at the site as a learner: they read, and nothing of it is saved or counted (C16)."""

import json

import pytest
from django.contrib.admin.models import LogEntry

from courses.enrolment import enrol
from courses.models import Enrolment, Lesson, LessonProgress, SavedCourse
from recommendations.homepage.pages import page_of
from recommendations.models import CachedPage
from tests.conftest import make_course, make_person
from tests.recommendations.admin.conftest import client_of
from tracking.models import Event


def begin(client, learner):
    return client.post(f"/admin/see-as/{learner.pk}/")


def sees(client, learner):
    begin(client, learner)
    return client


@pytest.fixture
def active(trained):
    """A learner with a past, in a world with live models."""
    return trained.learners[0]


@pytest.fixture
def chess(db):
    return make_course("Chess from the first move")


def test_staff_see_the_homepage_of_the_learner(staff, active):
    mine = [card.course.pk for row in page_of(active).rows for card in row.cards]

    page = sees(staff, active).get("/")

    shown = [card.course.pk for row in page.context["page"].rows for card in row.cards]
    assert shown == mine
    assert page.context["user"] == active


def test_a_banner_says_as_whom_they_look(staff, active):
    page = sees(staff, active).get("/").content.decode()

    assert f"You see the site as <strong>{active.display_name}</strong>" in page
    assert 'action="/admin/see-as/leave/"' in page


def test_every_card_says_where_it_comes_from(staff, active):
    page = sees(staff, active).get("/")

    cards = [card for row in page.context["page"].rows for card in row.cards]
    assert cards
    assert all('class="provenance"' in card.html for card in cards)
    assert "hybrid · score" in page.content.decode()


def test_the_learner_never_sees_these_notes(staff, active):
    sees(staff, active).get("/")

    page = client_of(active).get("/").content.decode()

    assert "provenance" not in page
    assert "preview-banner" not in page


def test_looking_writes_no_event_and_moves_nothing(staff, active, chess):
    enrol(active, chess)
    lesson = Lesson.objects.of_course(chess)[0]
    before = (
        Event.objects.count(),
        Enrolment.objects.values_list("last_opened_at", "last_lesson")[0],
    )
    look = sees(staff, active)

    for address in ("/", chess.get_absolute_url(), lesson.get_absolute_url(), "/my-learning/"):
        assert look.get(address).status_code == 200

    after = Event.objects.count(), Enrolment.objects.values_list("last_opened_at", "last_lesson")[0]
    assert after == before
    assert not LessonProgress.objects.exists()


def test_looking_stores_no_page(staff, active):
    CachedPage.objects.all().delete()

    sees(staff, active).get("/")

    assert not CachedPage.objects.exists()


def test_nothing_can_be_sent_in_a_preview(staff, active, chess):
    look = sees(staff, active)

    for address in (f"/course/{chess.pk}/enrol/", f"/course/{chess.pk}/save/", "/profile/"):
        answer = look.post(address)
        assert answer.status_code == 403
        assert "you can only read" in answer.content.decode()
    assert not Enrolment.objects.exists()
    assert not SavedCourse.objects.exists()


def test_no_impression_is_credited(staff, active, chess):
    seen = {
        "id": "5c1f4b0e-8d6c-4a86-9c67-0f5d2d1c0a11", "verb": "impressed",
        "object_type": "course", "object_id": chess.pk, "course_id": chess.pk,
    }  # fmt: skip

    answer = sees(staff, active).post(
        "/beacon/", json.dumps({"events": [seen]}), content_type="application/json"
    )

    assert answer.status_code == 403
    assert not Event.objects.exists()
    assert 'name="activity"' not in staff.get("/").content.decode()


@pytest.mark.parametrize(
    "address", ["/profile/", "/privacy/", "/privacy/export/", "/api/v1/homepage/"]
)
def test_what_is_the_learners_own_stays_closed(staff, active, address):
    assert sees(staff, active).get(address).status_code == 403


def test_the_admin_stays_that_of_the_member_of_staff(staff, dan, active):
    page = sees(staff, active).get("/admin/")

    assert page.status_code == 200
    assert page.context["user"] == dan


def test_leaving_gives_the_site_back(staff, dan, active):
    look = sees(staff, active)

    answer = look.post("/admin/see-as/leave/")

    assert answer.url == f"/admin/accounts/user/{active.pk}/change/"
    assert look.get("/").context["user"] == dan


def test_a_preview_is_noted_in_the_history_of_the_learner(staff, dan, active):
    begin(staff, active)

    entry = LogEntry.objects.get()
    assert (entry.user, entry.object_id) == (dan, str(active.pk))
    assert entry.get_change_message() == "Looked at the site as this learner."


def test_a_learner_without_consent_is_shown_what_they_see(staff, cleo, trained):
    page = sees(staff, cleo).get("/")

    assert page.context["page"].audience == "new"
    assert not any(
        card.reason_kind == "blend" for r in page.context["page"].rows for card in r.cards
    )


def test_the_page_is_in_the_learners_language_and_the_banner_in_that_of_staff(staff, active):
    active.language = "zh-hans"
    active.save()

    page = sees(staff, active).get("/").content.decode()

    assert '<html lang="zh-hans"' in page
    assert "You see the site as" in page


def test_learners_are_found_by_name_or_e_mail(staff, ann, cleo, dan):
    page = staff.get("/admin/see-as/?q=ann")
    assert page.context["people"] == [ann]
    assert staff.get("/admin/see-as/?q=cleo@").context["people"] == [cleo]
    assert staff.get("/admin/see-as/?q=dan").context["people"] == []
    assert staff.get("/admin/see-as/").context["people"] == []


def test_the_page_of_a_learner_in_the_admin_has_the_button(staff, ann, dan):
    button = "See as this learner"
    assert button in staff.get(f"/admin/accounts/user/{ann.pk}/change/").content.decode()
    assert button not in staff.get(f"/admin/accounts/user/{dan.pk}/change/").content.decode()


def test_nobody_of_staff_is_looked_at(staff, dan):
    other = make_person("Olga", is_staff=True)

    for person in (dan, other):
        assert begin(staff, person).status_code == 404


def test_only_staff_with_the_permission_begin_a_preview(client, ann, eva, cleo, instructor, allow):
    assert begin(client, ann).status_code == 302
    learner = client_of(cleo)
    assert begin(learner, ann).status_code == 302
    assert learner.get("/").context["user"] == cleo
    assert begin(instructor, ann).status_code == 403
    assert begin(allow(eva, "view_user"), ann).status_code == 403

    assert begin(allow(eva, "view_cachedpage"), ann).url == "/"


def test_a_reading_request_begins_nothing(staff, ann):
    assert staff.get(f"/admin/see-as/{ann.pk}/").status_code == 405


def test_a_preview_ends_when_the_permission_is_taken_away(eva, ann, allow):
    look = sees(allow(eva, "view_cachedpage"), ann)
    assert look.get("/").context["user"] == ann
    eva.user_permissions.clear()

    assert look.get("/").context["user"] == eva


def test_a_preview_ends_when_the_learner_is_gone(staff, dan, ann):
    look = sees(staff, ann)
    ann.delete()

    assert look.get("/").context["user"] == dan


def test_a_key_in_the_session_of_a_learner_opens_nothing(client, ann, cleo):
    client.force_login(cleo)
    session = client.session
    session["preview_as"] = ann.pk
    session.save()

    assert client.get("/").context["user"] == cleo
