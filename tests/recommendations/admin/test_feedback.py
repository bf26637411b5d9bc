"""What learners say is copied out of the ledger once, by course, row and algorithm, and shown."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.personal_data import erase
from courses.models import Dismissal
from courses.shelf import dismiss_course, judge_reason, undo_dismiss
from recommendations.feedback import count_feedback
from recommendations.models import Feedback, Row
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.conftest import did_something

PAGE = "/admin/feedback/"


@pytest.fixture
def told(ann, trained):
    """Ann said three things about the rows of her page."""
    did_something(ann, trained.data[:3])
    dismiss_course(ann, trained.data[3], row="picked", position=1)
    dismiss_course(ann, trained.music[0], Dismissal.LESS, row="trending")
    judge_reason(ann, trained.data[4], is_helpful=True, row="picked")
    return trained


def test_each_thing_said_is_copied_once(told):
    assert count_feedback() == 3
    assert count_feedback() == 0

    kinds = dict(Feedback.objects.values_list("kind", "row"))
    assert kinds == {"dismissed": "picked", "less_wanted": "trending", "reason_helped": "picked"}


def test_feedback_names_the_algorithm_that_it_is_about(told):
    Row.objects.filter(key="picked").update(source="ease")
    count_feedback()
    by_row = dict(Feedback.objects.values_list("row", "algorithm"))
    assert by_row == {"picked": "ease", "trending": "trending"}

    Feedback.objects.all().delete()
    Row.objects.filter(key="picked").update(source="hybrid")
    count_feedback()

    loudest = Feedback.objects.get(kind="reason_helped").algorithm
    assert loudest in {"ease", "item_knn", "transitions", "popularity"}


def test_what_is_taken_back_no_longer_counts(ann, told):
    count_feedback()
    undo_dismiss(ann, told.data[3])

    count_feedback()
    count_feedback()

    assert Feedback.objects.get(kind="dismissed").is_taken_back
    assert Feedback.objects.filter(is_taken_back=False).count() == 2


def test_feedback_leaves_with_its_learner(ann, told):
    count_feedback()

    erase(ann)

    assert not Feedback.objects.exists()
    assert count_feedback() == 0


def test_staff_see_it_by_course_row_and_algorithm(staff, told):
    count_feedback()

    page = staff.get(PAGE)

    courses, rows, algorithms = page.context["tables"]
    assert ["Data 3", "1", "0", "0", "0", "0", "–"] in courses["rows"]
    assert ["Picked for you", "1", "0", "0", "1", "0", "100 %"] in rows["rows"]
    assert any(line[0] == "trending" for line in algorithms["rows"])
    assert "<polyline" in page.content.decode()


def test_a_site_without_feedback_says_so(staff):
    page = staff.get(PAGE).content.decode()

    assert "No learner has said anything in this time." in page
    assert staff.get(f"{PAGE}?days=99999").context["days"] == 28


def test_the_page_asks_the_same_number_of_questions_however_much_was_said(ann, staff, told):
    def queries():
        count_feedback()
        staff.get(PAGE)
        with CaptureQueriesContext(connection) as found:
            staff.get(PAGE)
        return len(found)

    before = queries()
    for course in told.data + told.music:
        judge_reason(ann, course, is_helpful=False, row="picked")

    assert queries() == before


def test_only_staff_with_the_permission_see_it(told, eva, ann, allow):
    assert client_of(eva).get(PAGE).status_code == 403
    assert client_of(ann).get(PAGE).status_code == 302
    assert allow(eva, "view_trainingrun").get(PAGE).status_code == 200
