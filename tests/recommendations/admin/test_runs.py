"""Staff start trainings and refreshes with a button, and watch them."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.utils import timezone

from recommendations.models import RefreshRun, RunStatus, TrainingRun
from recommendations.queues import read_queues
from tests.recommendations.admin.conftest import client_of

TRAIN = "/admin/recommendations/algorithmsetting/train/"
REFRESH = "/admin/recommendations/refreshrun/refresh/"
pytestmark = pytest.mark.django_db


def waiting(queue: str) -> int:
    return read_queues().waiting[queue]


def page_of(run: TrainingRun | RefreshRun) -> str:
    return f"/admin/recommendations/{run._meta.model_name}/{run.pk}/change/"


def fragment_of(run: TrainingRun | RefreshRun) -> str:
    return f"/admin/recommendations/{run._meta.model_name}/{run.pk}/progress/"


def test_a_button_asks_first(staff):
    page = staff.get(TRAIN)

    assert "Train all algorithms that are on?" in page.content.decode()
    assert not TrainingRun.objects.exists()


def test_training_is_handed_to_the_queue_and_noted(staff, dan):
    before = waiting("training")

    answer = staff.post(TRAIN)

    run = TrainingRun.objects.get()
    assert answer.url == page_of(run)
    assert waiting("training") == before + 1
    assert (run.started_by, run.status) == (dan, RunStatus.WAITING)
    assert LogEntry.objects.get().user == dan


def test_a_refresh_is_handed_to_the_queue_and_noted(staff, dan):
    before = waiting("refresh")

    answer = staff.post(REFRESH)

    run = RefreshRun.objects.get()
    assert answer.url == page_of(run)
    assert waiting("refresh") == before + 1
    assert LogEntry.objects.get().user == dan


def test_a_queue_that_is_down_is_said_plainly(staff, no_broker):
    page = staff.post(TRAIN, follow=True)

    run = TrainingRun.objects.get()
    assert run.status == RunStatus.FAILED
    assert page.content.decode().count("The queue cannot be reached") == 2


def test_the_page_of_a_run_that_lasts_asks_for_its_progress(staff):
    run = TrainingRun.objects.create(
        status=RunStatus.RUNNING, stage="Training ease", done=4, total=10
    )

    page = staff.get(page_of(run)).content.decode()

    assert f'hx-get="{fragment_of(run)}"' in page
    assert 'value="4" max="10"' in page
    assert "Training ease" in page
    assert "Reload to see how far it is" in page


def test_the_fragment_of_a_run_that_is_over_asks_for_the_whole_page(staff):
    run = TrainingRun.objects.create(status=RunStatus.RUNNING)
    assert "HX-Refresh" not in staff.get(fragment_of(run)).headers
    TrainingRun.objects.update(status=RunStatus.DONE)

    answer = staff.get(fragment_of(run))

    assert answer.headers["HX-Refresh"] == "true"
    assert "hx-get" not in answer.content.decode()


def test_a_run_that_no_worker_takes_says_so(staff):
    run = TrainingRun.objects.create()
    assert "No worker has taken it yet" not in staff.get(page_of(run)).content.decode()
    TrainingRun.objects.update(created_at=timezone.now() - timedelta(minutes=1))

    assert "No worker has taken it yet" in staff.get(page_of(run)).content.decode()


def test_a_finished_training_shows_its_data_its_figures_and_what_was_left_out(staff, finished_run):
    page = staff.get(page_of(finished_run)).content.decode()

    for words in ("activity of staff", "learners who did not agree", "0.2800 – 0.3400"):
        assert words in page
    assert page.index("0.3100") < page.index("0.0500")  # the best comes first
    assert "abababababababab" in page


def test_a_failed_training_shows_why(staff):
    run = TrainingRun.objects.create(
        status=RunStatus.FAILED, error="ease: no memory\nials: neither"
    )

    page = staff.get(page_of(run)).content.decode()

    assert "ease: no memory<br>ials: neither" in page


def test_the_lists_show_runs(staff, finished_run):
    RefreshRun.objects.create(done=10, total=20)

    trainings = staff.get("/admin/recommendations/trainingrun/").content.decode()
    refreshes = staff.get("/admin/recommendations/refreshrun/").content.decode()

    assert "300 interactions of 50 learners" in trainings
    assert "10 / 20" in refreshes


def test_a_reading_request_starts_nothing(staff):
    staff.get(TRAIN)
    staff.head(TRAIN)

    assert not TrainingRun.objects.exists()


def test_only_staff_with_the_permission_start_a_training(client, ann, eva, instructor, allow):
    for person in (client, client_of(ann)):
        assert person.post(TRAIN).status_code == 302
    assert instructor.post(TRAIN).status_code == 403
    assert allow(eva, "view_trainingrun").post(TRAIN).status_code == 403
    assert not TrainingRun.objects.exists()

    assert allow(eva, "add_trainingrun").post(TRAIN).status_code == 302
    assert TrainingRun.objects.count() == 1


def test_only_those_who_may_view_runs_see_progress(eva, instructor, allow, finished_run):
    assert instructor.get(fragment_of(finished_run)).status_code in {403, 404}
    assert client_of(eva).get(fragment_of(finished_run)).status_code == 403
    assert allow(eva, "view_trainingrun").get(fragment_of(finished_run)).status_code == 200
