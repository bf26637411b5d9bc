"""The dashboards: learners' answers, measurements, and a look inside the models."""

import re
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from recommendations.admin.lines import Point, lines_of, scatter_of
from recommendations.admin.model_views import flattened, map_of, nearest
from recommendations.admin.numbers import NUMBERS
from recommendations.admin.online import exposure_of, limits
from recommendations.homepage.desk import open_desk
from recommendations.models import AlgorithmSetting, CourseDay, ListDay, TrainingRun
from recommendations.sources.shelf import read_shelf
from recommendations.training.retrain import retrain


@pytest.mark.parametrize("name", ["online", "offline", "model_views"])
def test_a_new_site_says_that_there_is_nothing_yet(staff, name):
    page = staff.get(reverse(name))

    assert page.status_code == 200
    assert "yet" in page.content.decode() or "No live model" in page.content.decode()


@pytest.mark.parametrize("name", ["online", "offline", "model_views", "new_courses"])
def test_only_those_who_may_see_the_recommender_see_it(allow, eva, name):
    assert allow(eva).get(reverse(name)).status_code == 403
    client = allow(eva, "view_trainingrun", "view_version")
    assert client.get(reverse(name)).status_code == 200


def test_new_courses_are_told_with_how_often_they_were_seen(staff, world):
    CourseDay.objects.create(
        day=timezone.now().date(), course_id=world.data[0].pk, impressions=1_234, clicks=15
    )

    page = staff.get(reverse("new_courses")).content.decode()

    assert world.data[0].title in page
    assert "1,234" in page
    assert "15 (1.2 %)" in page


def test_rates_are_told_by_row_position_version_and_arm(staff, world):
    today = timezone.now().date()
    for back, clicks in ((0, 5), (1, 10)):
        ListDay.objects.create(
            day=today - timedelta(days=back), row="picked", position=1, step="cached",
            versions="ease 3", arms="1 2", impressions=100, clicks=clicks, enrolments=1,
        )  # fmt: skip
    CourseDay.objects.create(day=today, course_id=world.data[0].pk, impressions=200, clicks=15)

    page = staff.get(reverse("online") + "?days=7").content.decode()

    for words in ("7.50 %", "1.00 %", "Picked for you", "ease 3", "1 2", "<polyline", "line-band"):
        assert words in page
    assert "28 days" in page


def test_attention_on_one_course_is_unequal_and_spread_evenly_it_is_not(world):
    shelf = read_shelf()
    one = np.zeros(len(shelf))
    one[0] = 50

    alone = exposure_of(one, shelf)
    even = exposure_of(np.ones(len(shelf)), shelf)

    assert alone.coverage == pytest.approx(1 / len(shelf))
    assert alone.gini == pytest.approx(1 - 1 / len(shelf))
    assert (even.coverage, even.gini) == (1.0, pytest.approx(0.0))
    assert even.novelty == pytest.approx(np.log2(len(shelf)))
    assert exposure_of(np.zeros(len(shelf)), shelf).coverage == 0


def test_limits_of_a_share_hold_it_and_narrow():
    low, high = limits(5, 100)

    assert 0 < low < 0.05 < high < 0.15
    assert limits(0, 0) == (0.0, 1.0)
    assert limits(500, 10_000)[1] < high
    assert limits(0, 50)[0] == 0


def test_measurements_are_drawn_through_time(staff, db):
    for number in range(3):
        TrainingRun.objects.create(
            status="done",
            metrics={
                "ease": {"ndcg@10": 0.1 + number / 100, "ndcg@10_ci": [0.09, 0.14], "coverage@10": 0.4},
                "ials": {"ndcg@10": 0.2, "coverage@10": 0.2},
                "rules": {},
            },
        )  # fmt: skip

    page = staff.get(reverse("offline")).content.decode()

    assert "0.1200" in page
    assert page.count("<polyline") == 2
    assert page.rindex("0.2000") < page.rindex("0.1200")


def test_neighbours_of_a_course_are_of_its_camp(staff, trained):
    course = trained.data[0]

    found = nearest(open_desk(), course.pk)
    page = staff.get(reverse("model_views"), {"course": course.pk, "q": "Data"})

    by_name = {one.name: [title for title, _ in one.courses] for one in found}
    assert by_name["item_knn"]
    assert all(title.startswith("Data") for title in by_name["item_knn"][:3])
    assert course.title not in by_name["item_knn"]
    assert by_name["item_knn"][0] in page.content.decode()


def test_a_map_puts_courses_of_one_camp_together(world):
    AlgorithmSetting.objects.exclude(name="ials").update(is_enabled=False)
    assert retrain(TrainingRun.objects.create()).status == "done"
    desk = open_desk()

    scatter = map_of(desk, desk.live.models["ials"])

    assert len(scatter.dots) == len(desk.shelf)
    camps = {camp: [dot for dot in scatter.dots if dot.name.startswith(camp)] for camp in ("Data", "Music")}  # fmt: skip
    assert len({dot.colour for dot in camps["Data"]}) == 1
    assert {dot.colour for dot in camps["Data"]} != {dot.colour for dot in camps["Music"]}


def test_flattening_keeps_the_widest_directions():
    random = np.random.default_rng(0)
    vectors = random.normal(size=(200, 5)) * np.array([0.1, 5.0, 0.1, 2.0, 0.1])

    flat = flattened(vectors)

    assert flat.shape == (200, 2)
    assert abs(np.corrcoef(flat[:, 0], vectors[:, 1])[0, 1]) > 0.99
    assert abs(np.corrcoef(flat[:, 1], vectors[:, 3])[0, 1]) > 0.99


def test_every_link_to_how_a_number_comes_about_leads_to_it(staff):
    keys = {number.key for number in NUMBERS}
    folder = Path(settings.BASE_DIR) / "templates" / "admin"
    linked = {
        key
        for path in folder.rglob("*.html")
        for key in re.findall(r'_how.html" with key="(\w+)"', path.read_text("utf-8"))
    }

    page = staff.get(reverse("numbers")).content.decode()

    assert linked
    assert linked <= keys
    assert all(f'id="{key}"' in page for key in keys)


def test_pictures_of_nothing_and_of_one_thing_are_drawn_too():
    assert lines_of({}).is_empty
    assert lines_of({"a": [Point("1", None)]}).is_empty
    (line,) = lines_of({"a": [Point("1", 0.0)]}).lines
    assert line.path == "0.0,200.0"
    assert scatter_of([]).dots == []
    (dot,) = scatter_of([("a", 1.0, 2.0, 0)]).dots
    assert (dot.x, dot.y) == (360.0, 160.0)
