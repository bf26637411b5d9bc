"""Authoring in the admin: instructors work on their own courses, and publish complete ones."""

import pytest
from django.urls import reverse

from courses.models import Course, Lesson, Question
from courses.publishing import NotReadyError, missing_parts, publish
from tests.conftest import make_course


@pytest.fixture
def author(ben):
    ben.is_staff = True
    ben.save()
    return ben


@pytest.fixture
def draft(author, data_science):
    course = make_course("Draft", status="draft", published_at=None, category=data_science)
    course.description, course.outcomes = "About something", ["Do it"]
    course.save()
    course.instructors.add(author)
    return course


def admin_url(course, action="change"):
    return reverse(f"admin:courses_course_{action}", args=[course.pk])


def test_an_instructor_sees_only_their_own_courses(client, author, draft, python_course):
    client.force_login(author)

    page = client.get(reverse("admin:courses_course_changelist")).content.decode()

    assert "Draft" in page
    assert python_course.title not in page


def test_an_instructor_cannot_open_another_course(client, author, python_course):
    client.force_login(author)

    assert client.get(admin_url(python_course)).status_code == 302


def test_an_instructor_opens_their_course_with_its_lessons(client, author, draft):
    client.force_login(author)

    response = client.get(admin_url(draft))

    assert response.status_code == 200
    assert "Lesson 1" in response.content.decode()


def test_an_instructor_sees_nothing_of_people(client, author):
    client.force_login(author)

    assert client.get(reverse("admin:accounts_user_changelist")).status_code == 403


def test_a_learner_does_not_enter_the_admin(client, ann):
    client.force_login(ann)

    assert client.get(reverse("admin:index")).status_code == 302


def test_a_complete_course_is_published(draft):
    publish(draft)

    draft.refresh_from_db()
    assert draft.status == "published"
    assert draft.published_at


def test_publishing_again_keeps_the_first_day(draft):
    publish(draft)
    first_day = draft.published_at
    draft.status = "archived"
    draft.save()

    publish(draft)

    assert draft.published_at == first_day


def test_what_is_missing_is_named_and_nothing_is_published(db):
    empty = Course.objects.create(title="Empty")

    with pytest.raises(NotReadyError):
        publish(empty)

    empty.refresh_from_db()
    assert empty.status == "draft"
    assert {"a description", "a category", "a lesson"} <= set(missing_parts(empty))


def test_a_quiz_without_a_right_answer_is_not_published(draft):
    section = draft.sections.get()
    quiz = Lesson.objects.create(section=section, kind="quiz", title="Quiz", order=9)
    Question.objects.create(lesson=quiz, prompt="Why?").choices.create(text="Because")

    assert missing_parts(draft) == ["a right answer to “Why?”"]


def test_the_publish_button_says_what_is_missing(client, author, draft):
    draft.description = ""
    draft.save()
    client.force_login(author)

    response = client.get(
        reverse("admin:courses_course_publish_course", args=[draft.pk]), follow=True
    )

    assert "Missing: a description" in response.content.decode()


def test_staff_see_every_course(client, dan, draft, python_course):
    client.force_login(dan)

    page = client.get(reverse("admin:courses_course_changelist")).content.decode()

    assert "Draft" in page
    assert python_course.title in page
