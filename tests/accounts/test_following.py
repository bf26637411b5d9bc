"""Followers: private by default, blockable, exported and erased with the rest."""

import json
import zipfile
from io import BytesIO

import pytest
from django.test import Client

from accounts.following import NotFollowableError, allow_followers, block, follow
from accounts.models import Block, Follow
from accounts.personal_data import erase, export_zip
from courses.models import Review
from courses.reviews import reviews_of
from tests.conftest import make_course, make_person


def test_a_learner_is_followed_only_who_said_so(ann, cleo):
    with pytest.raises(NotFollowableError):
        follow(cleo, ann)
    allow_followers(ann, is_allowed=True)

    follow(cleo, ann)
    follow(cleo, ann)

    assert Follow.objects.count() == 1
    allow_followers(ann, is_allowed=False)
    assert not Follow.objects.exists()


def test_who_is_blocked_sees_nothing(client, ann, cleo, ben, python_course):
    allow_followers(ann, is_allowed=True)
    Review.objects.create(learner=ann, course=python_course, rating=5, text="Ann liked it")
    assert reviews_of(python_course, cleo).others
    follow(cleo, ann)
    client.force_login(cleo)
    own, others = f"/people/{ann.public_id}/", f"/people/{ben.public_id}/"
    assert client.get(own).status_code == 200
    assert b"Ann" in client.get("/people/?q=ann").content

    block(ann, cleo)

    assert client.get(own).status_code == 404
    assert not reviews_of(python_course, cleo).others
    assert reviews_of(python_course, ben).others
    assert b">Ann<" not in client.get("/people/?q=ann").content
    assert not Follow.objects.exists()
    assert (
        b"cannot be followed"
        in client.post(f"{own}decide/", {"deed": "follow"}, follow=True).content
    )
    assert client.get(others).status_code == 200


def test_the_pages_of_people_follow_and_take_back(client, ann, ben, python_course):
    python_course.instructors.add(ben)
    client.force_login(ann)
    page = f"/people/{ben.public_id}/"
    assert page in client.get(python_course.get_absolute_url()).content.decode()
    assert python_course.title in client.get(page).content.decode()

    for deed, count in (("follow", 1), ("unfollow", 0), ("block", 0)):
        client.post(f"{page}decide/", {"deed": deed, "next": page})
        assert Follow.objects.count() == count
    assert b"Unblock" in client.get("/people/").content
    client.post(f"{page}decide/", {"deed": "unblock"})
    assert not Block.objects.exists()
    client.post("/people/allow/", {"allow": "yes"})
    ann.refresh_from_db()
    assert ann.is_followable
    assert Client().get(f"/people/{ann.public_id}/").status_code == 404
    assert Client().get(page).status_code == 200


def test_follows_and_blocks_are_exported_and_erased(ann, ben, cleo):
    allow_followers(ann, is_allowed=True)
    follow(ann, ben)
    follow(cleo, ann)
    other = make_person("Otto")
    block(ann, other)
    make_course("Any")

    with zipfile.ZipFile(BytesIO(export_zip(ann))) as folder:
        profile = json.loads(folder.read("profile.json"))

    assert [one["other__display_name"] for one in profile["follows"]] == ["Ben"]
    assert [one["other__display_name"] for one in profile["blocks"]] == ["Otto"]
    assert profile["followers"] == 1
    erase(ann)
    assert not Follow.objects.exists()
    assert not Block.objects.exists()
