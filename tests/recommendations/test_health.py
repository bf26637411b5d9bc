"""/health/ says what is degraded, and pages go on being served (C19)."""

import pytest

from tracking import spool
from tracking.ledger import draft


def test_all_is_well(client, db):
    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json()["status"] == "ok"


def test_without_redis_the_site_is_degraded_and_still_answers(client, db, settings, tmp_path):
    settings.REDIS_URL = f"unix://{tmp_path}/nobody.sock"

    response = client.get("/health/")

    assert response.status_code == 200
    assert response.json()["status"] == "degraded"
    assert response.json()["cache_and_queue"] == "down"
    assert client.get("/catalogue/").status_code == 200


def test_spooled_events_are_counted(client, ann, python_course, settings, tmp_path):
    settings.EVENT_SPOOL_DIR = tmp_path
    spool.append([draft("viewed", learner=ann, target=python_course)])

    report = client.get("/health/").json()

    assert report["spooled_events"] == 1
    assert report["status"] == "degraded"


@pytest.mark.parametrize("method", ["post", "delete"])
def test_health_is_only_read(client, db, method):
    assert getattr(client, method)("/health/").status_code == 405
