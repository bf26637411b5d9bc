"""Calls the API as an app does: with a token, in JSON."""

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from accounts.models import User


def app_of(person: User | None = None) -> APIClient:
    client = APIClient()
    if person is not None:
        token, _is_new = Token.objects.get_or_create(user=person)
        client.credentials(HTTP_AUTHORIZATION=f"Token {token.key}")
    return client


@pytest.fixture
def anns_app(ann) -> APIClient:
    return app_of(ann)


@pytest.fixture
def visitor(db) -> APIClient:
    return app_of()
