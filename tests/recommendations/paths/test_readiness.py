"""How ready a learner is: what first answers say, kept weights, and a step that may be too hard."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import User
from courses.goals import set_goal
from courses.models import (
    Course,
    Enrolment,
    Lesson,
    LessonKind,
    QuizAttempt,
    Skill,
    SkillLink,
    TracingFit,
)
from recommendations.paths.following import route_to
from recommendations.paths.readiness import fit_readiness, readiness_of
from recommendations.paths.types import Fit
from tests.conftest import make_course


def answer(learner: User, course: Course, *, right: int) -> None:
    """A first attempt with so many right answers of four, and a second without a fault."""
    section = course.sections.get()
    quiz = Lesson.objects.create(section=section, title="Quiz", kind=LessonKind.QUIZ)
    for number in (right, 4):
        QuizAttempt.objects.create(
            learner=learner, lesson=quiz, right=number, out_of=4, submitted_at=timezone.now()
        )


@pytest.fixture
def taught(db: None) -> tuple[Course, Course]:
    """Two courses; the skill of the second builds on that of the first."""
    first, second = make_course("First"), make_course("Second")
    skills = [Skill.objects.create(slug=name, name_en=name) for name in ("ground", "roof")]
    SkillLink.objects.create(skill=skills[1], requires=skills[0])
    first.skills.add(skills[0])
    second.skills.add(skills[1])
    return first, second


def test_only_first_answers_count_and_weak_ground_makes_a_step_hard(
    client: Client, ann: User, ben: User, taught: tuple[Course, Course]
) -> None:
    first, second = taught
    ground, roof = (course.skills.get() for course in taught)
    for learner, right in ((ann, 0), (ben, 4)):
        answer(learner, first, right=right)
        now = timezone.now()
        Enrolment.objects.create(
            learner=learner, course=first, enrolled_at=now, completed_at=now, progress=100
        )

    assert fit_readiness().auc is None, "two learners are too few to hold some out"
    assert TracingFit.objects.get().easiness.keys() == {str(ground.pk)}
    weak, strong = readiness_of(ann.pk), readiness_of(ben.pk)
    assert weak.chance(ground.pk) < 0.5 < strong.chance(ground.pk)
    assert weak.estimates.keys() == {ground.pk}, "nothing is said of what was not asked"
    assert weak.fit_of([roof.pk], [ground.pk]) == Fit.STRETCH
    assert strong.fit_of([roof.pk], [ground.pk]) == Fit.FITS

    for learner, said in ((ann, "It may be hard for you now: it builds on ground"), (ben, "")):
        client.force_login(learner)
        page = client.get(second.get_absolute_url()).content.decode()
        assert said in page
        assert bool(said) == ("may be hard" in page)
    client.force_login(ben)
    for _more in range(4):
        answer(ben, first, right=4)
    assert "It may be easy for you" in client.get(first.get_absolute_url()).content.decode()

    steps = {
        learner.pk: route_to(learner.learning_goal, learner).plan.steps
        for learner in (goal_of(ann, second), goal_of(ben, second))
    }
    assert [step.fit for step in steps[ann.pk]] == ["stretch"]
    assert [step.fit for step in steps[ben.pk]] == ["fits"]
    for learner, said in ((ann, "<b>shaky</b>"), (ben, "<b>firm</b>")):
        client.force_login(learner)
        assert said in client.get("/paths/mine/").content.decode()


def goal_of(learner: User, course: Course) -> User:
    """The learner, with this course as their goal."""
    set_goal(learner, course, weekly_hours=3)
    return learner
