"""Rows as staff set them: sizes, limits, sources, and rules between dates."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Course
from recommendations.homepage.pages import page_of
from recommendations.models import Row, Rule
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, recommended, row_of


def test_a_row_under_its_minimum_is_hidden(ann, world):
    Row.objects.filter(key="new").update(minimum=8)
    Row.objects.exclude(key="new").update(is_on=False)
    Course.objects.exclude(pk__in=[course.pk for course in world.data]).delete()

    assert page_of(ann).rows == []


@pytest.mark.parametrize("maximum", [3, 5, 8])
def test_a_row_has_exactly_as_many_cards_as_asked_where_they_exist(ann, trained, maximum):
    """R21."""
    did_something(ann, trained.data[:2])
    Row.objects.filter(key="picked").update(maximum=maximum)

    assert len(courses_in(page_of(ann), "picked")) == maximum


def test_a_row_of_one_category_is_full_and_shows_nothing_else(ann, trained):
    """R20."""
    did_something(ann, trained.data[:3])
    category = trained.music[0].category
    Row.objects.filter(key="picked").update(category=category, maximum=6)

    assert set(courses_in(page_of(ann), "picked")) == set(trained.music)


def test_a_boost_or_a_pin_does_not_bring_back_what_a_row_excludes(ann, trained):
    """R20."""
    did_something(ann, trained.data[:3])
    Row.objects.filter(key="picked").update(category=trained.music[0].category)
    for kind in ("boost", "pin"):
        Rule.objects.create(kind=kind, course=trained.data[4], reason="test")

    assert trained.data[4] not in courses_in(page_of(ann), "picked")


def test_a_row_of_one_language_is_absolute(ann, world):
    """R20."""
    Course.objects.filter(pk=world.data[0].pk).update(language="zh-hans")
    Row.objects.exclude(key="popular").update(is_on=False)
    Row.objects.filter(key="popular").update(language="zh-hans")

    assert recommended(page_of(ann)) == [world.data[0]]


def test_a_blocked_course_shows_nowhere_and_a_pinned_one_first(ann, trained):
    did_something(ann, trained.data[:3])
    Rule.objects.create(kind="block", course=trained.data[4], reason="test")
    Rule.objects.create(kind="pin", course=trained.music[3], reason="test")

    page = page_of(ann)

    assert trained.data[4] not in page.courses
    first = row_of(page, "picked").cards[0]
    assert (first.course, first.reason) == (trained.music[3], "Chosen by our team")


def test_boosted_courses_rise_and_buried_ones_sink(ann, world):
    Row.objects.exclude(key="new").update(is_on=False)
    order = courses_in(page_of(ann), "new")
    Rule.objects.create(kind="boost", course=order[3], reason="test")
    Rule.objects.create(kind="bury", course=order[0], reason="test")

    after = courses_in(page_of(ann), "new")

    assert after.index(order[3]) < 3
    assert order[0] not in after[:3]


def test_a_rule_holds_between_its_dates_only(ann, world):
    Row.objects.exclude(key="new").update(is_on=False)
    now = timezone.now()
    old = {"starts_at": now - timedelta(days=9), "ends_at": now - timedelta(days=1)}
    coming = {"starts_at": now + timedelta(days=1)}
    for course, dates in zip(world.data, (old, coming), strict=False):
        Rule.objects.create(kind="block", course=course, reason="test", **dates)
    Row.objects.update(maximum=12)

    assert set(world.data[:2]) <= set(page_of(ann).courses)


def test_a_row_may_show_a_single_algorithm(ann, trained):
    did_something(ann, trained.data[:3])
    Row.objects.exclude(key="picked").update(is_on=False)
    Row.objects.filter(key="picked").update(source="item_knn")

    assert courses_in(page_of(ann), "picked")[0] in trained.data
