"""The inside of a version: arrays, attention, what the trees rely on, what it would have earned."""

import pytest
from django.urls import reverse

from recommendations.models import AlgorithmSetting, TrainingRun, Version
from recommendations.serving.inside import look_inside
from recommendations.serving.live import _libraries, allow_every_library
from recommendations.training.retrain import retrain


@pytest.fixture
def every_library():
    """As in a worker."""
    before = set(_libraries)
    allow_every_library()
    yield
    _libraries.clear()
    _libraries.update(before)


def page_of(client, version):
    address = reverse("admin:recommendations_version_change", args=[version.pk])
    return client.get(address).content.decode()


def test_a_version_tells_its_arrays(staff, trained):
    version = Version.objects.get(algorithm="ease", status="live")

    page = page_of(staff, version)

    assert "course_ids" in page
    assert "items_" in page


def test_a_transformer_shows_what_it_looks_at(staff, world, every_library):
    AlgorithmSetting.objects.exclude(name="sasrec").update(is_enabled=False)
    small = {"factors": 8, "epochs": 1, "blocks": 1, "heads": 1}
    AlgorithmSetting.objects.filter(name="sasrec").update(is_enabled=True, params=small)
    run = retrain(TrainingRun.objects.create())
    assert run.status == "done", run.error

    assert look_inside() == 1

    page = page_of(staff, Version.objects.get(algorithm="sasrec", status="live"))
    assert page.count("<rect") >= 3
    assert "Data " in page


def test_the_trees_tell_what_they_rely_on_and_estimates_how_sure_they_are(staff, trained):
    version = Version.objects.get(algorithm="ease", status="live")
    estimate = {"value": 0.1234, "low": 0.11, "high": 0.14}
    names = ("logged", "ips", "snips", "doubly_robust")
    version.manifest |= {
        "inside": {"features": [["ease rank", 0.42, 1200.0]]},
        "what_if": {**dict.fromkeys(names, estimate), "effective_size": 55.0, "entries": 4000},
    }
    version.save()

    page = page_of(staff, version)

    for words in ("ease rank", "0.4200", "0.1234", "0.1100 – 0.1400", "4,000", "as many as 55"):
        assert words in page


def test_where_chance_had_no_part_the_page_says_so(staff, trained):
    version = Version.objects.get(algorithm="ease", status="live")
    version.manifest |= {"what_if": {"entries": 7}}
    version.save()

    assert "7 so far" in page_of(staff, version)


def test_on_a_site_where_nobody_did_anything_there_is_nothing_to_look_at(db):
    assert look_inside() == 0
