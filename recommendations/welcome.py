"""Four questions to a newcomer, each of which may be skipped; every answer shapes the page at once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.interests import set_interests, tell_profile_changed, topic_choices
from accounts.models import Goal, Level, User
from courses.models import Course, Dismissal, DismissedCourse
from courses.shelf import dismiss_course
from recommendations.requests import renew_page
from recommendations.views import draw_home

PASSED = "welcome_passed"  # in the session: the questions that were skipped
KNOWN_SHOWN = 8
MOST_KNOWN = 20


class Popular(models.QuerySet[Course]):
    """Finds courses that newcomers may know."""

    def in_fields(self, slugs: list[str], language: str) -> "Popular":
        """Published ones in any of these fields or below; in all where none is named.

        Those in the reader's language come first.
        """
        is_foreign = models.Case(models.When(language=language, then=0), default=1)
        found = self.filter(status="published").order_by(is_foreign, "-enrolment_count", "pk")
        if not slugs:
            return found
        return found.filter(
            models.Q(category__slug__in=slugs) | models.Q(category__parent__slug__in=slugs)
        )

    def named(self, ids: list[int]) -> "Popular":
        """Published ones with these ids."""
        return self.filter(status="published", pk__in=ids)


class Marks(models.QuerySet[DismissedCourse]):
    """Sentences about courses that are not to be shown."""

    def known_to(self, learner: User) -> "Marks":
        """Those that the learner says they know."""
        return self.filter(learner=learner, why=Dismissal.KNOWN)


@dataclass(frozen=True)
class Question:
    """One step: what is asked, and what may be answered."""

    name: str
    title: str
    note: str
    choices: list[tuple[str, str]]
    is_many: bool
    number: int
    count: int


def question_for(learner: User, passed: list[str]) -> Question | None:
    """The first question that the learner neither answered nor skipped; None at the end."""
    for number, (name, step) in enumerate(STEPS.items(), start=1):
        if name in passed or step.is_answered(learner):
            continue
        choices = step.choices(learner)
        if choices:
            words = (step.title(), step.note())
            return Question(name, *words, choices, step.is_many, number, len(STEPS))
    return None


@login_required
@require_POST
def answer(request: HttpRequest) -> HttpResponse:
    """Take an answer or a skip, and show the page that it makes."""
    learner: User = request.user  # type: ignore[assignment]
    name = request.POST.get("question", "")
    if "skip_all" in request.POST:
        _pass(request, *STEPS)
    elif name in STEPS:
        if "skip" not in request.POST:
            STEPS[name].save(learner, request.POST)
        _pass(request, name)
    renew_page(learner.pk)
    return draw_home(request) if request.headers.get("HX-Request") else redirect("home")


def passed_by(request: HttpRequest) -> list[str]:
    """The questions that are behind this visitor."""
    return list(request.session.get(PASSED, []))


def _pass(request: HttpRequest, *names: str) -> None:
    request.session[PASSED] = [*passed_by(request), *names]


@dataclass(frozen=True)
class Step:
    """How one question is asked and its answer kept."""

    title: Callable[[], str]
    note: Callable[[], str]
    choices: Callable[[User], list[tuple[str, str]]]
    is_answered: Callable[[User], bool]
    save: Callable[[User, QueryDict], None]
    is_many: bool = False


def _save_interests(learner: User, given: QueryDict) -> None:
    known = {slug for slug, _name in topic_choices()}
    set_interests(learner, known & set(given.getlist("choice")))


def _save_one(field: str, kind: Any) -> Callable[[User, QueryDict], None]:
    def save(learner: User, given: QueryDict) -> None:
        if given.get("choice") in kind.values:
            setattr(learner, field, given["choice"])
            learner.save(update_fields=[field])
            tell_profile_changed(learner)

    return save


def _save_known(learner: User, given: QueryDict) -> None:
    ids = [int(one) for one in given.getlist("choice")[:MOST_KNOWN] if one.isdigit()]
    for course in Popular(Course).named(ids):
        dismiss_course(learner, course, Dismissal.KNOWN, surface="home")


def _courses(learner: User) -> list[tuple[str, str]]:
    topics = list(learner.interests.values_list("topic", flat=True))
    popular = Popular(Course).in_fields(topics, get_language() or "")
    return [(str(pk), title) for pk, title in popular.values_list("pk", "title")[:KNOWN_SHOWN]]


STEPS: dict[str, Step] = {
    "interests": Step(
        title=lambda: _("What would you like to learn?"),
        note=lambda: _("Choose as many fields as you like."),
        choices=lambda _learner: topic_choices(),
        is_answered=lambda learner: learner.interests.exists(),
        save=_save_interests,
        is_many=True,
    ),
    "goal": Step(
        title=lambda: _("Why are you here?"),
        note=lambda: _("One answer is enough; you can change it in your profile."),
        choices=lambda _learner: [(str(value), str(name)) for value, name in Goal.choices],
        is_answered=lambda learner: bool(learner.goal),
        save=_save_one("goal", Goal),
    ),
    "level": Step(
        title=lambda: _("How much do you know already?"),
        note=lambda: _("So that lessons are neither too easy nor too hard."),
        choices=lambda _learner: [(str(value), str(name)) for value, name in Level.choices],
        is_answered=lambda learner: bool(learner.level),
        save=_save_one("level", Level),
    ),
    "known": Step(
        title=lambda: _("Do you know any of these courses?"),
        note=lambda: _("They are not suggested again, and speak for what goes well with them."),
        choices=_courses,
        is_answered=lambda learner: Marks(DismissedCourse).known_to(learner).exists(),
        save=_save_known,
        is_many=True,
    ),
}
