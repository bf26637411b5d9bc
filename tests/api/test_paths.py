"""Learning paths as JSON: the goal that I set, the path to it, and the paths of staff."""

from courses.models import LearningGoal, LearningPath, Skill, SkillLink
from tests.conftest import make_course

MINE = "/api/v1/my-path/"


def test_an_app_sets_a_goal_and_follows_the_path(anns_app, ann, python_course):
    basics, python = (
        Skill.objects.create(slug=name, name_en=name) for name in ("Basics", "Python")
    )
    SkillLink.objects.create(skill=python, requires=basics)
    first = make_course("First lines")
    first.skills.add(basics)
    python_course.skills.add(python)
    assert anns_app.get(MINE).status_code == 404

    wanted = {"aim": "skill", "id": python.pk, "weekly_hours": 2}
    shown = anns_app.put(MINE, wanted, format="json").json()

    assert (shown["name"], shown["weekly_hours"]) == ("Python", 2)
    assert [step["course"]["id"] for step in shown["path"]["steps"]] == [
        first.pk,
        python_course.pk,
    ]
    assert shown["path"]["steps"][0]["why"] == "It teaches Basics, which Python builds on."
    assert anns_app.get(MINE).json() == shown
    bad = anns_app.put(MINE, {"aim": "course", "id": 10**9}, format="json")
    assert (bad.status_code, list(bad.json())) == (400, ["id"])
    assert anns_app.put(MINE, {"aim": "user", "id": ann.pk}, format="json").status_code == 400
    assert anns_app.delete(MINE).status_code == 204
    assert not LearningGoal.objects.exists()


def test_everybody_may_list_the_paths_of_staff(client, python_course):
    made = LearningPath.objects.create(slug="made", name_en="Made", is_published=True)
    LearningPath.objects.create(slug="draft", name_en="Draft")
    made.courses.add(python_course)

    found = client.get("/api/v1/paths/").json()["results"]

    assert [(one["slug"], one["course_count"], one["minutes"]) for one in found] == [
        ("made", 1, 10)
    ]
    assert client.get("/api/v1/my-path/").status_code in (401, 403)
