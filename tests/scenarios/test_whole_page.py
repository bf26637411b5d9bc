"""A page with every row filled, held to what users of other systems missed: R2, R3, R17, R18, R21."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from accounts.following import allow_followers, follow
from accounts.models import User
from courses.models import (
    Category,
    Course,
    DismissedCourse,
    LearningGoal,
    Lesson,
    Prerequisite,
    SavedCourse,
    Section,
    Skill,
)
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Arrangement, Row
from recommendations.sources.alike import find_alike
from tests.recommendations.conftest import World, did_something, make_learner
from tests.recommendations.test_homepage import courses_in, enrol, recommended, row_of
from tests.scenarios.test_homepage import browser

__all__ = ["browser"]

CARDS = 1
OWN = {"continue", "saved", "review"}


@dataclass
class Life:
    """What Ann did: the courses that she may never be recommended, by what she is to them."""

    enrolled: Course
    finished: Course
    taught: Course
    dismissed: Course
    saved: Course
    crafts: list[Course]
    world: World

    @property
    def closed(self) -> set[Course]:
        """Courses that are never recommended."""
        return {self.enrolled, self.finished, self.taught, self.dismissed}


@pytest.fixture
def life(ann, ben, trained) -> Life:
    """Ann has a reason for every row: a path, people, a saved course, a visit some days ago."""
    now, (data, music) = timezone.now(), (trained.data, trained.music)
    craft = Category.objects.create(slug="craft", name_en="Craft", name_zh="手工")
    Course.objects.update(published_at=now - timedelta(days=60))
    Course.objects.bulk_create(
        Course(
            title=f"Craft {number:02}", slug=f"craft{number}", category=craft, status="published",
            language="en", duration_minutes=30 if number > 30 else 300,
            published_at=now - timedelta(days=50 if number < 38 else 0),
        )
        for number in range(44)
    )  # fmt: skip
    crafts = list(Course.objects.filter(category=craft).order_by("pk"))
    did_something(ann, [data[2], data[1], data[0]], days_ago=2)
    enrol(ann, data[0], completed_at=now, progress=100)
    enrol(ann, data[1], progress=50, last_opened_at=now)
    section = Section.objects.create(course=crafts[29], title="Basics", order=1)
    Lesson.objects.create(section=section, title="Knots", kind="text", body="…", order=1)
    enrol(ann, crafts[29], progress=10, last_opened_at=now - timedelta(days=1))
    music[2].instructors.add(ann)
    DismissedCourse.objects.create(learner=ann, course=music[1])
    SavedCourse.objects.create(learner=ann, course=crafts[25])
    for later, sooner in ((crafts[0], data[0]), (crafts[25], crafts[1]), (crafts[1], crafts[2])):
        Prerequisite.objects.create(course=later, requires=sooner)
    mei = make_learner("Mei")
    allow_followers(mei, is_allowed=True)
    for course in crafts[3:6]:
        enrol(mei, course)
    for course in crafts[6:9]:
        course.instructors.add(ben)
    follow(ann, mei)
    follow(ann, ben)
    for number in range(5):
        other = make_learner(f"Secret{number}")
        for course in (data[0], data[1], *crafts[9:12]):
            enrol(other, course)
        did_something(other, crafts[12:15], days_ago=-1)
        for course in crafts[12:15]:
            enrol(other, course)
    for learner in trained.learners[:4]:
        did_something(learner, [data[2], data[3], data[4], data[5]], days_ago=-2)
    find_alike()
    plan = [{"course": one.pk, "reason": "", "skills": []} for one in crafts[15:18]]
    skill = Skill.objects.create(slug="knots", name_en="Knots")
    LearningGoal.objects.create(learner=ann, skill=skill, plan=plan)
    Row.objects.update(minimum=1, maximum=CARDS)
    Arrangement.objects.create(most_rows=0)
    cache.clear()
    return Life(data[1], data[0], music[2], music[1], crafts[25], crafts, trained)


def all_cards(page):
    return [(row.key, card) for row in page.rows for card in row.cards]


def test_every_row_of_the_page_can_be_filled_at_once(ann, life):
    page = page_of(ann)

    assert {row.key for row in page.rows} >= {
        "continue", "path", "picked", "since", "because", "unlocked", "followed", "taught", "alike",
        "alike-week", "trending", "hot", "aside", "interest", "new", "short", "popular", "firsts",
        "saved", "before",
    }  # fmt: skip
    assert page.hero.course == life.enrolled


def test_r3_no_row_recommends_what_is_taken_taught_or_unwanted(ann, life):
    page = page_of(ann)

    assert not life.closed & set(recommended(page))
    assert life.enrolled not in courses_in(page, "continue"), "it is the hero"
    assert courses_in(page, "continue") == [life.crafts[29]]
    assert courses_in(page, "saved") == [life.saved]


def test_r17_with_every_row_on_no_course_stands_twice(ann, life):
    for maximum in (1, 2, 4, 8):
        Row.objects.update(maximum=maximum)
        refresh_learner(ann.pk)
        courses = page_of(ann).courses
        assert len(courses) == len(set(courses))


def test_r17_and_r18_what_reasons_and_titles_name_is_known_to_the_learner(ann, life):
    known = {life.finished.title, life.enrolled.title, life.world.data[2].title, life.saved.title}
    everything = set(Course.objects.values_list("title", flat=True))

    for row in page_of(ann).rows:
        for words in [row.title, *(card.reason for card in row.cards)]:
            assert {title for title in everything if title in words} <= known, (row.key, words)


@pytest.mark.parametrize("how", ["draft", "archived", "deleted"])
def test_r2_a_course_of_any_row_that_goes_is_named_nowhere_and_its_place_is_filled(
    browser, ann, life, how
):
    before = page_of(ann)
    gone = [
        row.cards[0].course
        for row in before.rows
        if row.key not in OWN | {"path", "before", "unlocked"}
    ]
    named = {life.world.data[2], life.finished}
    rows = Course.objects.filter(pk__in=[one.pk for one in [*gone, *named]])
    if how == "deleted":
        rows.delete()
    else:
        rows.update(status=how)

    response = browser.get("/")

    html, page = response.content.decode(), response.context["page"]
    assert not [one.title for one in [*gone, *named] if one.title in html]
    for key, card in all_cards(page):
        if key not in OWN:
            assert card.course not in gone
    full = {row.key for row in before.rows if len(row.cards) == CARDS}
    for key in full & {"picked", "new", "short", "popular"}:
        assert len(courses_in(page, key)) == CARDS, key


def test_r18_every_card_of_every_row_has_a_panel_whose_shares_are_whole(browser, ann, life):
    page = page_of(ann)
    people = ["Mei", "Secret", *(one.display_name for one in life.world.learners)]

    for key, card in all_cards(page):
        answer = browser.get(f"/why/{card.course.pk}/?row={key}")
        why = answer.context["why"]
        assert why is not None, key
        assert sum(part.percent for part in why.parts) == 100, key
        assert why.reason == card.reason, key
        said = [why.reason, *why.notes, *(part.words for part in why.parts)]
        assert not [name for name in people if any(name in words for words in said)]
        if card.reason_kind in ("blend", "finished", "took", "viewed", "itself"):
            assert card.reason in {part.words for part in why.parts}


def test_r18_a_panel_names_no_course_that_was_deleted_after_the_page_was_made(browser, ann, life):
    cards = [(key, card.course.pk) for key, card in all_cards(page_of(ann)) if key not in OWN]
    gone = [life.finished, life.enrolled, life.world.data[2]]
    titles = [course.title for course in gone]
    Course.objects.filter(pk__in=[course.pk for course in gone]).delete()

    for key, course in cards:
        answer = browser.get(f"/why/{course}/?row={key}")
        if answer.status_code == 404:
            continue
        why = answer.context["why"]
        said = [why.reason, *why.notes, *(part.words for part in why.parts)]
        assert sum(part.percent for part in why.parts) == 100
        assert not [title for title in titles if any(title in words for words in said)]


def test_r18_fewer_than_five_behind_a_statement_that_names_nobody_say_nothing(ann, life):
    assert row_of(page_of(ann), "alike")
    Row.objects.exclude(key__in=("alike", "alike-week")).update(is_on=False)
    User.objects.get(display_name="Secret0").delete()
    find_alike()
    refresh_learner(ann.pk)

    assert page_of(ann).rows == []


def test_r21_a_row_for_an_occasion_has_exactly_as_many_cards_as_asked(ann, life):
    there = {
        "path": 3, "unlocked": 1, "hot": 4, "short": 21, "since": 6, "before": 2, "aside": 4,
        "followed": 3, "taught": 3, "alike": 6, "alike_week": 3, "firsts": 6,
    }  # fmt: skip
    for source, count in there.items():
        for wanted in (1, 2, 3, 50):
            Row.objects.update(is_on=False)
            Row.objects.filter(source=source).update(is_on=True, maximum=wanted)
            refresh_learner(ann.pk)
            [row] = page_of(ann).rows
            assert len(row.cards) == min(wanted, count), (source, wanted)


def test_r21_with_a_filter_rows_for_an_occasion_show_all_that_fits_it_and_nothing_else(ann, life):
    craft = life.crafts[0].category
    there = {"short": 13, "since": 6, "followed": 3, "taught": 3, "alike": 6, "path": 3, "aside": 0}
    for source, count in there.items():
        Row.objects.update(is_on=False)
        Row.objects.filter(source=source).update(is_on=True, maximum=50, category=craft)
        refresh_learner(ann.pk)
        shown = page_of(ann).courses[1:]
        assert len(shown) == count, source
        assert {course.category for course in shown} <= {craft}
