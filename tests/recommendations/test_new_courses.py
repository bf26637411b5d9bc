"""New courses: in the models' answers without a training, and on pages until seen often enough."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from recommendations.homepage.desk import open_desk
from recommendations.homepage.pages import page_of
from recommendations.homepage.refresh import refresh_learner
from recommendations.models import AlgorithmSetting, CachedPage, CourseDay, Row, Rule, ShownList
from recommendations.serving.welcoming import place_courses
from recommendations.sources.exposure import FLOOR, read_drawn, read_exposure, read_lacking
from tests.conftest import make_course
from tests.recommendations.conftest import did_something
from tests.recommendations.test_homepage import courses_in, row_of


@pytest.fixture
def first_of_all(db):
    """The row of new courses at the top, where no other row takes them."""
    Row.objects.filter(key="firsts").update(order=15)


def publish_another(world, title="Data 99", days_ago=0):
    course = make_course(title, category=world.data[0].category)
    course.published_at = timezone.now() - timedelta(days=days_ago)
    course.save()
    cache.delete("recs:lacking")
    return course


def train_content(world):
    from recommendations.models import TrainingRun
    from recommendations.training.retrain import retrain

    AlgorithmSetting.objects.exclude(name__in=("content", "item_knn")).update(is_enabled=False)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error


def test_a_course_is_suggested_from_the_minute_it_is_published_without_a_training(ann, world):
    train_content(world)
    did_something(ann, world.data[:3])
    course = publish_another(world)
    column = open_desk().shelf.place[course.pk]
    unknown = open_desk().live.models["content"].course_ids

    assert place_courses() == 1

    desk = open_desk()
    assert course.pk not in unknown
    assert course.pk in desk.live.models["content"].course_ids
    linked = desk.links_of(world.data[0].pk)
    assert linked[course.pk] > 0
    assert column == desk.shelf.place[course.pk]


def test_a_new_course_is_shown_by_chance_until_it_was_seen_often_enough(ann, trained, first_of_all):
    did_something(ann, trained.music[:3])
    course = publish_another(trained)
    publish_another(trained, "Data old", days_ago=60)
    for one in (*trained.data, *trained.music):
        CourseDay.objects.create(day=timezone.now().date(), course_id=one.pk, impressions=FLOOR)
    refresh_learner(ann.pk)

    page = page_of(ann)
    assert courses_in(page, "firsts") == [course]
    packed = next(
        row for row in CachedPage.objects.get(learner=ann).payload["rows"] if row["key"] == "firsts"
    )
    assert packed["cards"][0][0] == course.pk
    assert ShownList.objects.get(list_id=page.list_id)
    assert read_drawn()[course.pk].times == 1

    CourseDay.objects.create(
        day=timezone.now().date(), course_id=course.pk, impressions=FLOOR + 5, clicks=7
    )
    cache.delete("recs:lacking")
    refresh_learner(ann.pk)

    assert row_of(page_of(ann), "firsts") is None
    found = {one.course: one for one in read_exposure()}[course.pk]
    assert (found.seen, found.clicks, found.lack) == (FLOOR + 5, 7, 0)


def test_what_lacks_most_is_likelier_and_chances_are_written_down(ann, trained, first_of_all):
    did_something(ann, trained.music[:3])
    new = [publish_another(trained, f"Data new {n}") for n in range(9)]
    seen = CourseDay(day=timezone.now().date(), course_id=new[0].pk, impressions=FLOOR - 1)
    seen.save()
    Rule.objects.create(kind="block", course=new[1], reason="test")
    cache.delete("recs:lacking")
    assert read_lacking()[new[0].pk] == 1
    refresh_learner(ann.pk)

    row = next(
        row for row in CachedPage.objects.get(learner=ann).payload["rows"] if row["key"] == "firsts"
    )
    courses = [card[0] for card in row["cards"]]
    chances = {card[0]: card[4] for card in row["cards"] if len(card) > 4}

    assert new[1].pk not in courses
    assert len(set(courses)) == len(courses) >= 4
    assert all(0 < chance < 1 for chance in chances.values())
    assert len(chances) >= 4
