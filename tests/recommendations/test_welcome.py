"""Four questions to a newcomer: each shapes the page in the same request, and may be skipped."""

import re

import pytest
from django.urls import reverse
from django.utils.translation import override

from courses.models import Course, DismissedCourse
from recommendations.homepage.pages import page_of
from recommendations.models import AlgorithmSetting, TrainingRun
from recommendations.training.retrain import retrain
from recommendations.welcome import STEPS
from tests.recommendations.conftest import make_learner
from tests.recommendations.test_homepage import recommended

HTMX = {"HX-Request": "true"}


@pytest.fixture
def newcomer(client, world):
    """Somebody who just signed up and agreed, on a site that knows what to do with answers."""
    names = ("rules", "popularity", "item_knn")
    AlgorithmSetting.objects.exclude(name__in=names).update(is_enabled=False)
    assert retrain(TrainingRun.objects.create()).status == "done"
    learner = make_learner("newcomer")
    client.force_login(learner)
    return learner


def answer(client, question, *choices, **how):
    given = {"question": question, "choice": choices, **how}
    return client.post(reverse("welcome"), given, headers=HTMX).content.decode()


def asked(page):
    found = re.search(r'name="question" value="(\w+)"', page)
    return found.group(1) if found else None


def test_each_answer_shapes_the_page_that_answers_it(client, newcomer, world):
    assert asked(client.get("/").content.decode()) == "interests"

    page = answer(client, "interests", "music", "nonsense")
    assert asked(page) == "goal"
    assert "You are interested in Music" in page
    page = answer(client, "goal", "curiosity")
    assert asked(page) == "level"
    page = answer(client, "level", "beginner")
    assert asked(page) == "known"
    assert world.music[0].title in page
    page = answer(client, "known", world.music[0].pk, "x", 10**9)

    assert asked(page) is None
    assert f"Because you know “{world.music[0].title}”" in page
    assert world.music[0] not in recommended(page_of(newcomer))
    assert list(DismissedCourse.objects.values_list("course_id", "why")) == [
        (world.music[0].pk, "already_known")
    ]
    newcomer.refresh_from_db()
    assert (newcomer.goal, newcomer.level) == ("curiosity", "beginner")
    assert [one.topic for one in newcomer.interests.all()] == ["music"]


def test_every_question_may_be_skipped_and_so_may_all(client, newcomer):
    questions = [asked(answer(client, "interests", "music", skip=1))]
    questions.append(asked(answer(client, "goal", skip=1)))
    assert questions == ["goal", "level"]

    without_javascript = client.post(reverse("welcome"), {"skip_all": 1})

    assert without_javascript.status_code == 302
    assert asked(client.get("/").content.decode()) is None
    assert not newcomer.interests.exists()


def test_who_did_something_or_did_not_agree_is_not_asked(client, trained, cleo):
    for learner in (trained.learners[0], cleo):
        client.force_login(learner)
        assert asked(client.get("/").content.decode()) is None


def test_courses_that_a_newcomer_may_know_begin_with_their_own_language(newcomer, world):
    english, chinese = world.music[:2]
    Course.objects.among([chinese.pk]).update(language="zh-hans", enrolment_count=99)
    question = STEPS["known"]

    with override("zh-hans"):
        in_chinese = question.choices(newcomer)
    with override("en"):
        in_english = question.choices(newcomer)

    assert in_chinese[0][0] == str(chinese.pk)
    assert in_english[-1][0] == str(chinese.pk) or str(chinese.pk) not in dict(in_english)
    assert str(english.pk) in dict(in_english)
