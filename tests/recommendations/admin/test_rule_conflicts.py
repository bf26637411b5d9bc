"""Staff are told what is odd about a rule: on saving it, and in the list."""

from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.utils import timezone

from recommendations.homepage.conflicts import Bench
from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import Row, Rule
from tests.conftest import make_course
from tests.recommendations.admin.test_rows_and_rules import RULES, errors_of, rule_form

NOW, DAY = timezone.now(), timedelta(days=1)


@pytest.fixture(autouse=True)
def rows_of_a_new_site(db):
    ensure_defaults()


def ruled(kind, **about):
    return Rule.objects.create(kind=kind, reason="test", **about)


def said_of(rule):
    return [one.text for one in Bench.now().conflicts_of(rule)]


def test_a_rule_alone_is_at_peace(python_course):
    assert said_of(ruled("pin", course=python_course)) == []


def test_a_pin_of_a_blocked_course_is_told(python_course, data_science):
    block = ruled("block", category=data_science.parent)

    [said] = said_of(ruled("pin", course=python_course))

    assert said.startswith(f"“{block}” is about 1 of the same courses")


def test_a_boost_and_a_bury_of_overlapping_sets_are_told(python_course):
    ruled("bury", level="beginner")

    [said] = said_of(ruled("boost", language="en"))

    assert said == "“Bury: Beginner” does the opposite to 1 of the same courses."


@pytest.mark.parametrize(
    ("one", "other", "count"),
    [
        ({"ends_at": NOW + DAY}, {"starts_at": NOW + 2 * DAY}, 0),
        ({"starts_at": NOW, "ends_at": NOW + 3 * DAY}, {"starts_at": NOW + 2 * DAY}, 1),
        ({"audience": "new"}, {"audience": "active"}, 0),
        ({"audience": "new"}, {"audience": "everyone"}, 1),
    ],
)
def test_rules_that_never_hold_together_do_not_clash(python_course, one, other, count):
    block = ruled("block", course=python_course, **one)
    ruled("pin", course=python_course, **other)

    assert len(said_of(block)) == count


def test_a_rule_that_is_over_is_told(python_course):
    [said] = said_of(ruled("pin", course=python_course, ends_at=NOW - DAY))

    assert said == "It is over and does nothing any more."


def test_a_pin_of_an_unpublished_course_is_told(db):
    draft = make_course("Draft", status="draft", published_at=None)

    [said] = said_of(ruled("pin", course=draft))

    assert said == "“Draft” is not published, so it shows nowhere."


def test_a_rule_about_nothing_is_told(python_course):
    assert said_of(ruled("boost", level="advanced")) == [
        "There is no published course that it is about."
    ]


def test_a_limit_that_makes_a_row_impossible_is_told(world):
    Row.objects.exclude(key="new").update(is_on=False)
    Row.objects.update(category=world.data[0].category, minimum=3)

    [said] = said_of(ruled("limit", most=2, counted="category"))

    assert said.startswith("The row “Newest courses” can never be shown")
    assert said_of(ruled("limit", most=3, counted="category")) == []


def test_conflicts_are_said_on_saving_and_in_the_list(staff, python_course):
    ruled("block", course=python_course)

    answer = staff.post(f"{RULES}add/", rule_form(course=python_course.pk))

    said = [str(message) for message in get_messages(answer.wsgi_request)]
    assert any("what is blocked never shows" in one for one in said)
    page = staff.get(RULES).content.decode()
    assert page.count("what is blocked never shows") >= 2


def test_a_limit_is_made_in_the_form(staff):
    form = rule_form(kind="limit", about="", most=2, counted="instructor", scope="page")

    assert staff.post(f"{RULES}add/", form).status_code == 302

    assert str(Rule.objects.get()) == "Limit: at most 2 of one instructor on the whole page"


def test_a_limit_without_a_number_is_refused(staff):
    page = staff.post(f"{RULES}add/", rule_form(kind="limit", counted="instructor", most=""))

    assert list(errors_of(page)) == ["most"]


def test_what_does_not_belong_to_a_rule_is_not_kept(staff, python_course, data_science):
    form = rule_form(about="category", category=data_science.pk, course=python_course.pk, most=3)

    assert staff.post(f"{RULES}add/", form).status_code == 302

    rule = Rule.objects.get()
    assert (rule.course, rule.category, rule.most) == (None, data_science, None)
