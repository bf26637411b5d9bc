"""A homepage read in parts while everything about it changes: nothing twice, nothing passed over."""

import random

import pytest

from courses.models import Course, DismissedCourse
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Arrangement, Row, Rule
from tests.api.conftest import app_of
from tests.recommendations.conftest import did_something
from tests.scenarios.conftest import artefacts, trained, world
from tests.scenarios.test_whole_page import life
from tracking.models import DailyActivity

__all__ = ["artefacts", "life", "trained", "world"]

ADDRESS = "/api/v1/homepage/"
LONGEST_ADDRESS = 4_000  # what common servers and proxies take


def courses_in(rows):
    return [card["course"]["id"] for row in rows for card in row["cards"]]


def read_in_parts(app, count, between):
    """Every part of a page; `between` is told what was read and does something."""
    parts, address = [], f"{ADDRESS}?rows={count}"
    while address:
        assert len(address) < LONGEST_ADDRESS
        part = app.get(address).json()
        parts.append(part["rows"])
        address = part["next"]
        between([row for rows in parts for row in rows])
    return parts


class Trouble:
    """Between two parts: the page is made anew, cards are dismissed, courses are taken down."""

    def __init__(self, ann, whole, seed):
        self.ann, self.whole, self.random = ann, whole, random.Random(seed)
        self.gone = set()

    def __call__(self, read):
        ahead = sorted(set(courses_in(self.whole)) - set(courses_in(read)) - self.gone)
        for deed in self.random.sample([self.refresh, self.dismiss, self.take_down, self.learn], 2):
            deed(ahead)
        self.refresh(ahead)

    def refresh(self, _ahead):
        Row.objects.filter(key="new").update(order=self.random.randint(1, 99))
        refresh_learner(self.ann.pk)

    def learn(self, _ahead):
        rows = DailyActivity.objects.filter(learner=self.ann)
        taken = set(rows.values_list("course_id", flat=True))
        left = list(Course.objects.filter(status="published").exclude(pk__in=taken).order_by("pk"))
        did_something(self.ann, self.random.sample(left, 2), days_ago=-3)

    def dismiss(self, ahead):
        if ahead:
            course = self.random.choice(ahead)
            DismissedCourse.objects.get_or_create(learner=self.ann, course_id=course)
            self.gone.add(course)

    def take_down(self, ahead):
        if ahead:
            course = self.random.choice(ahead)
            Course.objects.filter(pk=course).update(status="draft")
            self.gone.add(course)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_between_no_course_repeats_and_none_is_passed_over(ann, life, seed):
    Row.objects.update(maximum=3)
    app = app_of(ann)
    whole = app.get(ADDRESS).json()["rows"]
    trouble = Trouble(ann, whole, seed)

    parts = read_in_parts(app, 1 + seed % 3, trouble)

    read = [row for rows in parts for row in rows]
    shown = courses_in(read)
    assert len(shown) == len(set(shown))
    assert {one for one in courses_in(whole) if one not in trouble.gone} <= set(shown)
    keys = [row["key"] for row in whole]
    assert [row["key"] for row in read] == [key for key in keys if key in {r["key"] for r in read}]
    assert trouble.gone


def test_a_part_read_later_still_has_as_many_cards_where_as_many_are_left(ann, life):
    """R2, R21."""
    Row.objects.exclude(key__in=("picked", "short")).update(is_on=False)
    Row.objects.update(maximum=4)
    app = app_of(ann)
    whole = app.get(ADDRESS).json()["rows"]
    gone = whole[-1]["cards"][0]["course"]["id"]

    parts = read_in_parts(app, 1, lambda _: Course.objects.filter(pk=gone).update(status="draft"))

    [row] = parts[-1]
    assert len(row["cards"]) == 4
    assert gone not in courses_in([row])
    assert [card["position"] for card in row["cards"]] == [1, 2, 3, 4]


def test_a_limit_of_the_page_counts_what_earlier_parts_held(ann, life):
    Row.objects.exclude(key__in=("picked", "popular")).update(is_on=False)
    Row.objects.update(maximum=2)
    Arrangement.objects.update(most_alike=0)
    Rule.objects.create(
        kind="limit", counted="category", most=3, scope="page", reason="a bit of everything"
    )
    app = app_of(ann)
    last = app.get(ADDRESS).json()["rows"][-1]
    gone = courses_in([last])[0]

    parts = read_in_parts(app, 1, lambda _: Course.objects.filter(pk=gone).update(status="draft"))

    shown = Course.objects.filter(pk__in=courses_in(row for rows in parts for row in rows))
    categories = list(shown.exclude(status="draft").values_list("category", flat=True))
    assert max(categories.count(one) for one in categories) <= 3
