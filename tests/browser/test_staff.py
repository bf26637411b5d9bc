"""Staff at work in a real browser: the admin's policy holds, runs are followed, versions go back."""

import pytest

from accounts.models import Role
from recommendations.homepage.defaults import ensure_defaults
from recommendations.models import Row, RunStatus, TrainingRun, Version, VersionStatus
from tests.conftest import make_course, make_person

pytestmark = pytest.mark.browser
ADMIN = "/admin/recommendations"


@pytest.fixture
def dan(transactional_db):
    return make_person("Dan", is_staff=True, is_superuser=True, role=Role.STAFF)


@pytest.fixture
def site_of_staff(dan, new_context):
    """A page of Dan's browser; whatever it complains of fails the test."""
    ensure_defaults()
    return new_context(dan).new_page()


def test_the_pages_of_staff_obey_the_content_policy(site_of_staff):
    for path in (
        "/admin/",
        f"{ADMIN}/algorithmsetting/",
        f"{ADMIN}/row/add/",
        f"{ADMIN}/rule/add/",
    ):
        site_of_staff.goto(path)
        site_of_staff.wait_for_load_state("networkidle")

    assert site_of_staff.get_by_role("link", name="gavel Rules").is_visible()


def test_the_page_of_a_run_follows_it_to_its_end(site_of_staff):
    run = TrainingRun.objects.create(
        status=RunStatus.RUNNING, stage="Training ease", done=4, total=10
    )
    site_of_staff.goto(f"{ADMIN}/trainingrun/{run.pk}/change/")
    assert site_of_staff.locator("progress").get_attribute("value") == "4"

    TrainingRun.objects.update(done=7)
    site_of_staff.locator("progress[value='7']").wait_for()
    TrainingRun.objects.update(
        status=RunStatus.DONE,
        done=10,
        counts={"learners": 3, "courses": 2, "interactions": 5, "rows": 5, "dropped": {}},
    )

    site_of_staff.get_by_text("Nothing was left out").wait_for()
    assert site_of_staff.locator("progress").count() == 0


def drag(page, start, end) -> None:
    """As a hand does it: in small steps, from the middle to the top edge."""
    page.mouse.move(start["x"] + 10, start["y"] + 10)
    page.mouse.down()
    page.mouse.move(end["x"] + 10, end["y"] + 2, steps=12)
    page.mouse.up()


def test_a_row_is_dragged_to_another_place(site_of_staff):
    first, second, *_others = Row.objects.order_by("order")
    site_of_staff.goto(f"{ADMIN}/row/")
    handles = site_of_staff.locator("#result_list tbody .cursor-move:not(span)")
    drag(site_of_staff, handles.nth(1).bounding_box(), handles.nth(0).bounding_box())
    site_of_staff.get_by_role("button", name="Save").click()
    site_of_staff.get_by_text("changed successfully").wait_for()

    assert list(Row.objects.order_by("order"))[:2] == [second, first]


def test_staff_look_as_a_learner_and_come_back(site_of_staff):
    ann = make_person("Ann")
    for number in range(4):
        make_course(f"Course {number}")

    site_of_staff.goto(f"/admin/accounts/user/{ann.pk}/change/")
    site_of_staff.get_by_role("button", name="See as this learner").click()
    site_of_staff.get_by_text("You see the site as").wait_for()
    assert site_of_staff.locator(".provenance").count() >= 4
    site_of_staff.get_by_role("button", name="Leave the preview").click()

    site_of_staff.wait_for_url(f"**/admin/accounts/user/{ann.pk}/change/")


def test_the_documentation_of_the_api_works_under_the_strict_policy(site_of_staff):
    site_of_staff.goto("/api/docs/")

    site_of_staff.get_by_text("/api/v1/homepage/", exact=True).first.click()
    site_of_staff.get_by_role("button", name="Try it out").click()
    site_of_staff.get_by_role("button", name="Execute").click()

    site_of_staff.locator(".live-responses-table .response-col_status", has_text="200").wait_for()


def test_a_version_before_serves_again_with_one_click(site_of_staff, settings, tmp_path):
    from recommendations.artefacts import write_artefact

    backend = "django.core.files.storage.FileSystemStorage"
    folder = {"BACKEND": backend, "OPTIONS": {"location": tmp_path / "artefacts"}}
    settings.STORAGES = {**settings.STORAGES, "artefacts": folder}
    for status in (VersionStatus.RETIRED, VersionStatus.LIVE):
        path, manifest = write_artefact("ease", {}, {"course_ids": [1, 2]})
        Version.objects.create(algorithm="ease", path=path, manifest=manifest, status=status)
    before, now = Version.objects.order_by("pk")

    site_of_staff.goto(f"{ADMIN}/version/")
    site_of_staff.get_by_role("button", name="Roll back to this").click()
    site_of_staff.get_by_text("serves now").wait_for()

    before.refresh_from_db()
    now.refresh_from_db()
    assert (before.status, now.status) == (VersionStatus.LIVE, VersionStatus.RETIRED)
