"""What a path says of itself: why each step is there, when it comes, how it fits."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from recommendations.paths.types import Fit, Reason, Step


@dataclass(frozen=True)
class Named:
    """Names of the skills and titles of the courses that a path mentions."""

    skills: Mapping[int, str]
    courses: Mapping[int, str]


def why(step: Step, named: Named) -> str:
    """Why a step is on the path, in one sentence."""
    skill = named.skills.get(step.skill or 0, "")
    match step.reason:
        case Reason.AIM:
            return _("This is your goal.")
        case Reason.CHOSEN:
            return _("Our team chose it for this path.")
        case Reason.REQUIRED:
            title = named.courses.get(step.course_after or 0, "")
            return _("“%(course)s” builds on it.") % {"course": title}
        case Reason.PREPARES:
            facts = {"skill": skill, "next": named.skills.get(step.leads_to or 0, "")}
            return _("It teaches %(skill)s, which %(next)s builds on.") % facts
    return _("It teaches %(skill)s, which you want to learn.") % {"skill": skill}


def when(step: Step) -> str:
    """In which of the learner's weeks a step falls."""
    if step.first_week == step.last_week:
        return _("Week %(week)s") % {"week": step.first_week}
    weeks = {"first": step.first_week, "last": step.last_week}
    return _("Weeks %(first)s to %(last)s") % weeks


def fit(step: Step) -> str:
    """A warning where a step is probably too hard or too easy, else nothing."""
    words = {
        Fit.STRETCH: _("May be hard for you at that point"),
        Fit.EASY: _("May be easy for you"),
    }
    return words.get(Fit(step.fit), "")
