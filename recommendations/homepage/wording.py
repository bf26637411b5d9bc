"""Facts of the homepage that may be said in other words: titles that name something, reasons."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from courses.models import Course
from recommendations.homepage.candidates import Candidate, Why
from recommendations.homepage.reasons import Names, reason_of
from recommendations.homepage.types import PageRow
from recommendations.language.facts import Facts
from recommendations.language.wordings import language_now, worded
from recommendations.models import Purpose

# Reasons that stay true for as long as the courses are there; counts change by the day.
LASTING = {
    Why.FINISHED, Why.TOOK, Why.KNOWN, Why.VIEWED, Why.WITH, Why.UNLOCKED, Why.REQUIRED,
    Why.TOPIC, Why.ASIDE,
}  # fmt: skip


def title_facts(title: str, about: Mapping[str, object], names: Names) -> Facts | None:
    """Of the title of a row as it is filled in; None where staff wrote all of it themselves."""
    course = names.courses.get(int(str(about.get("course", 0))), "")
    topic = names.categories.get(int(str(about.get("topic", 0))), "")
    if not (course or topic):
        return None
    given = Facts(Purpose.ROW_TITLE, language_now(), title, topics=(topic,) if topic else ())
    return replace(given, courses=(course,) if course else (), must=(course or topic,))


def reason_facts(card: Candidate, course: Course, names: Names) -> Facts | None:
    """Of the reason of a card; None where it may be another one tomorrow."""
    if card.why not in LASTING:
        return None
    named = names.courses.get(card.argument or 0, "") if card.names_course else ""
    topic = names.categories.get(card.argument or 0, "") if card.names_topic else ""
    return Facts(
        Purpose.REASON,
        language_now(),
        reason_of(card, names),
        courses=tuple(filter(None, (course.title, named))),
        must=tuple(filter(None, (named, topic))),
        topics=(topic,) if topic else (),
    )


def reworded(rows: Sequence[PageRow], names: Names) -> list[PageRow]:
    """The rows with the titles that stand ready."""
    facts = [title_facts(row.title, row.about, names) for row in rows]
    said = iter(worded([one for one in facts if one]))
    return [
        replace(row, title=next(said)) if one else row for row, one in zip(rows, facts, strict=True)
    ]


def reworded_reason(card: Candidate, course: Course, names: Names) -> str:
    """The reason in the words that stand ready."""
    facts = reason_facts(card, course, names)
    return worded([facts])[0] if facts else reason_of(card, names)
