"""A person gets everything that is kept of them, and can have it erased."""

import io
import json
import zipfile

from django.urls import reverse

from accounts.models import User


def files_of(response):
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    return {name: archive.read(name).decode() for name in archive.namelist()}


def test_the_export_holds_the_profile(client, ann):
    client.force_login(ann)

    files = files_of(client.get(reverse("export_data")))

    assert json.loads(files["profile.json"])["email"] == "ann@example.org"


def test_the_export_is_of_the_signed_in_person_only(client, ann, ben):
    client.force_login(ann)

    files = files_of(client.get(reverse("export_data")))

    assert "ben@example.org" not in "".join(files.values())


def test_erasing_needs_the_password(client, ann):
    client.force_login(ann)

    response = client.post(reverse("erase_account"), {"password": "wrong"})

    assert "password" in response.context["form"].errors
    assert User.objects.filter(pk=ann.pk).exists()


def test_erasing_removes_the_account_and_signs_out(client, ann):
    client.force_login(ann)

    client.post(reverse("erase_account"), {"password": "correct horse"})

    assert not User.objects.filter(pk=ann.pk).exists()
    assert "_auth_user_id" not in client.session
