"""The one line under a card, in the reader's language; true, or not said."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import TextChoices
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Goal, Level
from recommendations.homepage.candidates import Candidate, Why

PLACE = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Names:
    """What reasons and titles may name: courses this reader may see, categories that exist."""

    courses: Mapping[int, str]
    categories: Mapping[int, str]


def reason_of(card: Candidate, names: Names) -> str:
    """The reason in words; where it would name something gone, a plainer true one."""
    return _SENTENCES[Why(card.why)](card.argument, names) or _("From what you have done here")


def title_of(template: str, about: Mapping[str, object], names: Names) -> str | None:
    """The title of a row with its names filled in; None where it would name something gone."""
    course = names.courses.get(int(str(about["course"]))) if "course" in about else ""
    topic = names.categories.get(int(str(about["topic"]))) if "topic" in about else ""
    if course is None or topic is None:
        return None
    title = template.replace("{did}", _deed(str(about.get("did", ""))))
    return title.replace("{topic}", topic).replace("{course}", course)


def plain_title(title: str) -> str:
    """A title for staff, without what it fills in for each learner."""
    return PLACE.sub("…", title)


def _deed(did: str) -> str:
    deeds = {
        Why.FINISHED: _("finished"),
        Why.TOOK: _("took"),
        Why.KNOWN: _("know"),
        Why.VIEWED: _("looked at"),
    }
    return deeds.get(Why(did), "") if did else ""


def _naming_course(sentence: Callable[[], str]) -> Callable[[int | None, Names], str]:
    def said(argument: int | None, names: Names) -> str:
        title = names.courses.get(argument or 0)
        return sentence() % {"course": title} if title else ""

    return said


def _naming_topic(sentence: Callable[[], str]) -> Callable[[int | None, Names], str]:
    def said(argument: int | None, names: Names) -> str:
        name = names.categories.get(argument or 0)
        return sentence() % {"topic": name} if name else ""

    return said


def _named(kind: type[TextChoices], place: int | None) -> str:
    """The name of an answer by its place among all of them."""
    return str(kind.labels[place or 0])


def _week(argument: int | None, _names: Names) -> str:
    count = argument or 0
    return ngettext("%(n)s learner this week", "%(n)s learners this week", count) % {"n": count}


def _new(argument: int | None, _names: Names) -> str:
    if not argument:
        return _("In the catalogue")
    day = date_format(datetime.fromtimestamp(argument, tz=UTC), "DATE_FORMAT")
    return _("Added on %(date)s") % {"date": day}


def _popular(argument: int | None, _names: Names) -> str:
    count = argument or 0
    return ngettext("%(n)s learner enrolled", "%(n)s learners enrolled", count) % {"n": count}


def _progress(argument: int | None, _names: Names) -> str:
    if not argument:
        return _("You enrolled, the first lesson waits")
    return _("%(percent)s %% of lessons done") % {"percent": argument}


def _followed(argument: int | None, _names: Names) -> str:
    count = argument or 0
    words = ngettext(
        "%(n)s learner whom you follow studies it", "%(n)s learners whom you follow study it", count
    )
    return words % {"n": count}


def _alike(argument: int | None, _names: Names) -> str:
    count = argument or 0
    return ngettext("%(n)s learner like you", "%(n)s learners like you", count) % {"n": count}


def _alike_week(argument: int | None, _names: Names) -> str:
    count = argument or 0
    words = ngettext("%(n)s learner like you lately", "%(n)s learners like you lately", count)
    return words % {"n": count}


_SENTENCES: dict[Why, Callable[[int | None, Names], str]] = {
    Why.FINISHED: _naming_course(lambda: _("Because you finished “%(course)s”")),
    Why.TOOK: _naming_course(lambda: _("Because you take “%(course)s”")),
    Why.KNOWN: _naming_course(lambda: _("Because you know “%(course)s”")),
    Why.VIEWED: _naming_course(lambda: _("Because you looked at “%(course)s”")),
    Why.WITH: _naming_course(lambda: _("Goes well with “%(course)s”")),
    Why.TOPIC: _naming_topic(lambda: _("You are interested in %(topic)s")),
    Why.WEEK: _week,
    Why.NEW: _new,
    Why.POPULAR: _popular,
    Why.LEVEL: lambda argument, _names: (
        _("Of the level that you named: %(level)s") % {"level": _named(Level, argument)}
    ),
    Why.GOAL: lambda argument, _names: (
        _("For your goal: %(goal)s") % {"goal": _named(Goal, argument)}
    ),
    Why.PROFILE: lambda _argument, _names: _("From what you say of yourself"),
    Why.BLEND: lambda _argument, _names: _("From what you have done here"),
    Why.PINNED: lambda _argument, _names: _("Chosen by our team"),
    Why.PROGRESS: _progress,
    Why.SAVED: lambda _argument, _names: _("You saved it"),
    Why.CATALOGUE: lambda _argument, _names: _("In the catalogue"),
    Why.CHANCE: lambda _argument, _names: _("Something else for a change, by chance"),
    Why.ITSELF: lambda _argument, _names: _("You looked at it before"),
    Why.FOLLOWED: _followed,
    Why.TAUGHT: lambda _argument, _names: _("By an instructor whom you follow"),
    Why.ALIKE: _alike,
    Why.ALIKE_WEEK: _alike_week,
    Why.STEP: lambda argument, _names: _("Step %(n)s of your path") % {"n": argument or 1},
    Why.UNLOCKED: _naming_course(lambda: _("Builds on “%(course)s”, which you finished")),
    Why.REQUIRED: _naming_course(lambda: _("“%(course)s” builds on it")),
    Why.SHORT: lambda argument, _names: (
        ngettext("%(n)s minute in all", "%(n)s minutes in all", argument or 0)
        % {"n": argument or 0}
    ),
    Why.ASIDE: _naming_topic(lambda: _("For once from another field: %(topic)s")),
    Why.CAME: _naming_topic(lambda: _("You come from %(topic)s")),
    Why.TOLD: lambda _argument, _names: _("A language model found it fitting for your answers"),
    Why.SEARCHED: _naming_topic(lambda: _("Much of what you searched for is in %(topic)s")),
}
