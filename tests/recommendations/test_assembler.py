"""The page as a whole: rows and cards chosen together, and rows for an occasion."""

from datetime import timedelta

import pytest
from django.utils import timezone

from courses.models import Course, LearningGoal, Prerequisite, SavedCourse, Skill
from recommendations.homepage.pages import page_of
from recommendations.homepage.provenance import sight_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import Arrangement, Row
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, enrol, row_of
from tracking.models import DailyActivity


def only(*keys, **fields):
    Row.objects.exclude(key__in=keys).update(is_on=False)
    Row.objects.filter(key__in=keys).update(**{"is_on": True, **fields})


def arrange(**settings):
    plain = {"diversity": 0, "calibration": 0, "freshness": 0, "hold": 0, "shown_in_vain": 0}
    return Arrangement.objects.create(**{**plain, **settings})


def show_in_vain(learner, course, times):
    now = timezone.now()
    DailyActivity.objects.create(
        learner=learner,
        course_id=course.pk,
        day=now.date(),
        events=times,
        first_at=now,
        last_at=now,
    )


def test_what_was_shown_five_times_in_vain_sinks_and_staff_see_why(ann, trained):
    did_something(ann, trained.data[:2])
    only("picked", maximum=3, minimum=1)
    first = courses_in(page_of(ann), "picked")[0]
    show_in_vain(ann, first, 4)
    refresh_learner(ann.pk)
    assert courses_in(page_of(ann), "picked")[0] == first

    DailyActivity.objects.filter(learner=ann, course_id=first.pk).update(events=5)
    refresh_learner(ann.pk)

    assert first not in courses_in(page_of(ann), "picked")
    [absence] = sight_of(ann).absences(first.title)
    assert dict(absence.rows)["Picked for you"].startswith(
        "By score alone it would stand at place 1"
    )


def test_a_click_forgives_all_that_was_shown_in_vain(ann, trained):
    did_something(ann, trained.data[:2])
    only("picked", maximum=3, minimum=1)
    first = courses_in(page_of(ann), "picked")[0]
    show_in_vain(ann, first, 9)
    DailyActivity.objects.filter(learner=ann, course_id=first.pk).update(signal=0.25)

    refresh_learner(ann.pk)

    assert first in courses_in(page_of(ann), "picked")


def test_no_more_than_two_of_one_instructor_stand_in_view_while_others_are_left(ann, ben, trained):
    for course in trained.data[1:5]:
        course.instructors.add(ben)
    did_something(ann, trained.data[:1])
    only("picked", maximum=6, minimum=1)

    shown = courses_in(page_of(ann), "picked")
    Arrangement.objects.create(most_alike=0)
    refresh_learner(ann.pk)
    without = courses_in(page_of(ann), "picked")

    assert sum(course in trained.data[1:5] for course in shown[:4]) == 2
    assert sum(course in trained.data[1:5] for course in without[:4]) > 2
    assert len(shown) == 6


def test_the_best_row_comes_first_among_those_that_may_move(ann, trained):
    did_something(ann, trained.music[:2])
    only("new", "interest", "popular", maximum=3, minimum=1)
    Row.objects.update(may_move=True)
    Row.objects.filter(key="new").update(order=1, category=trained.data[0].category)
    Row.objects.filter(key="popular").update(order=2, category=trained.data[0].category)
    Row.objects.filter(key="interest").update(order=3)

    moved = [row.key for row in page_of(ann).rows]
    Row.objects.filter(key="new").update(may_move=False)
    refresh_learner(ann.pk)
    held = [row.key for row in page_of(ann).rows]

    assert moved[0] == "interest"
    assert held[:2] == ["new", "interest"]


def test_cards_follow_the_mix_of_what_the_learner_did(ann, trained):
    did_something(ann, [trained.music[0], *trained.data[:2]])
    only("picked", maximum=3, minimum=1)
    arrange()
    plain = courses_in(page_of(ann), "picked")

    Arrangement.objects.update(calibration=1)
    refresh_learner(ann.pk)
    calibrated = courses_in(page_of(ann), "picked")

    assert sum(course in trained.music for course in plain) == 0
    assert sum(course in trained.music for course in calibrated) == 1


def test_a_page_holds_on_to_its_cards_until_the_learner_does_something(ann, trained):
    did_something(ann, trained.data[:2])
    only("picked", maximum=1, minimum=1)
    arrange(hold=1)
    [stood] = courses_in(page_of(ann), "picked")
    first, second = (card.course for card in sight_of(ann).selection.rows[0].cards[:2])
    Arrangement.objects.update(shown_in_vain=5, sinks_to=0.9)
    show_in_vain(ann, stood, 5)
    DailyActivity.objects.filter(learner=ann).update(last_at=timezone.now() - timedelta(days=2))
    refresh_learner(ann.pk)
    assert courses_in(page_of(ann), "picked") == [stood]
    assert stood.pk == first

    Arrangement.objects.update(hold=0, sinks_to=0.01)
    refresh_learner(ann.pk)

    assert [course.pk for course in courses_in(page_of(ann), "picked")] == [second]


def test_staff_may_bound_the_rows_of_suggestions(ann, trained):
    did_something(ann, trained.data[:1])
    Row.objects.update(minimum=1, maximum=1)
    Arrangement.objects.create(most_rows=2)

    assert len([row for row in page_of(ann).rows if row.key not in ("continue", "saved")]) == 2


def test_finishing_a_course_unlocks_what_builds_on_it(ann, trained):
    only("unlocked")
    base, next_one, other = trained.data[:3]
    Prerequisite.objects.create(course=next_one, requires=base)
    Prerequisite.objects.create(course=other, requires=base)
    Prerequisite.objects.create(course=other, requires=trained.music[0])
    enrol(ann, base, completed_at=timezone.now())

    row = row_of(page_of(ann), "unlocked")

    assert [card.course for card in row.cards] == [next_one]
    assert row.cards[0].reason == "Builds on “Data 0”, which you finished"


def test_a_saved_course_brings_what_it_builds_on_the_most_basic_first(ann, trained):
    only("before")
    saved, middle, base = trained.data[:3]
    Prerequisite.objects.create(course=saved, requires=middle)
    Prerequisite.objects.create(course=middle, requires=base)
    SavedCourse.objects.create(learner=ann, course=saved)

    row = row_of(page_of(ann), "before")

    assert row.title == "Before “Data 0”"
    assert [card.course for card in row.cards] == [base, middle]


def test_hot_needs_three_learners_and_fresh_days_count_most(ann, world):
    only("hot", minimum=1)
    DailyActivity.objects.all().delete()
    stale, fresh, lone = world.data[:3]
    for learner in world.learners[:4]:
        did_something(learner, [stale], days_ago=4)
    for learner in world.learners[:3]:
        did_something(learner, [fresh], days_ago=-1)
    did_something(world.learners[0], [lone], days_ago=-1)
    did_something(ann, [world.data[5]], days_ago=30)

    row = row_of(page_of(ann), "hot")

    assert row.title == "Hot this week in Data"
    assert [card.course for card in row.cards] == [fresh, stale]
    assert row.cards[0].reason == "3 learners this week"


def test_a_step_aside_leads_out_of_the_fields_of_a_learner(ann, trained):
    only("aside")
    did_something(ann, trained.data[:3])

    row = row_of(page_of(ann), "aside")

    assert {card.course for card in row.cards} <= set(trained.music)
    assert row.cards[0].reason == "For once from another field: Music"


def test_short_ones_and_what_came_since_the_last_visit(ann, trained):
    only("short", "since", minimum=1)
    did_something(ann, trained.data[:1], days_ago=5)
    Course.objects.filter(pk__in=[one.pk for one in trained.data]).update(
        duration_minutes=45, published_at=timezone.now() - timedelta(days=30)
    )
    Course.objects.filter(pk__in=[one.pk for one in trained.music]).update(
        duration_minutes=300, published_at=timezone.now() - timedelta(days=30)
    )
    late = make_course("Late", category=trained.music[0].category)

    page = page_of(ann)

    assert courses_in(page, "since") == [late]
    assert set(courses_in(page, "short")) <= set(trained.data)
    assert row_of(page, "short").cards[0].reason == "45 minutes in all"


def test_a_path_shows_its_steps_in_order_whoever_teaches_them(ann, ben, trained):
    only("path", minimum=1)
    did_something(ann, trained.music[:1])
    steps = [trained.data[number] for number in (3, 0, 4, 1)]
    ben.taught_courses.add(*steps[:3])
    skill = Skill.objects.create(slug="data", name_en="Data")
    plan = [{"course": one.pk, "reason": "", "skills": []} for one in steps]
    LearningGoal.objects.create(learner=ann, skill=skill, plan=plan)

    row = row_of(page_of(ann), "path")

    assert [card.course for card in row.cards] == steps
    assert row.cards[2].reason == "Step 3 of your path"


@pytest.mark.parametrize("key", ["path", "unlocked", "hot", "since", "before", "aside"])
def test_an_occasion_that_did_not_come_shows_no_row(ann, world, key):
    only(key, minimum=1)

    assert row_of(page_of(ann), key) is None
    assert row_of(page_of(None), key) is None


def test_a_page_of_many_rows_holds_each_course_once(ann, trained):
    did_something(ann, trained.data[:3])
    Row.objects.update(minimum=1, maximum=3)

    courses = page_of(ann).courses

    assert len(courses) == len(set(courses)) > 6
