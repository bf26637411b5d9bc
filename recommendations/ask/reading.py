"""Understands a question: what it is after, about what, at which level, in how much time."""

import re
from dataclasses import replace

from courses.search.terms import HAN
from recommendations.ask.amounts import read_times
from recommendations.ask.phrases import (
    AIMS,
    ANCHORED,
    ASKS_LESSON,
    GREETING,
    JUDGED,
    KNOWN,
    LEVELS,
    PRIVATE,
    SPOKEN,
    WITHOUT,
)
from recommendations.ask.refining import THOSE, refined
from recommendations.ask.titles import (
    marked_titles,
    mistyped_title,
    nearest_title,
    negated_titles,
    titles_within,
    without_titles,
)
from recommendations.ask.topics import EDGES, topic_of
from recommendations.ask.types import Intent, Wish
from recommendations.language.facts import INSTRUCTIONS
from recommendations.sources.catalogue import Catalogue, Known

COMPARING = re.compile(
    r"\b(?:compar(?:e|ed|ing|ison)|differences?|between|the|two|three|both|which|is|better)\b"
    r"|比较|对比|一下|有?什么(?:区别|不同)|哪一?[门个]|更|好|[两三二][门个]",
    re.IGNORECASE,
)
_HAN = re.compile(rf"[{HAN}]")
_LATIN = re.compile(r"[A-Za-z]{2,}")


def read(
    question: str,
    catalogue: Catalogue,
    before: Wish | None = None,
    shown: tuple[Known, ...] = (),
) -> Wish:
    """What a question wants; after another one, it may change what that one wanted."""
    question = " ".join(question.split())
    own = without_titles(question, catalogue, titles_within(question, catalogue))
    wish = Wish(Intent.FIND, language_of(own if own.strip() else question))
    if GREETING.search(question):
        return replace(wish, intent=Intent.GREET)
    if INSTRUCTIONS.search(question) or PRIVATE.search(question):
        return replace(wish, intent=Intent.OUTSIDE)
    named = marked_titles(question, catalogue) or titles_within(question, catalogue)
    refused, rest = negated_titles(question, catalogue, named)
    named = [pk for pk in named if pk not in refused]
    wish = _with_constraints(rest, _with_courses(rest, wish, named, catalogue), catalogue)
    titles = (catalogue[pk].title for pk in refused)
    wish = replace(wish, without=(*wish.without, *titles))
    if before is not None:
        return refined(question, wish, before, shown) or wish
    return wish


def language_of(text: str) -> str:
    """`zh` where a text is Chinese in the main, else `en`."""
    return "zh" if len(_HAN.findall(text)) > len(_LATIN.findall(text)) else "en"


def _with_courses(question: str, wish: Wish, named: list[int], catalogue: Catalogue) -> Wish:
    """The intent, and the courses that are named."""
    intent = next(
        (one for one, pattern in ANCHORED.items() if pattern.search(question)), Intent.FIND
    )
    anchor = "" if named or intent == Intent.FIND else _anchor(question, intent)
    if anchor and intent != Intent.COMPARE:
        near = nearest_title(anchor, catalogue)
        named = [near] if near else []
    if not named and intent == Intent.FIND:
        whole = mistyped_title(question, catalogue)
        named = [whole] if whole else []
    if not named and not anchor and intent in (Intent.AFTER, Intent.BEFORE):
        intent = Intent.FIND
    if intent == Intent.COMPARE and len(named) == 1:
        named = []
    return replace(wish, intent=intent, named=tuple(named), anchor=anchor)


def _anchor(question: str, intent: Intent) -> str:
    """How a question calls the course that it starts from."""
    pattern = JUDGED if intent in (Intent.EASY, Intent.HARD) else ANCHORED[intent]
    found = pattern.search(question)
    named = [one for one in found.groupdict().values() if one] if found else []
    anchor = topic_of(named[0].strip(EDGES)) if named else ""
    return "" if THOSE.fullmatch(anchor) else anchor


def _with_constraints(question: str, wish: Wish, catalogue: Catalogue) -> Wish:
    """Level, time, language, what is not wanted; what is left is the topic."""
    rest = without_titles(question, catalogue, wish.named)
    most, weekly, rest = read_times(rest)
    level, is_own = "", False
    if wish.intent not in (Intent.EASY, Intent.HARD):
        for pattern, name, own in LEVELS:
            if pattern.search(rest):
                level, is_own, rest = name, own, pattern.sub(" ", rest)
                break
    spoken = ""
    for pattern, code in SPOKEN:
        if pattern.search(rest):
            spoken, rest = code, pattern.sub(" ", rest)
            break
    without = []
    while found := WITHOUT.search(rest):
        without += [one.strip(EDGES) for one in found.groupdict().values() if one]
        rest = f"{rest[: found.start()]} {rest[found.end() :]}"
    is_aim = bool(AIMS.search(question))
    asks = bool(ASKS_LESSON.search(rest)) and not is_own
    rest = KNOWN.sub(" ", rest)
    intent = (
        Intent.LESSON if asks and wish.intent == Intent.FIND and not wish.named else wish.intent
    )
    return replace(
        wish,
        intent=intent,
        topic=_topic(rest, wish),
        level=level,
        level_is_own=is_own,
        most_minutes=most,
        weekly_minutes=weekly,
        spoken=spoken,
        without=tuple(one for one in without if one),
        is_aim=is_aim,
    )


def _topic(rest: str, wish: Wish) -> str:
    if wish.intent == Intent.COMPARE:
        rest = THOSE.sub(" ", COMPARING.sub(" ", rest))
    if wish.intent in (Intent.AFTER, Intent.BEFORE, Intent.EASY, Intent.HARD):
        return wish.anchor
    return topic_of(rest)
