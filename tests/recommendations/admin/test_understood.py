"""The page of what is read of courses: what is installed, how many courses have it, what failed."""

from __future__ import annotations

import re

import numpy as np
import pytest

from recommendations.engine.features import pictures
from recommendations.models import AlgorithmSetting, CourseSense, CourseVector
from tests.conftest import make_course

ADDRESS = "/admin/understood/"


@pytest.fixture
def course(db):
    return make_course("Colour")


def read(client):
    page = client.get(ADDRESS).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


def test_a_missing_group_is_said_with_the_command_that_installs_it(staff, course, monkeypatch):
    monkeypatch.setattr(pictures, "sees_pictures", lambda: False)

    found = read(staff)

    assert "not installed, skipped" in found
    assert "homeroom[pictures]" in found


def test_courses_are_counted_by_what_was_read_of_them(staff, course, monkeypatch):
    monkeypatch.setattr(pictures, "sees_pictures", lambda: True)
    CourseVector.objects.create(
        course=course, modality="picture", encoder=pictures.NETWORK, digest="",
        vector=np.ones(3, "<f2").tobytes(),
    )  # fmt: skip
    make_course("Drawn")

    found = read(staff)

    assert re.search(rf"{pictures.NETWORK} 1 of 2 Courses are not compared by it", found)


def test_it_says_whether_courses_are_compared_by_their_pictures(staff, course):
    AlgorithmSetting.objects.filter(name="content").update(params={"picture": True})

    assert "Courses are compared by it." in read(staff)


def test_a_file_that_could_not_be_read_is_named(staff, course):
    CourseSense.objects.create(
        course=course, sense="sound", reader="x", stamp="x", fault="talk.webm: it is broken"
    )

    found = read(staff)

    assert "talk.webm: it is broken" in found
    assert "Colour" in found


def test_a_site_where_nothing_failed_says_so(staff, course):
    assert "Nothing failed." in read(staff)


def test_only_who_may_see_the_recommender_sees_it(allow, eva, instructor):
    assert allow(eva).get(ADDRESS).status_code == 403
    assert instructor.get(ADDRESS).status_code == 403
    assert allow(eva, "view_trainingrun").get(ADDRESS).status_code == 200
