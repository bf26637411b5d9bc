"""Staff see which version serves, and go back to one before with one click."""

import pytest
from django.contrib.admin.models import LogEntry

from recommendations.artefacts import write_artefact
from recommendations.engine.ranking.ranker import NOT_USED, TOO_FEW, USED
from recommendations.models import TrainingRun, Version, VersionStatus
from recommendations.serving.live import live_models
from recommendations.training.retrain import retrain
from tests.recommendations.admin.conftest import client_of

LIST = "/admin/recommendations/version/"


def publish_address(version: Version) -> str:
    return f"{LIST}{version.pk}/publish/"


@pytest.fixture
def two_of_ease(trained) -> tuple[Version, Version]:
    """The version before and the one that serves."""
    retrain(TrainingRun.objects.create(), is_forced=True)
    before = Version.objects.get(algorithm="ease", status=VersionStatus.RETIRED)
    return before, Version.objects.get(algorithm="ease", status=VersionStatus.LIVE)


def test_one_click_in_the_list_rolls_back(staff, dan, two_of_ease):
    before, now = two_of_ease
    page = staff.get(LIST).content.decode()
    assert f'formaction="{publish_address(before)}"' in page
    assert f'formaction="{publish_address(now)}"' not in page

    staff.post(publish_address(before))

    before.refresh_from_db()
    now.refresh_from_db()
    assert (before.status, now.status) == (VersionStatus.LIVE, VersionStatus.RETIRED)
    assert live_models().models["ease"].version_id == before.pk
    entry = LogEntry.objects.get()
    assert entry.user == dan
    assert before.path in entry.get_change_message()
    assert now.path in entry.get_change_message()


def test_a_version_whose_files_are_damaged_is_not_published(staff, artefacts, two_of_ease):
    before, now = two_of_ease
    (artefacts / before.path / "model.safetensors").write_bytes(b"half")

    page = staff.post(publish_address(before), follow=True).content.decode()

    now.refresh_from_db()
    assert now.status == VersionStatus.LIVE
    assert "the arrays do not match their checksum" in page
    assert not LogEntry.objects.exists()


def test_a_refused_version_shows_why_and_is_not_offered(staff, db):
    path, manifest = write_artefact("ease", {}, {})
    refused = Version.objects.create(
        algorithm="ease", path=path, manifest=manifest, status=VersionStatus.REFUSED,
        refusal="the manifest is not JSON",
    )  # fmt: skip

    page = staff.get(LIST).content.decode()

    assert "the manifest is not JSON" in page
    assert "formaction" not in page
    staff.post(publish_address(refused))
    refused.refresh_from_db()
    assert refused.status == VersionStatus.REFUSED


def test_a_version_shows_its_figures_and_what_it_is_made_of(staff, two_of_ease):
    _before, now = two_of_ease

    page = staff.get(f"{LIST}{now.pk}/change/").content.decode()

    assert f"{now.manifest['metrics']['ndcg@10']:.4f}" in page
    assert now.manifest["data_hash"] in page


def test_looking_at_the_address_publishes_nothing(staff, two_of_ease):
    before, _now = two_of_ease

    assert staff.get(publish_address(before)).status_code == 405


def test_only_staff_with_the_permission_publish(client, ann, eva, instructor, allow, two_of_ease):
    before, _now = two_of_ease
    address = publish_address(before)

    for person in (client, client_of(ann)):
        assert person.post(address).status_code == 302
    assert instructor.post(address).status_code == 403
    viewer = allow(eva, "view_version")
    assert viewer.post(address).status_code == 403
    assert "formaction" not in viewer.get(LIST).content.decode()
    before.refresh_from_db()
    assert before.status == VersionStatus.RETIRED

    allow(eva, "publish_versions").post(address)
    before.refresh_from_db()
    assert before.status == VersionStatus.LIVE


@pytest.mark.parametrize("sentence", [USED, NOT_USED, TOO_FEW])
def test_staff_read_what_an_algorithm_says_of_its_fit(staff, dan, two_of_ease, sentence):
    _, now = two_of_ease
    figures = {"lists": "212", "trees": "0.1000", "blend": "0.2345", "best": "0.2000"}
    now.manifest["remark"] = [sentence, figures]
    now.save()
    address = f"{LIST}{now.pk}/change/"

    assert sentence % figures in staff.get(address).content.decode()
    dan.language = "zh-hans"
    dan.save()
    page = staff.get(address).content.decode()
    assert sentence % figures not in page
    assert "混合" in page
