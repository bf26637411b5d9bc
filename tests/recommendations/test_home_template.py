"""What the homepage says to each kind of reader, and that it says no more than is true."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.enrolment import enrol
from courses.models import Course, Lesson
from courses.templatetags.clock import ago, clock
from recommendations.homepage.types import Hero, Page
from tests.conftest import make_course


def home_of(person: User | None = None) -> str:
    client = Client()
    if person is not None:
        client.force_login(person)
    return client.get("/").content.decode()


@pytest.fixture
def hero(python_course: Course) -> Hero:
    lesson = Lesson.objects.of_course(python_course)[0]
    return Hero(
        course=python_course, lesson=lesson, label="continue", seconds=400, lesson_number=1,
        lesson_count=2, minutes_left=4, progress=50, url=lesson.get_absolute_url(),
        last_opened_at=timezone.now() - timedelta(hours=3),
    )  # fmt: skip


def said_of(hero: Hero) -> str:
    return " ".join(render_to_string("recommendations/_hero.html", {"hero": hero}).split())


def test_who_stopped_in_a_film_resumes_at_the_second(hero):
    html = said_of(hero)

    assert "Resume at 6:40" in html
    assert "Continue · lesson 1 of 2 · 4 minutes left" in html
    assert "50 % of lessons done · last opened 3 hours ago" in html
    assert hero.lesson.title in html


def test_who_stopped_between_lessons_continues_without_a_second(hero):
    html = said_of(replace(hero, seconds=0))

    assert ">Continue</a>" in html
    assert "Resume" not in html


def test_who_never_opened_a_lesson_starts_and_sees_no_bar(hero):
    html = said_of(replace(hero, label="start", seconds=0, progress=0, last_opened_at=None))

    assert "Start the lesson" in html
    assert "<progress" not in html
    assert "left" not in html


def test_who_finished_is_offered_a_review_of_the_course(hero):
    html = said_of(replace(hero, label="review", seconds=0, progress=100))

    assert "You finished this course" in html
    assert "Review the course" in html
    assert "Resume" not in html


def test_a_visitor_is_told_what_the_site_is_and_can_search(python_course, data_science):
    html = home_of()

    assert "Learn one good lesson at a time" in html
    assert 'name="q"' in html
    assert f"?category={data_science.parent.slug}" in html
    assert "What you can count on" in html


def test_a_newcomer_is_greeted_and_led_to_their_interests(ann, python_course):
    html = home_of(ann)

    assert "Welcome, Ann" in html
    assert "/profile/#id_interests" in html
    assert "personalisation is off" not in html


def test_who_did_not_agree_is_told_so_and_can_turn_it_on(cleo, python_course):
    html = home_of(cleo)

    assert "personalisation is off" in html
    assert "/profile/#id_personalisation" in html
    assert "shapes this page" not in html


def test_a_site_without_courses_says_so(ann, dan):
    assert "No courses yet" in home_of(ann)
    assert "Write a course" not in home_of(ann)
    assert "Write a course" in home_of(dan)


def test_who_took_every_course_is_told_that_none_is_left(ann, hero):
    empty = Page([], hero, "computed", uuid.uuid4(), timezone.now(), "active")

    html = render_to_string("recommendations/_nothing.html", {"page": empty, "user": ann})

    assert "You have seen it all" in html


def test_a_card_under_way_shows_how_far_it_is(ann):
    for title in ("First", "Second"):
        enrol(ann, make_course(title))

    html = home_of(ann)

    assert 'max="100" value="0" aria-label="You enrolled, the first lesson waits"' in html


def test_cards_carry_what_the_beacon_reports(python_course):
    html = home_of()

    assert f'data-course-id="{python_course.pk}"' in html
    assert "data-list-id=" in html
    assert 'data-position="1"' in html


def test_a_title_is_text_and_never_markup(ann):
    make_course("<script>alert(1)</script>")

    html = home_of(ann)

    assert "<script>alert" not in html
    assert "&lt;script&gt;alert(1)" in html


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "0:00"), (59.9, "0:59"), (400, "6:40"), (3725, "1:02:05")]
)
def test_a_position_is_said_as_players_say_it(seconds, said):
    assert clock(seconds) == said


@pytest.mark.parametrize(
    ("past", "said"),
    [
        (timedelta(seconds=-5), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=119), "1 hour ago"),
        (timedelta(hours=49), "2 days ago"),
    ],
)
def test_how_long_ago_is_said_in_one_unit(past, said):
    assert ago(timezone.now() - past) == said


def test_what_was_long_ago_is_said_as_a_day():
    assert ago(timezone.now() - timedelta(days=40)).startswith("on ")
