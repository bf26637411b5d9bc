"""What is listed, and what a bad course does to the lists it stands in: C9, C10."""

import pytest
from django.test import Client

from courses.models import Course, Prerequisite, Skill
from courses.search.index import index_courses
from courses.shelf import save_course
from tests.conftest import make_course
from tests.courses.learning.builders import complete

BROKEN = {
    "no title": {"title": ""},
    "emoji only": {"title": "🎹🎻"},
    "no slug": {"slug": ""},
    "a cover that is gone": {"cover": "covers/gone.png"},
    "no date": {"published_at": None},
    "no category": {"category": None},
    "unknown level and language": {"level": "wizard", "language": "xx"},
    "no numbers": {"duration_minutes": 0, "lesson_count": 0},
    "outcomes that are no list": {"outcomes": {"a": 1}},
}


def test_c9_courses_with_broken_data_take_no_page_down(client, ann, python_course):
    save_course(ann, make_course("Saved"))
    broken = []
    for name, fields in BROKEN.items():
        bad = make_course(f"Broken: {name}", category=python_course.category)
        complete(ann, bad, 1)
        save_course(ann, bad)
        Course.objects.filter(pk=bad.pk).update(**fields)
        broken.append(bad.pk)
    index_courses(broken)
    client.force_login(ann)

    for address in (
        "/",
        "/catalogue/",
        "/catalogue/?q=python",
        "/my-learning/",
        "/my-learning/saved/",
        python_course.get_absolute_url(),
        *(f"/course/{bad}/" for bad in broken),
        "/api/v1/courses/",
        "/api/v1/homepage/",
    ):
        for browser in (client, Client()):
            assert browser.get(address, follow=True).status_code in {200, 401, 403}, address


def test_c9_a_card_that_cannot_be_drawn_hides_and_its_list_stays(
    client, ann, python_course, monkeypatch
):
    bad = make_course("Broken", category=python_course.category)
    for course in (bad, python_course):
        save_course(ann, course)
        complete(ann, course, 1)
    address_of = Course.get_absolute_url

    def break_one(course):
        if course.pk == bad.pk:
            raise ValueError("broken data")
        return address_of(course)

    monkeypatch.setattr(Course, "get_absolute_url", break_one)
    client.force_login(ann)

    for address in ("/", "/catalogue/", "/my-learning/", "/my-learning/saved/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "Python for the curious" in page.content.decode(), address
        assert ">Broken<" not in page.content.decode(), address


@pytest.mark.parametrize("status", ["draft", "archived"])
def test_c10_a_hidden_course_is_listed_nowhere_and_cannot_be_opened(
    client, ann, python_course, status
):
    hidden = make_course("Xylophones", category=python_course.category)
    Prerequisite.objects.create(course=python_course, requires=hidden)
    skill = Skill.objects.create(slug="mallets", name_en="Mallets")
    hidden.skills.add(skill)
    python_course.skills.add(skill)
    save_course(ann, hidden)
    client.force_login(ann)
    client.get("/")
    Course.objects.filter(pk=hidden.pk).update(status=status)

    for address in (
        "/",
        "/catalogue/",
        "/catalogue/?q=xylophones",
        "/catalogue/?q=xylophone",
        "/catalogue/?skill=mallets",
        "/catalogue/?category=python&sort=new",
        python_course.get_absolute_url(),
        "/my-learning/",
        "/my-learning/saved/",
        "/api/v1/courses/",
        "/api/v1/courses/?q=xylophones",
        f"/api/v1/courses/{python_course.pk}/",
        "/api/v1/homepage/",
    ):
        for browser in (client, Client()):
            text = browser.get(address, follow=True).content.decode()
            assert "Xylophones" not in text, address
            assert f"/course/{hidden.pk}/" not in text, address
    for address in (f"/course/{hidden.pk}/xylophones/", f"/api/v1/courses/{hidden.pk}/"):
        assert client.get(address).status_code == 404
