"""A learner plans a path on a phone, in the dark, in Chinese, with hard titles on the way."""

from courses.models import LearningPath, PathStep, Skill, SkillLink
from tests.browser.conftest import PHONE, overflows, serious
from tests.conftest import make_course


def test_a_path_is_planned_and_read_on_a_phone(new_context, transactional_db, ann):
    ann.language = "zh-hans"
    ann.save()
    before, made = None, LearningPath.objects.create(slug="made", name_en="M", is_published=True)
    for order, title in enumerate(("W" * 255, "学" * 120, "<script>alert(1)</script>")):
        course = make_course(title)
        skill = Skill.objects.create(slug=f"s{order}", name_en=title[:110], name_zh=title[:110])
        course.skills.add(skill)
        PathStep.objects.create(path=made, course=course, order=order)
        if before is not None:
            SkillLink.objects.create(skill=skill, requires=before)
        before = skill
    page = new_context(
        ann, viewport=PHONE, color_scheme="dark", locale="zh-CN", reduced_motion="reduce"
    ).new_page()
    faults = []

    page.goto("/paths/")
    faults += serious(page)
    assert not overflows(page)
    page.get_by_label("我想达到").select_option(label="<script>alert(1)</script>")
    page.get_by_label("每周小时数").fill("1")
    page.keyboard.press("Enter")
    page.wait_for_url("**/paths/mine/")

    assert page.locator(".path-step").count() == 3
    assert page.locator(".path-picture circle").count() == 3
    page.get_by_text("用文字说明此图").click()
    assert page.locator("#picture-text li").count() == 3
    faults += serious(page)
    assert not overflows(page)
    page.goto(made.get_absolute_url())
    faults += serious(page)
    assert not overflows(page)
    assert not faults
