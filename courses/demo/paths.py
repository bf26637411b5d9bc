"""The demo world's skill graph, its paths made by staff, and the goals of its sign-ins."""

from accounts.models import User
from courses.demo.catalogue import SOURCE
from courses.demo.parse import read_names
from courses.goals import set_goal
from courses.models import Course, LearningGoal, LearningPath, PathStep, Skill, SkillLink


def write_paths(sign_ins: dict[str, User]) -> None:
    """Write what is missing; a second call changes nothing, also not what staff changed since."""
    world = read_names("paths")
    skills = {skill.slug: skill for skill in Skill.objects.all()}
    if not SkillLink.objects.exists():
        for slug, requires in world["prerequisites"].items():
            for other in requires:
                SkillLink.objects.create(skill=skills[slug], requires=skills[other])
    keys = {slug for entry in world["paths"] for slug in entry["courses"]}
    courses = Course.objects.by_external_id(f"{SOURCE}:{slug}" for slug in keys)
    for order, entry in enumerate(world["paths"], start=1):
        names = {key: entry[key] for key in ("name_en", "name_zh", "text_en", "text_zh")}
        path, is_new = LearningPath.objects.get_or_create(
            slug=entry["slug"], defaults=names | {"order": order, "is_published": True}
        )
        if is_new:
            PathStep.objects.bulk_create(
                PathStep(path=path, course=courses[f"{SOURCE}:{slug}"], order=place)
                for place, slug in enumerate(entry["courses"], start=1)
            )
    for email, goal in world["goals"].items():
        if not LearningGoal.objects.by(sign_ins[email]).exists():
            set_goal(sign_ins[email], skills[goal["skill"]], weekly_hours=goal["weekly_hours"])
