"""Going on where one stopped, on the homepage: one honest word, always a real target (C5)."""

import pytest
from django.test import Client
from django.utils import timezone

from courses.enrolment import enrol
from courses.models import Course, Enrolment, Lesson
from courses.progress import complete_lesson
from tests.conftest import make_course
from tests.courses.learning.builders import add_lesson, complete, lessons_of
from tests.scenarios.test_homepage import browser, draw

__all__ = ["browser"]


def hero_on(client):
    response = draw(client)
    hero = response.context["page"].hero
    if hero is not None:
        assert client.get(hero.url).status_code == 200
        assert f'href="{hero.url}"' in response.content.decode()
    return hero


def continued(client):
    page = draw(client).context["page"]
    return [card.course for row in page.rows if row.key == "continue" for card in row.cards]


def open_last(enrolment):
    Enrolment.objects.filter(pk=enrolment.pk).update(last_opened_at=timezone.now())


def test_after_the_last_lesson_the_page_offers_to_review_and_a_new_lesson_to_continue(browser, ann):
    course = make_course("Two", lessons=2)
    complete(ann, course, 1, 2)
    done = hero_on(browser)

    added = add_lesson(course, title="An afterthought")
    more = hero_on(browser)

    assert (done.label, done.lesson) == ("review", lessons_of(course)[0])
    assert (more.label, more.lesson) == ("continue", added)


def test_when_the_last_open_lesson_is_deleted_the_hero_leads_to_one_that_is_there(browser, ann):
    course = make_course("Three", lessons=3)
    complete(ann, course, 1)
    lessons_of(course)[1].delete()

    hero = hero_on(browser)

    assert (hero.label, hero.lesson.title) == ("continue", "Lesson 3")
    assert (hero.lesson_number, hero.lesson_count) == (2, 2)

    hero.lesson.delete()
    assert hero_on(browser).label == "review"


def test_a_course_without_any_lesson_left_makes_room_for_one_that_can_go_on(browser, ann):
    real, empty = make_course("Real"), make_course("Emptied")
    enrol(ann, real)
    open_last(enrol(ann, empty))
    Lesson.objects.filter(section__course=empty).delete()

    hero = hero_on(browser)

    assert hero is not None
    assert hero.course == real
    assert empty not in continued(browser)


@pytest.mark.parametrize("how", ["draft", "deleted"])
def test_a_course_that_is_gone_makes_room_for_the_one_opened_before(browser, ann, how):
    other, gone = make_course("Other"), make_course("Gone")
    enrol(ann, other)
    open_last(enrol(ann, gone))
    assert hero_on(browser).course == gone
    if how == "deleted":
        gone.delete()
    else:
        Course.objects.filter(pk=gone.pk).update(status="draft")

    assert hero_on(browser).course == other
    assert "Gone" not in draw(browser).content.decode()


def test_an_archived_course_may_still_be_finished(browser, ann):
    course = make_course("Old")
    enrol(ann, course)
    Course.objects.filter(pk=course.pk).update(status="archived")

    hero = hero_on(browser)

    assert (hero.course, hero.label) == (course, "start")
    complete_lesson(ann, lessons_of(course)[0])
    assert hero_on(browser).label == "continue"


def test_who_has_nothing_to_go_on_with_is_not_told_to(browser, client, ann):
    make_course("Some")

    for page in (draw(browser), client.get("/")):
        assert page.context["page"].hero is None
        assert "Resume" not in page.content.decode()
        assert "continue" not in [row.key for row in page.context["page"].rows]


def test_every_card_under_continue_leads_to_a_page_that_is_there(browser, ann):
    for number in range(4):
        enrol(ann, make_course(f"Begun {number}", lessons=number))
    page = Client()
    page.force_login(ann)

    for course in continued(browser):
        assert page.get(course.get_absolute_url()).status_code == 200
