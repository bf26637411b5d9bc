"""Who enters the admin: staff with everything, with some permissions, with none, an instructor."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from accounts.models import Role, User
from recommendations.models import RunStatus, TrainingRun
from tests.conftest import make_person


def client_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def staff(dan) -> Client:
    """Dan, who may do everything."""
    return client_of(dan)


@pytest.fixture
def eva(db) -> User:
    """Works here, but nobody has given her a permission yet."""
    return make_person("Eva", is_staff=True, role=Role.STAFF)


@pytest.fixture
def allow():
    """Gives a person permissions by name."""

    def give(person: User, *names: str) -> Client:
        found = Permission.objects.filter(codename__in=names)
        assert len(found) == len(names)
        person.user_permissions.add(*found)
        return client_of(User.objects.get(pk=person.pk))

    return give


@pytest.fixture
def instructor(ben) -> Client:
    """Ben, who enters the admin to write his courses."""
    ben.is_staff = True
    ben.save()
    return client_of(ben)


@pytest.fixture
def no_broker():
    """A queue that nobody answers for."""
    from config.celery import app

    before = app.conf.broker_url
    app.conf.broker_url = "redis+socket:///nowhere/valkey.sock"
    app.amqp._producer_pool = app._pool = None
    yield
    app.conf.broker_url = before
    app.amqp._producer_pool = app._pool = None


@pytest.fixture
def finished_run(db) -> TrainingRun:
    """A training as it is recorded when all went well."""
    metrics = {"ndcg@10": 0.31, "ndcg@10_ci": [0.28, 0.34], "hr@10": 0.5, "learners": 40}
    return TrainingRun.objects.create(
        status=RunStatus.DONE,
        counts={
            "learners": 50, "courses": 12, "interactions": 300, "rows": 320,
            "dropped": {"staff": 7, "no_consent": 2},
        },
        metrics={"ease": metrics, "trending": {**metrics, "ndcg@10": 0.05}},
        data_hash="ab" * 32,
    )  # fmt: skip
