"""Faults that users of other systems reported, around what is shown: R1, R2, R3, R11, R17."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from courses.enrolment import enrol as really_enrol
from courses.models import Course, DismissedCourse, Lesson, SavedCourse
from courses.progress import complete_lesson
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.homepage.similar import similar_to
from recommendations.models import AlgorithmSetting, Row, Rule, TrainingRun
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, enrol, recommended, row_of
from tests.scenarios.test_homepage import browser
from tracking.ledger import emit

__all__ = ["browser"]

PERSONAL = {"picked", "because", "interest", "continue", "saved", "review"}
HONEST = {"week", "new", "popular", "catalogue"}


def only(key, **fields):
    Row.objects.exclude(key=key).update(is_on=False)
    Row.objects.filter(key=key).update(**fields)


def finish(learner, courses, **fields):
    now = timezone.now()
    return [
        enrol(learner, course, completed_at=now - timedelta(days=day), progress=100, **fields)
        for day, course in enumerate(courses)
    ]


@pytest.mark.parametrize("state", ["world", "trained"])
def test_r1_who_did_nothing_yet_is_told_nothing_about_what_they_did(browser, request, state):
    request.getfixturevalue(state)

    page = browser.get("/").context["page"]

    assert len(page.courses) == 12
    assert not PERSONAL & {row.key for row in page.rows}
    assert {card.reason_kind for row in page.rows for card in row.cards} <= HONEST
    assert all(card.reason for row in page.rows for card in row.cards)


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_r2_a_drawn_page_loses_a_hidden_course_and_its_row_stays_full(
    browser, ann, trained, status
):
    did_something(ann, trained.data[:2])
    only("picked", maximum=5)
    browser.get("/")
    gone = courses_in(page_of(ann), "picked")[0]
    Course.objects.filter(pk=gone.pk).update(status=status)

    response = browser.get("/")

    assert gone.title not in response.content.decode()
    assert len(courses_in(response.context["page"], "picked")) == 5


def test_r2_a_course_that_the_learner_hides_is_replaced(browser, ann, trained):
    did_something(ann, trained.data[:2])
    only("picked", maximum=5)
    gone = courses_in(browser.get("/").context["page"], "picked")[0]
    DismissedCourse.objects.create(learner=ann, course=gone)

    picked = courses_in(browser.get("/").context["page"], "picked")

    assert gone not in picked
    assert len(picked) == 5


def test_r2_the_page_of_a_visitor_stays_full_and_follows_rules_at_once(trained):
    visitor = uuid.uuid4()
    for course in trained.data[:2]:
        emit("viewed", visitor_id=visitor, target=course)
    only("picked", maximum=3)
    shown = courses_in(page_of(None, visitor), "picked")
    Rule.objects.bulk_create([Rule(kind="block", course=shown[0], reason="test")])
    first = courses_in(page_of(None, visitor), "picked")
    kept = {course.pk for course in [*trained.data[:2], *trained.music[:4]]}
    Course.objects.exclude(pk__in=kept).update(status="draft")

    second = courses_in(page_of(None, visitor), "picked")

    assert shown[0] not in [*first, *second]
    assert len(first) == len(second) == 3


def test_r3_an_unfinished_course_stands_under_continue_even_if_it_was_saved(ann, trained):
    did_something(ann, trained.data[:3])
    really_enrol(ann, trained.data[0])
    enrol(ann, trained.data[1], last_opened_at=timezone.now())
    for course in trained.data[:3]:
        SavedCourse.objects.create(learner=ann, course=course)

    page = page_of(ann)

    assert page.hero.course == trained.data[1]
    assert courses_in(page, "continue") == [trained.data[0]]
    assert not {*trained.data[:2]} & {*courses_in(page, "saved"), *recommended(page)}
    assert page.courses.count(trained.data[0]) == page.courses.count(trained.data[1]) == 1


def test_r3_who_becomes_the_teacher_of_a_shown_course_is_not_shown_it_again(browser, ann, trained):
    did_something(ann, trained.data[:2])
    own = courses_in(browser.get("/").context["page"], "picked")[0]
    own.instructors.add(ann)

    assert own not in browser.get("/").context["page"].courses
    assert own not in similar_to(trained.data[0], ann)


def test_r11_who_finished_everything_may_review_the_last_course_and_the_others(browser, ann, world):
    finish(ann, world.data[1:] + world.music)
    really_enrol(ann, world.data[0])
    for lesson in Lesson.objects.filter(section__course=world.data[0]):
        complete_lesson(ann, lesson)

    page = browser.get("/").context["page"]

    assert (page.hero.course, page.hero.label) == (world.data[0], "review")
    assert [row.key for row in page.rows] == ["review"]
    assert courses_in(page, "review") == [*world.data[1:], *world.music][:8]
    assert {card.progress for card in page.rows[0].cards} == {100}


def test_r11_who_has_one_course_left_goes_on_with_it_and_may_review_the_others(ann, world):
    finish(ann, world.data + world.music[1:])
    enrol(ann, world.music[0], progress=50, last_opened_at=timezone.now())

    page = page_of(ann)

    assert page.hero.course == world.music[0]
    assert page.hero.label != "review"
    assert courses_in(page, "review")[0] == world.data[0]


def test_r11_nothing_to_review_is_shown_where_there_is_something_to_recommend(ann, world):
    finish(ann, world.data)

    page = page_of(ann)

    assert set(recommended(page)) == set(world.music)
    assert row_of(page, "review") is None


def test_r11_a_world_in_which_everybody_took_everything_trains_and_serves(ann, world):
    AlgorithmSetting.objects.update(is_enabled=True)
    for learner in [ann, *world.learners]:
        did_something(learner, world.data + world.music, days_ago=40)

    run = retrain(TrainingRun.objects.create())
    finish(ann, world.data + world.music)

    assert run.status == "done", run.error
    assert refresh_learner(ann.pk)
    assert [row.key for row in page_of(ann).rows] == ["review"]


def test_r17_a_course_of_five_sources_stands_once_in_its_best_row(ann, trained):
    finish(ann, trained.data[:1])
    did_something(ann, trained.data[:2], days_ago=0)
    course = trained.data[3]
    keys = ["picked", "because", "trending", "new", "popular"]
    for key in keys:
        Row.objects.update(is_on=False, maximum=12)
        Row.objects.filter(key=key).update(is_on=True)
        refresh_learner(ann.pk)
        assert course in courses_in(page_of(ann), key), key
    Row.objects.filter(key__in=keys).update(is_on=True)
    refresh_learner(ann.pk)

    page = page_of(ann)

    assert page.courses.count(course) == 1
    assert course in courses_in(page, "picked")
    Row.objects.filter(key="trending").update(order=0, may_move=False)
    refresh_learner(ann.pk)
    page = page_of(ann)
    assert page.courses.count(course) == 1
    assert course in courses_in(page, "trending")


def test_r17_because_names_what_the_learner_did_last_and_nothing_that_others_did(ann, trained):
    did_something(ann, trained.music[:1])
    only("because")

    row = row_of(page_of(ann), "because")

    assert row.title == f"Because you looked at “{trained.music[0].title}”"
    assert not {card.course for card in row.cards} & set(trained.data)
