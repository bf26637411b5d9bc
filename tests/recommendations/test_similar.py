"""What stands under "similar courses" on the page of a course."""

from django.template import Context, Template

from courses.models import Course, DismissedCourse
from recommendations.homepage import similar
from recommendations.homepage.similar import similar_to
from recommendations.models import Rule


def test_courses_of_the_same_learners_are_similar(trained):
    found = similar_to(trained.data[0], None)

    assert len(found) == similar.CARDS
    assert trained.data[0] not in found
    assert set(found) <= set(trained.data)


def test_unpublished_dismissed_and_blocked_courses_are_left_out_and_replaced(ann, trained):
    hidden, refused, blocked = similar_to(trained.data[0], ann)[:3]
    Course.objects.filter(pk=hidden.pk).update(status="draft")
    DismissedCourse.objects.create(learner=ann, course=refused)
    Rule.objects.create(kind="block", course=blocked, reason="test")

    found = similar_to(trained.data[0], ann)

    assert {hidden, refused, blocked}.isdisjoint(found)


def test_without_any_model_courses_of_the_category_stand_in(world):
    assert set(similar_to(world.music[0], None)) <= set(world.music[1:])


def test_a_recommender_that_fails_leaves_the_course_page_alone(trained, monkeypatch):
    def fail():
        raise RuntimeError("the models have gone")

    monkeypatch.setattr(similar, "open_desk", fail)
    page = Template("{% load similar %}[{% similar_courses course %}]")

    assert "".join(page.render(Context({"course": trained.data[0]})).split()) == "[]"


def test_the_tag_draws_a_card_a_course(trained):
    page = Template("{% load similar %}{% similar_courses course %}")

    html = page.render(Context({"course": trained.data[0]}))

    assert html.count('data-row="similar"') == similar.CARDS
    assert "Data 1" in html
