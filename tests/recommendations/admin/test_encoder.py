"""The encoder of texts in the admin: what is in force, how far it is, what failed."""

import pytest
from django.contrib.auth.models import Permission
from django.urls import reverse
from django.utils import timezone

from recommendations.admin import encoder
from recommendations.models import Change, TextEncoder
from tests.conftest import make_course

PAGE = "admin:recommendations_textencoder_changelist"


@pytest.fixture
def staff(client, dan):
    client.force_login(dan)
    return client


def test_staff_see_how_far_the_encoder_has_come_and_what_failed(staff):
    make_course("Bread by weight")
    TextEncoder.objects.create(fault="The server does not answer.", fault_at=timezone.now())

    page = staff.get(reverse(PAGE)).content.decode()

    assert "0 of 1; 1 wait to be read" in page
    assert "The server does not answer." in page


def test_another_encoder_is_chosen_and_noted(staff):
    staff.get(reverse(PAGE))
    one = TextEncoder.objects.get()
    address = reverse("admin:recommendations_textencoder_change", args=[one.pk])

    staff.post(address, {"kind": "tf_idf", "searches": "on"})

    assert TextEncoder.objects.get().kind == "tf_idf"
    assert Change.objects.get().after == {"kind": "tf_idf"}


def test_a_description_that_is_not_whole_is_refused(staff):
    staff.get(reverse(PAGE))
    address = reverse(
        "admin:recommendations_textencoder_change", args=[TextEncoder.objects.get().pk]
    )

    page = staff.post(address, {"kind": "endpoint", "searches": "on"}).content.decode()

    assert "Say which model." in page
    assert "Say where the server is." in page
    assert TextEncoder.objects.get().kind == "packaged"


def test_a_worker_is_asked_by_a_button_that_asks_once_more(staff, monkeypatch):
    asked = []
    monkeypatch.setattr(encoder, "ask_for_vectors", lambda: asked.append(1))
    staff.get(reverse(PAGE))
    address = reverse(
        "admin:recommendations_textencoder_encode_now", args=[TextEncoder.objects.get().pk]
    )

    assert "Encode the texts of courses now?" in staff.get(address).content.decode()
    assert not asked
    staff.post(address)
    assert asked


def test_who_may_look_at_the_recommender_sees_it_and_changes_nothing(client, cleo):
    cleo.is_staff = True
    cleo.save()
    cleo.user_permissions.add(Permission.objects.get(codename="view_recommender"))
    client.force_login(cleo)

    page = client.get(reverse(PAGE)).content.decode()

    assert "Encoder of texts" in client.get(reverse("admin:index")).content.decode()
    assert 'name="_save"' not in page


def test_a_stranger_does_not_see_it(client, ann):
    client.force_login(ann)

    assert client.get(reverse(PAGE)).status_code != 200
