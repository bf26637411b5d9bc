"""The pages of learning paths: a goal is set, followed, planned again, shared by staff, dropped."""

import io
import zipfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from accounts.personal_data import erase, export_zip
from courses.goals import set_goal
from courses.models import (
    Category,
    Course,
    Dismissal,
    DismissedCourse,
    Enrolment,
    LearningGoal,
    LearningPath,
    PathStep,
    Prerequisite,
    Skill,
    SkillLink,
)  # fmt: skip
from tests.conftest import make_course

NAMES = ("Algebra", "Statistics", "Learning", "Forests")
Catalogue = dict[str, Course]


@pytest.fixture
def catalogue(data_science: Category) -> Catalogue:
    """Four courses of one skill each, every skill building on the one before."""
    found, before = {}, None
    for name in NAMES:
        skill = Skill.objects.create(slug=name.lower(), name_en=f"{name} skill")
        found[name] = make_course(name, category=data_science)
        found[name].skills.add(skill)
        if before is not None:
            SkillLink.objects.create(skill=skill, requires=before)
        before = skill
    Prerequisite.objects.create(course=found["Forests"], requires=found["Learning"])
    return found


def finish(learner: User, course: Course, *, days_ago: int = 0) -> None:
    now = timezone.now() + timedelta(seconds=5) - timedelta(days=days_ago)
    Enrolment.objects.create(
        learner=learner, course=course, enrolled_at=now, completed_at=now, progress=100
    )


def steps_of(learner: User) -> list[str]:
    goal = LearningGoal.objects.get(learner=learner)
    titles = dict(Course.objects.values_list("pk", "title"))
    return [titles[step["course"]] for step in goal.plan]


def choose(client: Client, aim: Skill | Course | Category, hours: int = 2) -> str:
    kind = type(aim).__name__.lower()
    data = {"aim": f"{kind}:{aim.pk}", "weekly_hours": hours}
    return client.post(reverse("choose_goal"), data, follow=True).content.decode()


def test_a_goal_becomes_a_path_that_follows_the_learner(
    client: Client, ann: User, catalogue: Catalogue
) -> None:
    client.force_login(ann)
    finish(ann, catalogue["Algebra"], days_ago=9)

    page = choose(client, Skill.objects.get(slug="forests"))

    assert steps_of(ann) == ["Statistics", "Learning", "Forests"]
    assert "It teaches Statistics skill, which Learning skill builds on." in page
    assert "“Forests” builds on it." in page
    assert "It teaches Forests skill, which you want to learn." in page
    assert "Learning skill</strong> (ahead): builds on Statistics skill" in page
    assert "0 of 3 steps done" in page
    assert "planned anew" not in page

    finish(ann, catalogue["Statistics"])
    page = client.get(reverse("my_path")).content.decode()
    assert steps_of(ann) == ["Learning", "Forests"]
    assert "1 of 3 steps done" in page
    assert "planned anew" not in page, "as it was planned"

    other = make_course("Learning otherwise", category=catalogue["Algebra"].category)
    other.skills.add(*catalogue["Learning"].skills.all())
    Prerequisite.objects.all().delete()
    DismissedCourse.objects.create(learner=ann, course=catalogue["Learning"])
    page = client.get(reverse("my_path")).content.decode()
    assert steps_of(ann) == ["Learning otherwise", "Forests"]
    assert "planned anew" in page

    for course in (other, catalogue["Forests"]):
        finish(ann, course)
    assert "You are there" in client.get(reverse("my_path")).content.decode()
    client.post(reverse("leave_goal"))
    assert client.get(reverse("my_path")).status_code == 302


def test_fields_courses_and_paths_of_staff_are_goals_too(
    client: Client, ann: User, catalogue: Catalogue, data_science: Category
) -> None:
    made = LearningPath.objects.create(slug="made", name_en="Made", is_published=True)
    for order, name in enumerate(("Forests", "Algebra")):
        PathStep.objects.create(path=made, course=catalogue[name], order=order)
    draft = LearningPath.objects.create(slug="draft", name_en="Draft")
    assert client.get(draft.get_absolute_url()).status_code == 404
    assert "Sign in to follow it" in client.get(made.get_absolute_url()).content.decode()
    assert client.post(reverse("choose_goal")).status_code == 302

    client.force_login(ann)
    choose(client, data_science)
    assert steps_of(ann) == list(NAMES)
    assert "This is your goal." in choose(client, catalogue["Learning"])
    assert steps_of(ann) == ["Algebra", "Statistics", "Learning"]
    page = client.get(reverse("paths")).content.decode()
    assert "Made" in page
    assert "Draft" not in page
    data = {"aim": f"path:{made.pk}", "weekly_hours": 3}
    page = client.post(reverse("choose_goal"), data, follow=True).content.decode()
    assert steps_of(ann) == ["Learning", "Forests", "Algebra"], "with what Forests builds on"
    assert "Our team chose it for this path." in page

    for bad in ("", "path:0", f"path:{draft.pk}", "course:x", "user:1"):
        answer = client.post(reverse("choose_goal"), {"aim": bad, "weekly_hours": 3})
        assert answer.status_code == 422
    with zipfile.ZipFile(io.BytesIO(export_zip(ann))) as kept:
        assert '"path__slug": "made"' in kept.read("learning.jsonl").decode()
    erase(ann)
    assert not LearningGoal.objects.exists()


def test_the_plan_for_the_homepage_follows_without_a_look_at_the_page(
    client: Client,
    ann: User,
    catalogue: Catalogue,
    django_capture_on_commit_callbacks: Callable[..., AbstractContextManager[object]],
) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        set_goal(ann, Skill.objects.get(slug="forests"), weekly_hours=2)
    assert steps_of(ann) == list(NAMES)

    with django_capture_on_commit_callbacks(execute=True):
        finish(ann, catalogue["Algebra"])
    assert steps_of(ann) == list(NAMES[1:])
    Prerequisite.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        DismissedCourse.objects.create(
            learner=ann, course=catalogue["Learning"], why=Dismissal.KNOWN
        )
    assert steps_of(ann) == ["Forests"], "nothing below what is known"

    client.force_login(ann)
    assert "planned anew" in client.get(reverse("my_path")).content.decode()
    assert "planned anew" not in client.get(reverse("my_path")).content.decode()


def test_courses_that_need_each_other_after_all_break_no_path(
    client: Client, ann: User, catalogue: Catalogue
) -> None:
    Prerequisite.objects.create(course=catalogue["Learning"], requires=catalogue["Forests"])
    client.force_login(ann)

    assert "This is your goal." in choose(client, catalogue["Forests"])
    assert "Forests" in steps_of(ann)


def test_the_path_of_a_learner_costs_the_same_queries_however_long(
    client: Client,
    ann: User,
    catalogue: Catalogue,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client.force_login(ann)
    choose(client, Skill.objects.get(slug="forests"))
    with django_assert_max_num_queries(40):
        assert client.get(reverse("my_path")).status_code == 200
