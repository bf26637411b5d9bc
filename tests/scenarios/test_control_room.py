"""From a decision in the staff room to what a learner sees, and back from a learner's word."""

import pytest
from django.test import Client

from courses.models import Enrolment
from recommendations.feedback import count_feedback
from recommendations.models import CachedPage, Row, Rule
from tests.conftest import make_course
from tests.recommendations.admin.test_rows_and_rules import RULES, rule_form
from tests.recommendations.conftest import did_something
from tracking.models import DailyActivity, Event


@pytest.fixture
def staff(dan):
    client = Client()
    client.force_login(dan)
    return client


@pytest.fixture
def browser(ann):
    client = Client()
    client.force_login(ann)
    return client


@pytest.fixture
def newest(world):
    Row.objects.exclude(key="new").update(is_on=False)
    Row.objects.filter(key="new").update(maximum=12, minimum=1)
    return world


def courses_on(response):
    return response.context["page"].courses


def test_a_rule_reaches_the_next_page_and_never_widens_a_row(staff, browser, newest):
    """R20, R22."""
    Row.objects.filter(key="new").update(category=newest.music[0].category)
    before = courses_on(browser.get("/"))
    first, foreign = before[0], newest.data[0]

    staff.post(f"{RULES}add/", rule_form(kind="block", course=first.pk))
    staff.post(f"{RULES}add/", rule_form(kind="pin", course=foreign.pk))

    after = courses_on(browser.get("/"))
    assert Rule.objects.count() == 2
    assert first in before
    assert set(after) == set(newest.music) - {first}


def test_looking_closely_as_a_learner_leaves_no_trace(staff, ann, trained):
    """C16."""
    did_something(ann, trained.data[:2])
    hidden = make_course("Hidden for now", status="draft")
    tables = (Event, DailyActivity, CachedPage, Enrolment)
    staff.post(f"/admin/see-as/{ann.pk}/")
    before = [table.objects.count() for table in tables]

    page = staff.get("/?why=Hidden")
    staff.get(f"/admin/see-as/made-up/?courses={trained.data[0].pk}&language=en")
    staff.post(f"{RULES}add/preview/", rule_form(kind="block", course=trained.data[3].pk))

    assert page.context["absences"][0].course == hidden
    assert "It is not published." in page.content.decode()
    assert [table.objects.count() for table in tables] == before


def test_a_word_on_a_card_goes_all_the_way_to_the_staff_room(staff, browser, ann, newest):
    course = courses_on(browser.get("/"))[0]
    form = {"why": "less_wanted", "row": "new", "position": 1, "next": "/"}

    browser.post(f"/course/{course.pk}/dismiss/", form)
    count_feedback()

    assert course not in courses_on(browser.get("/"))
    rows = staff.get("/admin/feedback/").context["tables"][1]["rows"]
    assert rows == [["Newest courses", "0", "1", "0", "0", "0", "–"]]
