"""The sentence that opens a learner's week: from the days of learning and the goal alone."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from courses.streaks import Week
from recommendations.language.facts import Facts
from recommendations.language.wordings import language_now, worded
from recommendations.models import Purpose

DAYS = 7


def opening_of(week: Week) -> str:
    """What the week panel opens with."""
    return worded([week_facts(week.done, week.goal)])[0]


def week_facts(done: int, goal: int) -> Facts:
    """The same for everybody who is equally far."""
    details = (f"days of learning done this week: {done}", f"goal in days: {goal}")
    return Facts(Purpose.WEEK, language_now(), _template(done, goal), details=details)


def every_week() -> Iterator[Facts]:
    """All that can be: no learner has to be looked at."""
    for goal in range(1, DAYS + 1):
        for done in range(DAYS + 1):
            yield week_facts(done, goal)


def _template(done: int, goal: int) -> str:
    if done > goal:
        return _("You did more than you set out to do this week.")
    if done == goal:
        return _("You did what you set out to do this week.")
    left = goal - done
    if done:
        words = ngettext(
            "Well begun: %(n)s more day and your goal is reached.",
            "Well begun: %(n)s more days and your goal is reached.",
            left,
        )
    else:
        words = ngettext(
            "Your goal this week: %(n)s day of learning.",
            "Your goal this week: %(n)s days of learning.",
            left,
        )
    return words % {"n": left}
