"""Rules by skill, instructor, level and language, for an audience, and limits per row and page."""

from datetime import timedelta

import numpy as np
import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from courses.models import Category, Course, Prerequisite, Skill
from recommendations.homepage.desk import open_desk
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.homepage.similar import similar_to
from recommendations.models import AlgorithmSetting, CachedPage, RefreshRun, Row, Rule
from tests.conftest import make_course
from tests.recommendations.conftest import did_something, make_learner
from tests.recommendations.test_homepage import courses_in, enrol, recommended


@pytest.fixture
def newest(world):
    """A page with nothing but the newest courses."""
    Row.objects.exclude(key="new").update(is_on=False)
    Row.objects.filter(key="new").update(maximum=12)
    return world


def ruled(kind="block", **about):
    return Rule.objects.create(kind=kind, reason="test", **about)


def limited(most, counted, scope="row", **more):
    return ruled("limit", most=most, counted=counted, scope=scope, **more)


def shown_to(person):
    return courses_in(page_of(person), "new")


@pytest.mark.parametrize("about", ["skill", "instructor", "level", "language"])
def test_a_rule_may_be_about_what_courses_share(ann, ben, newest, about):
    mine = newest.data[1:3]
    skill = Skill.objects.create(slug="plots", name_en="Plots")
    for course in mine:
        course.skills.add(skill)
        course.instructors.add(ben)
        course.level, course.language = "advanced", "zh-hans"
        course.save()
    value = {"skill": skill, "instructor": ben, "level": "advanced", "language": "zh-hans"}[about]

    ruled("block", **{about: value})

    assert set(newest.data + newest.music) - set(shown_to(ann)) == set(mine)


def test_a_rule_is_about_exactly_one_thing(newest):
    with pytest.raises(IntegrityError):
        ruled("pin", course=newest.data[0], level="beginner")


def test_a_rule_for_an_audience_leaves_the_others_alone(ann, newest):
    ruled("block", course=newest.data[0], audience="visitor")

    assert newest.data[0] in shown_to(ann)
    assert newest.data[0] not in shown_to(None)


def test_an_active_learner_and_a_new_one_see_different_pins(ann, trained):
    active = trained.learners[0]
    did_something(active, trained.data[:2], days_ago=0)
    ruled("pin", course=trained.music[4], audience="active")
    ruled("pin", course=trained.music[5], audience="new")
    Row.objects.exclude(key__in=["picked", "popular"]).update(is_on=False)

    assert recommended(page_of(active))[0] == trained.music[4]
    assert recommended(page_of(ann))[0] == trained.music[5]


def test_what_rules_do_is_worked_out_once_for_each_audience(newest):
    ruled("boost", course=newest.data[0], audience="new")
    desk = open_desk()

    first = desk.effects.of("new")

    assert desk.effects.of("new") is first
    assert first.factors[desk.shelf.place[newest.data[0].pk]] == 2
    assert np.all(desk.effects.of("active").factors == 1)


def test_at_most_two_of_one_instructor_stand_in_a_row(ann, ben, newest):
    for course in newest.data:
        course.instructors.add(ben)
    limited(2, "instructor")

    row = shown_to(ann)

    assert len(set(row) & set(newest.data)) == 2
    assert set(newest.music) <= set(row)


def test_courses_that_build_on_each_other_are_a_series(ann, newest):
    one, two, three = newest.data[:3]
    Prerequisite.objects.create(course=two, requires=one)
    Prerequisite.objects.create(course=three, requires=two)
    limited(1, "series")

    assert len({one, two, three} & set(shown_to(ann))) == 1


@pytest.mark.parametrize(("scope", "most"), [("row", 4), ("page", 2)])
def test_a_limit_counts_in_each_row_or_on_the_whole_page(ann, world, scope, most):
    Row.objects.exclude(key__in=["new", "popular"]).update(is_on=False)
    Row.objects.update(minimum=1, maximum=4)
    limited(2, "category", scope)

    page = page_of(ann)

    assert len([course for course in page.courses if course in world.data]) == most


def test_a_limit_may_be_for_one_row_alone(ann, world):
    Row.objects.exclude(key__in=["new", "popular"]).update(is_on=False)
    Row.objects.update(minimum=1, maximum=6)
    limited(1, "category", row=Row.objects.get(key="new"))

    page = page_of(ann)

    assert len(courses_in(page, "new")) == 2
    assert len(courses_in(page, "popular")) == 6


def test_a_row_under_a_limit_is_filled_from_further_down(ann, trained):
    did_something(ann, trained.data[:2])
    Row.objects.exclude(key="picked").update(is_on=False)
    Row.objects.filter(key="picked").update(maximum=4)
    limited(2, "category")

    row = courses_in(page_of(ann), "picked")

    assert len(row) == 4
    assert len(set(row) & set(trained.data)) == 2


def test_a_stored_page_keeps_to_the_limit_when_a_course_is_taken_down(ann, newest):
    Row.objects.filter(key="new").update(maximum=4, minimum=1)
    limited(2, "category")
    refresh_learner(ann.pk)
    gone = shown_to(ann)[0]
    Course.objects.filter(pk=gone.pk).update(status="draft")

    after = shown_to(ann)

    assert gone not in after
    assert len(set(after) & set(newest.data)) == len(set(after) & set(newest.music)) == 2


def test_limits_read_the_same_number_of_tables_however_many_courses(ann, newest):
    limited(2, "instructor")

    def queries():
        refresh_learner(ann.pk)
        page_of(ann)
        with CaptureQueriesContext(connection) as found:
            page_of(ann)
        return len(found)

    before = queries()
    for number in range(30):
        make_course(f"More {number}", lessons=1)

    assert queries() == before


@pytest.mark.parametrize("kind", ["pin", "boost"])
def test_no_rule_brings_back_what_the_learner_or_a_row_leaves_out(ann, newest, kind):
    """R20."""
    taken, other = newest.data[0], newest.data[1]
    enrol(ann, taken)
    Row.objects.filter(key="new").update(category=newest.music[0].category)
    Row.objects.filter(key="popular").update(is_on=True, language="zh-hans", minimum=1)
    for about in ({"course": taken}, {"course": other}, {"level": "beginner"}, {"language": "en"}):
        ruled(kind, **about)

    assert set(recommended(page_of(ann))) == set(newest.music)


def test_similar_courses_follow_the_rules_for_visitors(trained):
    course, other = trained.data[:2]
    assert other in similar_to(course, None)

    ruled("block", course=other, audience="visitor")

    assert other not in similar_to(course, None)
    assert other in similar_to(course, trained.learners[1])


CHANGES = {
    "weight": lambda world: AlgorithmSetting.objects.get(name="ease"),
    "row": lambda world: Row.objects.get(key="new"),
    "rule": lambda world: ruled("block", course=world.data[0], audience="active"),
    "category": lambda world: Category.objects.get(slug="data"),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_makes_pages_stale_and_asks_for_a_wave(
    ann, newest, what, django_capture_on_commit_callbacks, monkeypatch
):
    """R22."""
    changed = CHANGES[what](newest)
    refresh_learner(ann.pk)
    stored = page_of(ann)
    assert page_of(ann).list_id == stored.list_id
    asked = []
    monkeypatch.setattr("recommendations.hooks.ask_for_all_pages", lambda: asked.append(1))
    for name in ("weight", "maximum", "order"):
        if hasattr(changed, name):
            setattr(changed, name, 3)
    if what == "rule":
        changed.audience = "new"

    with django_capture_on_commit_callbacks(execute=True):
        changed.save()

    assert asked
    assert page_of(ann).list_id != stored.list_id


def test_a_rule_that_begins_makes_pages_stale_by_itself(ann, newest):
    """R22."""
    rule = ruled("block", course=newest.data[0], starts_at=timezone.now() + timedelta(days=1))
    refresh_learner(ann.pk)
    assert newest.data[0] in shown_to(ann)

    Rule.objects.filter(pk=rule.pk).update(starts_at=timezone.now() - timedelta(minutes=1))

    assert newest.data[0] not in shown_to(ann)


def test_a_wave_refreshes_every_stored_page(newest):
    """R22."""
    from recommendations.homepage.refresh import refresh_all

    learners = [make_learner(f"wave{number}") for number in range(3)]
    for learner in learners:
        refresh_learner(learner.pk)
    ruled("block", course=newest.data[0])

    refresh_all(RefreshRun.objects.create(), lambda _done, _total: None)

    stored = CachedPage.objects.filter(learner__in=learners)
    shown = {card[0] for page in stored for row in page.payload["rows"] for card in row["cards"]}
    assert len(stored) == 3
    assert newest.data[0].pk not in shown
