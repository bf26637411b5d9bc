"""Who sees which course: one rule for lists, pages and search (C10)."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from courses.models import Course, Enrolment
from tests.conftest import make_course


def visible(user):
    return set(Course.objects.visible_to(user))


def test_a_draft_is_seen_by_its_instructor_and_by_staff_only(ann, ben, dan):
    draft = make_course("Draft", status="draft")
    draft.instructors.add(ben)

    assert draft in visible(ben)
    assert draft in visible(dan)
    assert draft not in visible(ann)
    assert draft not in visible(AnonymousUser())


def test_an_archived_course_stays_with_those_who_are_on_it(ann, cleo):
    archived = make_course("Old", status="archived")
    Enrolment.objects.create(learner=ann, course=archived, enrolled_at=timezone.now())

    assert archived in visible(ann)
    assert archived not in visible(cleo)


def test_the_page_of_a_hidden_course_is_not_found(client, ann):
    draft = make_course("Draft", status="draft")
    client.force_login(ann)

    assert client.get(draft.get_absolute_url()).status_code == 404


def test_two_courses_may_not_need_each_other(db):
    import pytest
    from django.core.exceptions import ValidationError

    from courses.models import Prerequisite

    first, second, third = (make_course(name) for name in ("One", "Two", "Three"))
    Prerequisite.objects.create(course=second, requires=first)
    Prerequisite.objects.create(course=third, requires=second)

    with pytest.raises(ValidationError, match="close a cycle: "):
        Prerequisite(course=first, requires=third).full_clean()


def test_an_old_slug_leads_to_the_right_address(client, python_course):
    response = client.get(f"/course/{python_course.pk}/another-name/")

    assert response.status_code == 301
    assert response["Location"] == python_course.get_absolute_url()
