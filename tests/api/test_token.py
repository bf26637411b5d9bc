"""A token is given for an e-mail and a password, slowly to those who guess."""

import pytest
from rest_framework.authtoken.models import Token
from rest_framework.test import APIClient

from tests.api.conftest import app_of

ADDRESS = "/api/v1/token/"
RIGHT = {"email": "ann@example.org", "password": "correct horse"}


def test_the_right_password_gets_a_token_that_works(ann, visitor):
    answer = visitor.post(ADDRESS, RIGHT, format="json")

    assert answer.status_code == 200
    app = APIClient()
    app.credentials(HTTP_AUTHORIZATION=f"Token {answer.json()['token']}")
    assert app.get("/api/v1/my-learning/").status_code == 200


@pytest.mark.parametrize(
    "wrong", [{"password": "wrong"}, {"email": "nobody@example.org"}, {"email": "ANN@other.org"}]
)
def test_a_wrong_password_and_an_unknown_e_mail_read_the_same(ann, visitor, wrong):
    answer = visitor.post(ADDRESS, RIGHT | wrong, format="json")

    assert answer.status_code == 400
    assert answer.json() == {"non_field_errors": ["E-mail and password do not match."]}


def test_missing_fields_are_named(visitor):
    answer = visitor.post(ADDRESS, {}, format="json")

    assert answer.status_code == 400
    assert set(answer.json()) == {"email", "password"}


def test_somebody_whose_account_is_closed_gets_none(ann, visitor):
    ann.is_active = False
    ann.save()

    assert visitor.post(ADDRESS, RIGHT, format="json").status_code == 400


def test_a_token_of_a_closed_account_opens_nothing(ann, anns_app):
    ann.is_active = False
    ann.save()

    assert anns_app.get("/api/v1/my-learning/").status_code == 401


def test_a_token_can_be_taken_back(ann, anns_app):
    assert anns_app.delete(ADDRESS).status_code == 204

    assert not Token.objects.exists()
    assert anns_app.get("/api/v1/my-learning/").status_code == 401


def test_nobody_takes_back_what_they_do_not_have(visitor):
    assert visitor.delete(ADDRESS).status_code == 401


def test_guessing_at_passwords_is_slowed_down(visitor, db):
    answers = [
        visitor.post(ADDRESS, RIGHT | {"password": str(n)}, format="json") for n in range(11)
    ]

    assert [answer.status_code for answer in answers] == [400] * 10 + [429]
    assert int(answers[-1].headers["Retry-After"]) > 0


def test_a_made_up_address_does_not_help_the_guesser(db):
    answers = [
        APIClient(headers={"X-Forwarded-For": f"203.0.113.{n}"}).post(ADDRESS, RIGHT, format="json")
        for n in range(11)
    ]

    assert answers[-1].status_code == 429


def test_guessing_at_one_account_from_many_addresses_is_slowed_down(db):
    answers = [
        APIClient(REMOTE_ADDR=f"203.0.113.{n}").post(ADDRESS, RIGHT, format="json")
        for n in range(21)
    ]

    assert [answer.status_code for answer in answers] == [400] * 20 + [429]


def test_a_wrong_token_is_told_how_to_sign_in(visitor):
    visitor.credentials(HTTP_AUTHORIZATION="Token nonsense")

    answer = visitor.get("/api/v1/courses/")

    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == "Token"


@pytest.mark.parametrize("body", ['{"email": ', "[" * 100_000, "null", "[]", '"text"', "\x00"])
def test_a_body_that_is_no_credentials_is_a_400(visitor, body):
    answer = visitor.post(ADDRESS, body, content_type="application/json")

    assert answer.status_code == 400


@pytest.mark.parametrize("size", [300_000, 3_000_000])
def test_a_body_that_is_too_large_is_a_413(visitor, size):
    answer = visitor.post(ADDRESS, {"email": "a" * size}, format="json")

    assert (answer.status_code, answer.json()) == (413, {"detail": "At most 256 KB at once."})


def test_a_form_is_not_taken(ann, visitor):
    assert visitor.post(ADDRESS, RIGHT, format="multipart").status_code == 415


def test_a_session_signs_in_too(ann, client):
    client.force_login(ann)

    assert client.get("/api/v1/my-learning/").status_code == 200


def test_a_session_needs_the_token_of_the_form(ann, python_course):
    browser = APIClient(enforce_csrf_checks=True)
    browser.force_login(ann)

    answer = browser.post("/api/v1/my-learning/", {"course": python_course.pk}, format="json")

    assert answer.status_code == 403


def test_app_without_a_token_reads_but_does_not_write(visitor):
    assert visitor.get("/api/v1/courses/").status_code == 200
    assert visitor.get("/api/v1/my-learning/").status_code == 401
    assert app_of().post("/api/v1/events/", [], format="json").status_code == 401
