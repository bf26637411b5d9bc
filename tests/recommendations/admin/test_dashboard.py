"""The first page of the admin shows real numbers, and each person what they may open."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from recommendations.admin.dashboard import shares_of
from recommendations.admin.navigation import GROUPS, PAGES, navigation
from recommendations.admin.plot import HEIGHT, plot_of
from recommendations.models import TrainingRun
from tests.recommendations.admin.conftest import client_of
from tests.recommendations.conftest import did_something
from tracking import spool
from tracking.ledger import draft

INDEX = "/admin/"


@pytest.fixture(autouse=True)
def spool_of_this_test(settings, tmp_path):
    settings.EVENT_SPOOL_DIR = tmp_path / "spool"


def entries_of(page) -> list[str]:
    return [
        str(item["title"])
        for group in page.context["sidebar_navigation"]
        for item in group["items"]
        if item["has_permission"]
    ]


def test_the_figures_are_those_of_the_tables(staff, ann, cleo, python_course):
    did_something(ann, [python_course], days_ago=-1)
    spool.append([draft("viewed", learner=ann, target=python_course)])

    figures = staff.get(INDEX).context["figures"]

    assert figures == {"learners": 2, "events_today": 1, "pages": 0, "spooled": 1}


def test_the_page_shows_versions_shares_and_the_last_run(staff, trained):
    page = staff.get(INDEX)

    assert {one.version.algorithm for one in page.context["live"]} >= {"ease", "item_knn"}
    assert page.context["last_run"][0] == TrainingRun.objects.first()
    assert page.context["queues"].is_up


def test_a_new_site_says_what_is_not_there_yet(staff):
    page = staff.get(INDEX).content.decode()

    assert "No algorithm has been trained" in page
    assert "No training has been asked for yet." in page


def test_a_queue_that_is_down_is_said(staff, settings):
    settings.REDIS_URL = "unix:///nowhere/valkey.sock"

    page = staff.get(INDEX).content.decode()

    assert "The queue does not answer" in page


def test_the_workers_are_asked_after_the_page_is_drawn(staff):
    assert 'hx-get="/admin/workers/"' in staff.get(INDEX).content.decode()
    assert "No worker answers" in staff.get("/admin/workers/").content.decode()


def test_the_plot_has_a_bar_a_day():
    last = date(2030, 5, 31)
    plot = plot_of({last: 10, last - timedelta(days=2): 5}, last, days=4)

    assert [bar.count for bar in plot.bars] == [0, 5, 0, 10]
    assert [bar.height for bar in plot.bars] == [0, HEIGHT / 2, 0, HEIGHT]
    assert (plot.total, plot.highest) == (15, 10)


def test_a_plot_without_events_is_flat():
    assert {bar.height for bar in plot_of({}, timezone.now().date(), 10).bars} == {0}


def test_shares_of_no_pages_are_zero():
    assert [share.percent for share in shares_of({"cached": 0, "computed": 0})] == [0, 0]
    assert [share.percent for share in shares_of({"cached": 3, "computed": 1})] == [75, 25]


def test_staff_find_every_table_and_each_opens(staff):
    tables = [str(entry[0]) for _, entries in GROUPS for entry in entries]
    wanted = ["Dashboard", *(str(page[0]) for page in PAGES), *tables]

    page = staff.get(INDEX)

    assert entries_of(page) == wanted
    links = [i["link"] for group in page.context["sidebar_navigation"] for i in group["items"]]
    assert [link for link in links if staff.get(link).status_code != 200] == []


def test_an_instructor_sees_authoring_alone(instructor):
    page = instructor.get(INDEX)

    assert entries_of(page) == ["My courses", "My lessons", "My sections"]
    assert "figures" not in page.context
    for link in ("/admin/courses/course/", "/admin/courses/lesson/", "/admin/courses/section/"):
        assert instructor.get(link).status_code == 200


def test_staff_without_permissions_see_no_table_and_no_numbers(eva):
    page = client_of(eva).get(INDEX)

    assert entries_of(page) == ["Dashboard"]
    assert "figures" not in page.context
    assert client_of(eva).get("/admin/workers/").status_code == 403


def test_staff_see_the_tables_of_their_permissions(eva, allow):
    page = allow(eva, "view_row", "change_rule").get(INDEX)

    assert entries_of(page) == ["Dashboard", "Rows", "Rules"]


def test_the_navigation_asks_nothing_of_a_person_without_a_role(rf, db):
    request = rf.get(INDEX)
    request.user = User(email="x@example.org", is_superuser=True, is_active=True)

    assert len(navigation(request)) == len(GROUPS) + 1


def test_tokens_are_nobodys_to_read(staff):
    assert staff.get("/admin/authtoken/tokenproxy/").status_code == 404
