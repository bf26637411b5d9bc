"""Faults that users of other systems reported, around filters and numbers of cards: R20, R21."""

import pytest
from django.utils import timezone

from courses.models import Course, SavedCourse
from recommendations.homepage.desk import LINKS, open_desk
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.homepage.shelves import LIVE_SOURCES, SOURCES
from recommendations.homepage.similar import CARDS, similar_to
from recommendations.models import AlgorithmSetting, Row, Rule, TrainingRun
from recommendations.training.retrain import retrain
from tests.recommendations.conftest import did_something, make_learner
from tests.recommendations.test_homepage import courses_in, enrol
from tracking.models import DailyActivity

EVERY_SOURCE = [*sorted(LIVE_SOURCES), *sorted(SOURCES), "item_knn"]


def rows_of_every_source(**limits):
    Row.objects.all().delete()
    for number, source in enumerate(EVERY_SOURCE):
        Row.objects.create(
            key=source, title_en=source, source=source, order=number, minimum=1, maximum=1, **limits
        )


def only(key, **fields):
    Row.objects.exclude(key=key).update(is_on=False)
    Row.objects.filter(key=key).update(**fields)


def many_courses(count, **fields):
    fields = {"status": "published", "published_at": timezone.now()} | fields
    return Course.objects.bulk_create(
        Course(title=f"Weaving {number}", slug=f"w{fields['language']}{number}", **fields)
        for number in range(count)
    )


def live_like_both_camps(ann, world):
    """Ann does, saves and studies courses of both camps, so that every source has either."""
    did_something(ann, [*world.music[:1], *world.data[:3]], days_ago=0)
    enrol(ann, world.data[4], last_opened_at=timezone.now())
    for course in (world.data[5], world.music[5]):
        enrol(ann, course)
    for course in (world.data[3], world.music[4]):
        SavedCourse.objects.create(learner=ann, course=course)


@pytest.mark.parametrize("limit", ["category", "language"])
def test_r20_a_limited_row_of_any_source_shows_nothing_else_whatever_the_rules(ann, trained, limit):
    music = {course.pk for course in trained.music}
    Course.objects.filter(pk__in=music).update(language="zh-hans")
    live_like_both_camps(ann, trained)
    for kind in ("pin", "boost"):
        Rule.objects.create(kind=kind, course=trained.data[3], reason="test")
        Rule.objects.create(kind=kind, category=trained.data[0].category, reason="test")
    limits = {"category": trained.music[0].category, "language": "zh-hans"}
    rows_of_every_source(**{limit: limits[limit]})

    for page in (page_of(ann), page_of(None)):
        shown = {row.key: row.cards[0].course.pk for row in page.rows}
        assert set(shown.values()) <= music
        assert len(shown) >= 3
    assert {"continue", "saved", "hybrid"} <= {row.key for row in page_of(ann).rows}


@pytest.mark.parametrize("key", ["picked", "interest"])
def test_r20_a_course_that_moved_to_another_category_leaves_the_stored_page(ann, trained, key):
    did_something(ann, trained.music[:2])
    category = trained.music[0].category if key == "picked" else None
    only(key, category=category, maximum=3)
    before = courses_in(page_of(ann), key)
    assert set(before) <= set(trained.music)
    moved = before[0]
    moved.category = trained.data[0].category
    moved.save()

    after = courses_in(page_of(ann), key)

    assert moved not in after
    assert len(after) == 3


def test_r20_a_blocked_category_shows_nowhere_even_if_its_courses_are_pinned(ann, trained):
    did_something(ann, trained.data[:3])
    Rule.objects.create(kind="pin", course=trained.data[4], reason="test")
    Rule.objects.create(kind="boost", category=trained.data[0].category, reason="test")
    Rule.objects.create(kind="block", category=trained.data[0].category, reason="test")

    assert set(page_of(ann).courses) == set(trained.music)
    assert set(similar_to(trained.music[0], ann)) <= set(trained.music)


@pytest.mark.parametrize("source", ["hybrid", "trending", "new", "popular", "interest", "item_knn"])
def test_r21_a_row_of_any_source_has_exactly_as_many_cards_as_asked(ann, trained, source):
    did_something(ann, trained.music[:2])
    category = trained.music[0].category
    only("picked", source=source, title_en="Row", category=category, minimum=1)

    for wanted in (1, 3, 6, 50):
        Row.objects.filter(key="picked").update(maximum=wanted)
        refresh_learner(ann.pk)
        assert len(courses_in(page_of(ann), "picked")) == min(wanted, 6)


def test_r21_who_took_all_that_goes_best_with_a_course_still_gets_what_goes_with_it(ann, db):
    courses = many_courses(130, language="en")
    AlgorithmSetting.objects.exclude(name="content").update(is_enabled=False)
    AlgorithmSetting.objects.filter(name="content").update(params={"neighbours": 200})
    assert retrain(TrainingRun.objects.create()).status == "done"
    only("because", maximum=8)
    did_something(ann, courses[:1])
    *_, links = open_desk().links_in_turn(courses[0].pk)
    best = list(links)[:110]
    assert len(links) > len(best) > LINKS
    for course in best:
        enrol(ann, Course(pk=course))
    refresh_learner(ann.pk)

    shown = courses_in(page_of(ann), "because")

    assert len(shown) == 8
    assert not {course.pk for course in shown} & set(best)


def test_r21_what_trends_in_one_language_is_not_crowded_out_by_another(ann, db):
    english = many_courses(220, language="en")
    chinese = many_courses(4, language="zh-hans")
    eve, finn = make_learner("eve"), make_learner("finn")
    for learner in (eve, finn):
        did_something(learner, english[:3], days_ago=0)
    now = timezone.now()
    DailyActivity.objects.bulk_create(
        DailyActivity(
            learner=person, course_id=course.pk, day=now.date(), signal=1, events=1,
            first_at=now, last_at=now,
        )
        for person, taken in ((eve, english[3:]), (finn, [*english[3:], *chinese]))
        for course in taken
    )  # fmt: skip
    only("trending", language="zh-hans", maximum=3)

    assert len(courses_in(page_of(ann), "trending")) == 3


def test_r21_a_course_page_has_its_similar_courses_for_who_took_many_of_them(ann, world):
    courses = many_courses(40, language="en", category=world.data[0].category)
    for course in similar_to(courses[0], None) + courses[1:34]:
        if not ann.enrolments.filter(course=course).exists():
            enrol(ann, course)

    assert len(similar_to(courses[0], ann)) == CARDS
