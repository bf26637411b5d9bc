"""Consent to personalisation is asked, recorded and obeyed."""

from accounts.consent import answer_consent
from accounts.models import User


def sign_up(client, **fields):
    answers = {
        "display_name": "Eve",
        "email": "eve@example.org",
        "password1": "a long enough phrase",
        "consents_to_personalisation": "yes",
    }
    return client.post("/account/signup/", answers | fields)


def test_signing_up_asks_about_personalisation(client, db):
    response = sign_up(client, consents_to_personalisation="")

    assert response.status_code == 200
    assert "consents_to_personalisation" in response.context["form"].errors
    assert not User.objects.exists()


def test_yes_at_sign_up_is_recorded_with_its_date(client, db):
    sign_up(client, time_zone="Asia/Shanghai")

    eve = User.objects.get(email="eve@example.org")
    assert eve.may_be_logged
    assert eve.display_name == "Eve"
    assert eve.time_zone == "Asia/Shanghai"
    assert eve.consent_records.get().is_granted


def test_no_at_sign_up_means_that_nothing_is_logged(client, db):
    sign_up(client, consents_to_personalisation="no")

    assert not User.objects.get(email="eve@example.org").may_be_logged


def test_somebody_who_was_never_asked_is_not_logged(cleo):
    assert not cleo.may_be_logged


def test_the_same_answer_twice_leaves_one_record(cleo):
    answer_consent(cleo, is_granted=True)
    answer_consent(cleo, is_granted=True)

    assert cleo.consent_records.count() == 1


def test_an_unknown_time_zone_is_none(client, db):
    sign_up(client, time_zone="Moon/Crater")

    assert User.objects.get(email="eve@example.org").time_zone == ""
